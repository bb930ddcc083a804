package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.node.ObjectNode;

/// `--env python:FILE.py`.
final class PythonEnvironmentTest {
    private static final String SOURCE = """
            spec = {"observation_space": 1, "action_space": {"low": [-1], "high": [1]}, "horizon": 10}

            def sample_task(rng):
                return {"goal": rng.uniform(-1, 1)}

            class Robot:
                def __init__(self, goal):
                    self.goal = goal

                def reset(self, seed=None):
                    self.x = 0.0
                    return [self.x], {}

                def step(self, action):
                    self.x += 0.1 * action[0]
                    return [self.x], -abs(self.x - self.goal), False, False, {}

            def make(task):
                return Robot(task["goal"])
            """;

    @TempDir
    private Path folder;

    @Test
    void aFileIsTrainedTestedAndResumed() throws IOException {
        Path file = Files.writeString(folder.resolve("tasks.py"), SOURCE);
        Path here = Path.of("").toAbsolutePath();
        String relative = "python:" + here.relativize(file.toAbsolutePath());
        Path run = folder.resolve("run");
        done(Runs.train(run, "--env", relative, "--iterations", "2"));
        // Other folders find it too.
        assertThat(Json.parse(Files.readString(run.resolve("config.json")))
                        .path("env")
                        .asString())
                .isEqualTo("python:" + file.toAbsolutePath().normalize());
        done("evaluate", run.toString(), "--tasks", "2");
        done("resume", run.toString(), "--iterations", "3");
        done("bench", "environment", "--env", relative, "--seconds", "0.1");
        Path whole = folder.resolve("whole");
        done(Runs.train(whole, "--env", relative, "--iterations", "3", "--threads", "1"));
        Runs.assertSame(whole, run);
    }

    /// In a process of its own: this one would know the file as it was.
    private void elsewhere(String... args) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        int code = Cli.runProcess(output, args);
        assertThat(code).as(() -> output.toString()).isZero();
        assertThat(output).content().doesNotContain(" was trained on ");
    }

    @Test
    void aFileThatWasChangedIsToldToWhoGoesOnOrTests() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("tasks.py"), SOURCE);
        Path run = folder.resolve("run");
        elsewhere(Runs.train(run, "--env", "python:" + file, "--iterations", "2"));
        Path config = run.resolve("config.json");
        String trained = Json.parse(Files.readString(config))
                .path("provenance")
                .path("source")
                .asString();
        assertThat(trained).matches("tasks\\.py [0-9a-f]{12}");

        Files.writeString(file, SOURCE.replace("0.1 *", "0.2 *"));
        String changed = " was trained on " + trained + ", and the file is tasks.py ";
        String results = ": these are results of a changed environment";
        String goesOn = ": from here on it trains on the changed environment";
        assertTold(List.of("sgmrl: " + run + changed, results), "evaluate", run.toString(), "--tasks", "2");
        Path other = folder.resolve("other");
        done(Runs.train(other, "--env", "python:" + file, "--iterations", "1"));
        assertTold(List.of(run + changed, results), "evaluate", run.toString(), other.toString(), "--tasks", "2");
        assertTold(List.of(), "evaluate", other.toString(), "--tasks", "2");
        assertTold(List.of(run + changed, goesOn), "resume", run.toString(), "--iterations", "3");
        assertThat(Json.parse(Files.readString(config))
                        .path("earlier-provenance")
                        .path(0)
                        .path("source")
                        .asString())
                .isEqualTo(trained);

        // Earlier versions had the file behind the simulator.
        ObjectNode old = (ObjectNode) Json.parse(Files.readString(config));
        ObjectNode provenance = (ObjectNode) old.get("provenance");
        String source = provenance.remove("source").asString();
        String simulator = provenance.path("simulator").asString();
        Files.writeString(config, Json.pretty(old).replace(simulator, simulator + "; " + source));
        assertTold(List.of(), "resume", run.toString(), "--iterations", "4");
        Files.writeString(config, Json.pretty(old).replace(simulator, simulator + "; " + trained));
        assertTold(List.of(run + changed, goesOn), "resume", run.toString(), "--iterations", "5");
    }

    /// @param parts of what is told of a changed file; none where nothing has changed
    private static void assertTold(List<String> parts, String... args) {
        Cli.Result result = Cli.run(args);
        assertThat(result.exitCode()).as(result.err()).isZero();
        if (parts.isEmpty()) {
            assertThat(result.err()).doesNotContain(" was trained on ");
        } else {
            assertThat(result.err()).contains(parts);
        }
        assertThat(result.err()).doesNotContain("elsewhere");
    }

    @Test
    void anExperimentDoesNotMixRunsOfAChangedFile() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("tasks.py"), SOURCE);
        Path grid = Files.writeString(folder.resolve("grid.toml"), """
                name = "grid"
                seeds = 1
                test-tasks = 2
                [settings]
                iterations = 1
                tasks = 2
                inner-trajectories = 2
                outer-trajectories = 2
                hidden = [4]
                [variant.sg-mrl]
                [[environment]]
                name = "own"
                id = "python:%s"
                """.formatted(file));
        Path out = folder.resolve("grid");
        elsewhere("experiment", grid.toString(), "--out", out.toString());
        assertThat(out.resolve("curves-own.svg")).exists();
        Files.writeString(file, SOURCE.replace("0.1 *", "0.2 *"));
        Cli.Result refused = Cli.run("experiment", grid.toString(), "--out", out.toString());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains(" was trained on tasks.py ", "give another folder with --out");
    }

    @Test
    void checkEnvironmentTellsWhatItFinds() throws IOException {
        Path sound = Files.writeString(folder.resolve("sound.py"), SOURCE);
        Cli.Result nothing = Cli.run("check-environment", "--env", "python:" + sound);
        assertThat(nothing.exitCode()).as(nothing.err()).isZero();
        assertThat(nothing.out()).contains("nothing found");
        Path defective = Files.writeString(
                folder.resolve("defective.py"),
                "import random\n" + SOURCE.replace("self.x += 0.1", "self.x += random.random()"));
        Cli.Result findings = Cli.run("check-environment", "--env", "python:" + defective);
        assertThat(findings.exitCode()).isEqualTo(1);
        assertThat(findings.out().lines()).isNotEmpty().allMatch(line -> line.contains(" of rollout "));
        assertThat(Cli.run("check-environment", "--env", "point-navigation-v1").exitCode())
                .isZero();
        Cli.Result unknown = Cli.run("check-environment", "--env", "nowhere-v1");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err().lines()).hasSize(1);
    }

    private static void done(String... args) {
        Cli.Result result = Cli.run(args);
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    @Test
    void aWrongFileIsToldInOneLine() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.py"), SOURCE.replace("spec =", "spce ="));

        assertRefused("must be a Python file, and does not exist", "--env", "python:none.py");
        assertRefused("must name a file", "--env", "python:");
        assertRefused("spec", "--env", "python:" + broken);
        assertRefused("and python:FILE.py", "--env", "pyton:tasks.py");
    }

    private void assertRefused(String message, String... options) {
        Path out = folder.resolve("run");
        Cli.Result result = Cli.run(Runs.train(out, options));
        assertThat(result.err()).contains(message);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(out).doesNotExist();
    }
}
