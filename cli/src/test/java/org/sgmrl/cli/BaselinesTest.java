package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.JsonNode;

/// The methods that do not climb the adapted return, as users run them.
final class BaselinesTest {
    private static final List<String> SMALL = List.of(
            "--tasks=3",
            "--inner-trajectories=3",
            "--outer-trajectories=2",
            "--horizon=10",
            "--hidden=4",
            "--threads=1",
            "--test-tasks=4");

    @TempDir
    private Path folder;

    private Path train(String algorithm, int iterations) {
        Path run = folder.resolve(algorithm);
        List<String> words = new ArrayList<>(List.of("train", "--algorithm", algorithm, "--inner-steps=2"));
        words.addAll(SMALL);
        words.addAll(List.of("--iterations", String.valueOf(iterations), "--out", run.toString()));
        ok(words.toArray(String[]::new));
        return run;
    }

    private static String ok(String... words) {
        Cli.Result result = Cli.run(words);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(Json::parse).toList();
    }

    @Test
    void aRunOfEachIsEvaluatedReportedAndContinued() throws IOException {
        Path pretrain = train("pretrain", 3);
        Path scratch = train("scratch", 3);
        assertThat(lines(pretrain.resolve("metrics.jsonl"))).hasSize(3).allSatisfy(line -> {
            assertThat(line.path("postReturn")).isEqualTo(line.path("preReturn"));
            assertThat(line.path("gradientNorm").asDouble()).isPositive();
        });
        assertThat(lines(scratch.resolve("metrics.jsonl"))).singleElement().satisfies(line -> {
            assertThat(line.path("postReturn")).isNotEqualTo(line.path("preReturn"));
            assertThat(line.path("gradientNorm").asDouble()).isZero();
        });
        for (Path run : List.of(pretrain, scratch)) {
            assertThat(Json.parse(Files.readString(run.resolve("evaluation.json")))
                            .path("returns"))
                    .as("after 0, 1 and 2 inner steps")
                    .hasSize(3);
        }
        assertThat(ok("evaluate", pretrain.toString(), scratch.toString(), "--tasks=4", "--threads=1"))
                .contains("pretrain", "scratch");
        Path page = folder.resolve("both.html");
        ok("report", pretrain.toString(), scratch.toString(), "--out", page.toString());
        assertThat(Files.readString(page).replaceAll("(?s)<script>.*?</script>", ""))
                .contains("pretrain on point-navigation-v1</b>", "scratch on point-navigation-v1</b>")
                .containsPattern("(?s)class=\"line variant-.*class=\"line variant-")
                .doesNotContain("NaN", "not finished");
        ok("resume", scratch.toString(), "--iterations", "5");
        assertThat(lines(scratch.resolve("metrics.jsonl"))).hasSize(1);
        ok("resume", pretrain.toString(), "--iterations", "5");
        assertThat(lines(pretrain.resolve("metrics.jsonl"))).hasSize(5);
    }

    /// The policy of a scratch run is the one with which every other method begins.
    @Test
    void testsOfScratchAreThoseOfAnyMethodWithoutIterations() throws IOException {
        String scratch = Files.readString(train("scratch", 1).resolve("evaluation.json"));
        String untrained = Files.readString(train("maml", 0).resolve("evaluation.json"));
        assertThat(Json.parse(scratch).path("returns"))
                .isEqualTo(Json.parse(untrained).path("returns"));
    }

    @Test
    void anExperimentComparesThemForEqualEnvironmentSteps() throws IOException {
        Path file = folder.resolve("baselines.toml");
        Files.writeString(file, """
                name = "baselines"
                env-steps = 600
                seeds = [5]
                test-tasks = 4
                validation-tasks = 4
                [settings]
                tasks = 3
                inner-trajectories = 3
                outer-trajectories = 2
                horizon = 10
                hidden = [4]
                curvature = "none"
                checkpoint-every = 2
                [variant.maml]
                algorithm = "maml"
                [variant.pretrain]
                algorithm = "pretrain"
                [variant.scratch]
                algorithm = "scratch"
                [[environment]]
                id = "point-navigation-v1"
                """);
        Path out = folder.resolve("baselines");
        ok("experiment", file.toString(), "--out", out.toString(), "--threads=1");
        List<JsonNode> results = lines(out.resolve("results.jsonl"));
        // 3 tasks × 10 steps × (3 + 2) trajectories are 150 steps an iteration at most.
        Map<String, Integer> iterations = Map.of("maml", 4, "pretrain", 4, "scratch", 1);
        assertThat(results).hasSize(3).allSatisfy(line -> {
            Integer expected = iterations.get(line.path("variant").asString());
            assertThat(line.path("curve").path("postReturn").size()).isEqualTo(expected);
            assertThat(line.path("envSteps").asLong()).isBetween(1L, 600L);
        });
        assertThat(Files.readString(out.resolve("index.html")))
                .containsPattern("(?s)Training of.{0,80}pretrain.{0,200}takes no inner steps")
                .doesNotContain("NaN");
    }
}
