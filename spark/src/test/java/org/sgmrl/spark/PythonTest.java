package org.sgmrl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.python.PythonEnvironment;
import org.sgmrl.training.OwnParts;

/// Environments in Python, whose file goes to the workers.
final class PythonTest {
    private static final String SOURCE = """
            import helper
            spec = {"observation_space": 1, "action_space": {"low": [-1], "high": [1]}, "horizon": 10}

            def sample_task(rng):
                return {"goal": rng.uniform(-1, 1)}

            class Robot:
                def __init__(self, goal):
                    self.goal = goal

                def reset(self, seed=None):
                    self.x = helper.START
                    return [self.x], {}

                def step(self, action):
                    self.x += 0.1 * action[0]
                    return [self.x], -abs(self.x - self.goal), False, False, {}

            def make(task):
                return Robot(task["goal"])
            """;

    @TempDir
    private Path folder;

    private Path file(String source) throws IOException {
        Files.writeString(folder.resolve("helper.py"), "START = 0.25\n");
        return Files.writeString(folder.resolve("tasks.py"), source);
    }

    private static List<String> settings(Path file) {
        return Runs.with(Runs.NAVIGATION, "--env", "python:" + file, "--iterations", "2");
    }

    @Test
    void workersWithTheFileGiveTheBitsOfThreads() throws IOException {
        List<String> settings = settings(file(SOURCE));
        Path expected = Runs.trained(folder.resolve("threads"), settings, "--threads", "2");
        Path run = Runs.trained(folder.resolve("spark"), settings, "--engine", "spark", "--master", "local[2]");
        Runs.assertSame(expected, run);
    }

    @Test
    void workersWithoutTheFileGetItWithTheModulesBesideIt() throws IOException {
        Path file = file(SOURCE);
        OwnCode.Copy copy;
        String expected;
        String source;
        try (PythonEnvironment environment = PythonEnvironment.of(file, "python3")) {
            expected = FixedSteps.of(environment);
            source = environment.source();
            copy = OwnCode.copy(environment, OwnParts.NONE.ofWorkers());
        }
        assertThat(copy.classes().stream().map(Class::getPackageName))
                .as("jars beside the core's that have to be sent")
                .contains("org.sgmrl.python", "tools.jackson.databind", "com.fasterxml.jackson.annotation");
        Files.delete(file);
        Files.delete(folder.resolve("helper.py"));
        OwnCode own = OwnCode.read(copy.bytes());
        PythonEnvironment there = (PythonEnvironment) Objects.requireNonNull(own.environment());
        try (PythonEnvironment environment = there) {
            assertThat(FixedSteps.of(environment)).isEqualTo(expected);
            assertThat(environment.source()).isEqualTo(source);
            assertThat(environment.spec().id()).isEqualTo("python:" + file);
        }
        // The driver's and the worker's fingerprints of the code are of the same classes.
        assertThat(Set.copyOf(own.classes())).isEqualTo(Set.copyOf(copy.classes()));
        assertThat(OwnCode.read(copy.bytes()).environment())
                .as("one for all threads of a worker")
                .isSameAs(there);
    }

    @Test
    void whatGoesWrongThereIsToldInOneLine() throws IOException {
        // The driver resets an instance once, when it looks whether the file works.
        Path file = file(SOURCE.replace("self.goal = goal", "self.goal = goal; self.resets = 0")
                .replace("self.x = helper", "self.resets += 1; 1 / (2 - self.resets); self.x = helper"));
        List<String> train = new ArrayList<>(List.of("train"));
        train.addAll(settings(file));
        train.addAll(List.of("--engine", "spark", "--master", "local[2]"));
        train.addAll(List.of("--out", folder.resolve("run").toString()));
        InProcess.Result result = InProcess.run(train);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines().filter(line -> line.startsWith("sgmrl: ")))
                .singleElement()
                .asString()
                .startsWith("sgmrl: worker ")
                .contains("tasks.py:12 in reset: ZeroDivisionError: ");
    }
}
