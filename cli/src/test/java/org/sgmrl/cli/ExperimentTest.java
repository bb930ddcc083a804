package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.JsonNode;

final class ExperimentTest {
    private static final String TINY = """
            name = "tiny"
            env-steps = 600
            seeds = [5, 6]
            tuning-seeds = [100]
            test-tasks = 4
            levels = [-1000, 0]
            [settings]
            tasks = 3
            inner-trajectories = 3
            outer-trajectories = 2
            horizon = 10
            hidden = [4]
            [variant.ours]
            [variant.ours.tune]
            outer-step-size = [1e-3, 1e-2]
            [variant.maml]
            algorithm = "maml"
            [variant.maml.tune]
            outer-step-size = [1e-3, 1e-2]
            [variant.untuned]
            algorithm = "maml"
            curvature = "none"
            [[environment]]
            id = "point-navigation-v1"
            [environment.settings]
            discount = 0.9
            [[environment]]
            id = "point-navigation-squared-v1"
            name = "squared"
            """;

    @TempDir
    private Path folder;

    private Cli.Result experiment(String text, Path out, String... more) throws IOException {
        Path file = folder.resolve("tiny.toml");
        Files.writeString(file, text);
        return Cli.run(Stream.concat(
                        Stream.of("experiment", file.toString(), "--out", out.toString(), "--threads", "1"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(Json::parse).toList();
    }

    @Test
    void tunesTrainsTestsAndGoesOnToTheSameResults() throws Exception {
        String text = "unequal-tuning = true\n" + TINY;
        Path whole = folder.resolve("whole");
        Cli.Result result = experiment(text, whole);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("12 runs (2 rows × 3 variants × 2 seeds) after 8 that tune, 0 of them done", "tuned to");

        List<JsonNode> tuning = lines(whole.resolve("tuning.jsonl"));
        assertThat(tuning).hasSize(8);
        assertThat(tuning).filteredOn(line -> line.path("chosen").asBoolean()).hasSize(4);

        List<JsonNode> results = lines(whole.resolve("results.jsonl"));
        assertThat(results).hasSize(12);
        for (JsonNode line : results) {
            // 3 tasks × 10 steps × (3 + 2) trajectories are 150 steps an iteration, so four iterations
            assertThat(line.path("envSteps").asLong()).isBetween(1L, 600L);
            assertThat(line.path("returns").size()).isEqualTo(2);
            assertThat(line.path("returns").get(1).path("innerSteps").asInt()).isEqualTo(1);
            JsonNode curve = line.path("curve").path("postReturn");
            assertThat(curve.size()).isEqualTo(4);
            assertThat(line.path("lastQuarterGain").asDouble())
                    .isCloseTo(curve.get(3).asDouble() - curve.get(2).asDouble(), within(1e-3));
            assertThat(line.path("reached").get(0).path("envSteps").asLong()).isPositive();
            assertThat(line.path("reached").get(1).path("envSteps").isNull()).isTrue();
            Path run = whole.resolve("runs")
                    .resolve(line.path("row").asString() + "-"
                            + line.path("variant").asString() + "-seed"
                            + line.path("seed").asInt());
            assertThat(line.path("policySha256").asString())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256")
                                    .digest(Files.readAllBytes(run.resolve("policy.safetensors")))));
        }
        assertThat(Files.readString(whole.resolve("index.html")))
                .containsPattern("Gained in the last quarter[^§]*[+-][0-9.]+ \\(seeds: [+-]");
        assertThat(results.getFirst().path("environment").asString()).isEqualTo("point-navigation-v1");
        assertThat(results.getFirst().path("command").asString()).contains("--discount 0.9", "--iterations 4");
        assertThat(results)
                .allSatisfy(line -> assertThat(line.path("provenance").propertyNames())
                        .containsExactly("version", "commit", "java", "architecture", "processor", "kernels"));
        assertThat(Files.readString(whole.resolve("index.html"))).containsPattern("Runs by sgmrl [^;]*\\(12 runs\\)");

        // What was chosen is what is compared.
        for (JsonNode line : tuning) {
            if (line.path("chosen").asBoolean()) {
                String size = line.path("settings").path("outer-step-size").asString();
                assertThat(results)
                        .filteredOn(r -> r.path("row").equals(line.path("row"))
                                && r.path("variant").equals(line.path("variant")))
                        .hasSize(2)
                        .allSatisfy(
                                r -> assertThat(r.path("command").asString()).contains("--outer-step-size " + size));
            }
        }
        assertThat(Files.readString(whole.resolve("index.html")))
                .contains("squared", "untuned")
                .doesNotContain("NaN");

        // Stopped and continued, two runs at a time, with one of the runs half done.
        Path broken = folder.resolve("broken");
        Runs.copy(whole, broken);
        Files.delete(broken.resolve("tuning.jsonl"));
        Files.delete(broken.resolve("results.jsonl"));
        Runs.delete(broken.resolve("runs/squared-maml-seed6"));
        Runs.delete(broken.resolve("tuning/squared-maml-candidate1-seed100"));
        Path half = broken.resolve("runs/squared-ours-seed5");
        for (String name : List.of("cell.json", "policy.safetensors", "report.html")) {
            Files.delete(half.resolve(name));
        }
        // Another was killed between its evaluation and its page.
        Path withoutPage = broken.resolve("runs/squared-untuned-seed5");
        Files.delete(withoutPage.resolve("cell.json"));
        Files.delete(withoutPage.resolve("report.html"));
        Cli.Result again = experiment(text, broken, "--parallel-cells", "2");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).contains("10 of them done");
        assertThat(withoutPage.resolve("report.html")).exists();
        assertThat(withoutTiming(lines(broken.resolve("results.jsonl")), broken))
                .isEqualTo(withoutTiming(results, whole));
        assertThat(experiment(text, broken).out()).contains("20 of them done");
        assertThat(broken.resolve("tuning.jsonl")).hasSameTextualContentAs(whole.resolve("tuning.jsonl"));
    }

