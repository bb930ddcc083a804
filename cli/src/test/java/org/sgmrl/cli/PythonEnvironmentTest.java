package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.run.text.Json;

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
        Path good = Files.writeString(folder.resolve("tasks.py"), SOURCE);

        assertRefused("must be a Python file, and does not exist", "--env", "python:none.py");
        assertRefused("must name a file", "--env", "python:");
        assertRefused("spec", "--env", "python:" + broken);
        assertRefused("and python:FILE.py", "--env", "pyton:tasks.py");
        assertRefused("engine = spark is not for environment python:", "--env", "python:" + good, "--engine", "spark");
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