    private static List<String> withoutTiming(List<JsonNode> lines, Path folder) {
        return lines.stream()
                .map(line -> {
                    var copy = line.deepCopy();
                    ((tools.jackson.databind.node.ObjectNode) copy).remove("timing");
                    return Json.line(copy).replace(folder.toString(), "DIR");
                })
                .toList();
    }

    @Test
    void seedsCanBeAddedLater() throws IOException {
        String text = TINY.replaceAll("(?m)^\\[variant\\..*\\.tune\\]\\nouter-step-size.*\\n", "");
        Path out = folder.resolve("out");
        assertThat(experiment(text.replace("seeds = [5, 6]\n", "seeds = [5]\n"), out)
                        .exitCode())
                .isZero();
        Cli.Result more = experiment(text, out);
        assertThat(more.exitCode()).as(more.err()).isZero();
        assertThat(more.out()).contains("12 runs", "6 of them done");
        // Other settings under the same names are refused, and nothing is lost.
        Cli.Result other = experiment(text.replace("discount = 0.9", "discount = 0.8"), out);
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("other settings");
        assertThat(lines(out.resolve("results.jsonl"))).hasSize(12);
    }

    /// Too large a step is what a grid is there to find.
    @Test
    void aCandidateThatDivergesIsNotChosenAndAllGoesOn() throws IOException {
        Path out = folder.resolve("diverged");
        String text = TINY.replace("[1e-3, 1e-2]", "[1e300, 1e-2]");
        text = "unequal-tuning = true\n" + text;
        Cli.Result result = experiment(text, out);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).contains("candidate0-seed100: diverged, so that this candidate is not chosen: ");
        List<JsonNode> tuning = lines(out.resolve("tuning.jsonl"));
        assertThat(tuning).hasSize(8);
        for (JsonNode line : tuning) {
            boolean small = line.path("settings").path("outer-step-size").asDouble() == 1e-2;
            assertThat(line.path("chosen").asBoolean()).isEqualTo(small);
            assertThat(line.path("mean").isNull()).isEqualTo(!small);
        }
        assertThat(lines(out.resolve("results.jsonl"))).hasSize(12);
        assertThat(experiment(text, out).out()).contains("20 of them done");
    }

    /// There is nothing to choose instead.
    @Test
    void aComparedRunThatDivergesEndsTheExperimentWithItsName() throws IOException {
        Cli.Result result = experiment(
                "unequal-tuning = true\n" + TINY.replace("curvature = \"none\"", "outer-step-size = 1e300"),
                folder.resolve("failed"));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("point-navigation-v1-untuned-seed5 failed; the finished runs are kept")
                .doesNotContain("\tat ");
    }

    /// What a cell fails by would be a wrong request of a run by itself; of an experiment, runs have begun.
    @Test
    void aFailedRunIsExitCodeOne() throws IOException {
        String text = TINY.replaceAll("(?m)^\\[variant\\..*\\.tune\\]\\nouter-step-size.*\\n", "");
        Path out = folder.resolve("out");
        Matcher first = Pattern.compile("--out (\\S+)")
                .matcher(experiment(text, out, "--plan").out());
        assertThat(first.find()).isTrue();
        Path run = Files.createDirectories(Path.of(first.group(1)));
        Files.writeString(run.resolve("notes.txt"), "somebody's own");

        Cli.Result result = experiment(text, out);

        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(result.err())
                .contains("must be a new or empty folder", "failed; the finished runs are kept")
                .doesNotContain("internal error");
    }

    @Test
    void mistakesAreToldInOneLineAndNothingIsWritten() throws IOException {
        for (String wrong : List.of(
                TINY, // tuning is not alike
                TINY.replace("hidden = [4]", "hidden = [0]"),
                TINY.replace("point-navigation-v1", "point-navigation-v7"),
                TINY.replace("maml\"", "mamal\""),
                TINY.replace("[[environment]]", "[[environments]]"),
                "name = ",
                "")) {
            Path out = folder.resolve("nothing");
            Cli.Result result = experiment(wrong, out);
            assertThat(result.exitCode()).as(wrong).isEqualTo(2);
            assertThat(result.err().lines()).as(result.err()).hasSize(1);
            assertThat(out).doesNotExist();
        }
        assertThat(Cli.run("experiment", folder.resolve("missing.toml").toString())
                        .exitCode())
                .isEqualTo(2);
    }

    static Stream<Path> filesOfTheRepository() throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        List<Path> files;
        try (Stream<Path> docs = Files.walk(root.resolve("docs"));
                Stream<Path> examples = Files.walk(root.resolve("examples"))) {
            files = Stream.concat(docs, examples)
                    .filter(file -> file.toString().endsWith(".toml"))
                    .toList();
        }
        assertThat(files).isNotEmpty();
        return files.stream();
    }

    /// What results pages name can still be run.
    @ParameterizedTest
    @MethodSource("filesOfTheRepository")
    void everyExperimentOfTheRepositoryIsValid(Path file) {
        Cli.Result result = Cli.run("experiment", file.toString(), "--plan");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("runs");
    }
}
