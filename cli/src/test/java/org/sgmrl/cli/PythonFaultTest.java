package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Faults of files in Python as the command tells them: one line, exit code 2 for a wrong request and 1 for a failed run.
final class PythonFaultTest {
    private static final String SOURCE = """
            import os, sys, time
            spec = {"observation_space": 1, "action_space": {"low": [-1], "high": [1]}, "horizon": 10}

            def sample_task(rng):
                return {"goal": rng.uniform(-1, 1)}

            class Robot:
                resets = 0

                def reset(self, seed=None):
                    self.x = 0.0
                    self.resets += 1
                    return [self.x], {}

                def step(self, action):
                    self.x += 0.1 * action[0]
                    return [self.x], -abs(self.x), False, False, {}

            def make(task):
                return Robot()
            """;
    private static final String MOVE = "self.x += 0.1 * action[0]";
    private static final String RESULT = "return [self.x], -abs(self.x), False, False, {}";
    private static final String TASK = "return {\"goal\": rng.uniform(-1, 1)}";

    @TempDir
    private Path folder;

    private static Arguments fault(int exitCode, String old, String replacement, String message) {
        assertThat(SOURCE).contains(old);
        return Arguments.of(exitCode, SOURCE.replace(old, replacement), message);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault(2, "def make(task):", "def make(task:", "tasks.py:19: SyntaxError: "),
                fault(2, "import os", "1 / 0; import os", "tasks.py:1: ZeroDivisionError: division by zero"),
                fault(2, "spec =", "specs =", "tasks.py has no spec; it must have"),
                fault(2, "def make", "def build", "tasks.py has no make; it must have"),
                fault(2, ", \"horizon\": 10", "", "tasks.py: spec has no horizon"),
                fault(2, "\"horizon\": 10", "\"horizon\": 0", "horizon = 0 must be a whole number, at least 1"),
                fault(2, "\"horizon\"", "\"horizont\"", "spec has the unknown key horizont"),
                fault(2, "\"observation_space\": 1", "\"observation_space\": \"one\"", "must be a Box (low, high)"),
                fault(
                        2,
                        "[1]}",
                        "[float(\"inf\")]}",
                        "the bounds of component 0 are -1.0 and inf; they must be finite"),
                fault(1, "import os", "import nosuchpackage, os", "No module named 'nosuchpackage'; install it for "),
                fault(1, TASK, "return {1, 2}", "tasks.py:4 in sample_task: the task {1, 2} must be JSON"),
                fault(1, TASK, "pass", "does sample_task return it?"),
                fault(1, "return Robot()", "return Robot(task)", "tasks.py:20 in make: TypeError: "),
                fault(1, "return Robot()", "pass", "tasks.py:19 in make: None must have Gymnasium's reset"),
                fault(1, "(self, seed=None)", "(self)", "unexpected keyword argument 'seed'"),
                fault(1, "return [self.x], {}", "return [self.x]", "tasks.py:10 in reset: it returned [0.0] and must"),
                fault(1, MOVE, "self.y += 1", "tasks.py:16 in step: AttributeError: "),
                fault(
                        1,
                        RESULT,
                        "return [self.x], 0.0, False, {}",
                        "tasks.py:15 in step: it returned 4 values and must"),
                fault(1, RESULT, RESULT.replace("[self.x]", "[float(\"nan\")]"), "observation[0] = NaN of rollout 0"),
                fault(
                        1,
                        RESULT,
                        RESULT.replace("-abs(self.x)", "float(\"inf\")"),
                        "the reward = Infinity of rollout 0"),
                fault(1, RESULT, RESULT.replace("[self.x]", "[self.x, 0]"), "has shape (2,) and must have (1,)"),
                fault(1, RESULT, RESULT.replace("[self.x]", "[\"1\"]"), "must be real numbers, not str"),
                fault(1, RESULT, RESULT.replace("False, F", "\"no\", F"), "terminated = 'no' must be True or False"),
                fault(1, MOVE, "sys.exit(\"enough\")", "tasks.py:16 in step: SystemExit: enough"),
                fault(1, MOVE, "os.kill(os.getpid(), 9)", "ended in step with signal 9: somebody killed it"),
                fault(1, MOVE, "os._exit(5)", "tasks.py ended in step with exit code 5"),
                // Not before training: nobody else resets an instance twice.
                fault(1, MOVE, "1 / (2 - self.resets)", "tasks.py:16 in step: ZeroDivisionError: "));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsOneLineWithTheRightExitCode(int exitCode, String source, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("tasks.py"), source);
        Path run = folder.resolve("run");
        Cli.Result result = Cli.run(Runs.train(run, "--env", "python:" + file, "--iterations", "1"));
        assertThat(result.err().lines().filter(line -> line.startsWith("sgmrl: ")))
                .singleElement()
                .asString()
                .contains("tasks.py", message);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
        if (exitCode == 2) {
            assertThat(run).doesNotExist();
        }
    }

    @Test
    void aWorkerThatHangsIsToldAndStartedAgainWhereThatIsAskedFor() throws IOException, InterruptedException {
        Path marker = folder.resolve("marker");
        String hang = "if self.resets == 2 and not os.path.exists(\"" + marker + "\"):\n"
                + "            open(\"" + marker + "\", \"w\").close()\n"
                + "            time.sleep(1000)\n"
                + "        ";
        Path file = Files.writeString(folder.resolve("tasks.py"), SOURCE.replace(MOVE, hang + MOVE));
        train(file, "again");
        assertThat(folder.resolve("again.txt"))
                .content()
                .contains("the Python worker of " + file + " gave no answer in step for 4 s and was ended: it was at "
                        + file + ":18 in step; mend it, or allow more time; it is started again");
        train(file, "without");
        Runs.assertSame(folder.resolve("without"), folder.resolve("again"));
    }

    private void train(Path file, String run) throws IOException, InterruptedException {
        String[] args =
                Runs.train(folder.resolve(run), "--env", "python:" + file, "--iterations", "1", "--threads", "1");
        Path output = folder.resolve(run + ".txt");
        int code = Cli.end(
                Cli.startUnder(
                        List.of("env", "SGMRL_PYTHON_TIMEOUT=4", "SGMRL_PYTHON_RESTARTS=1"),
                        List.of("--add-modules=jdk.incubator.vector"),
                        output,
                        args),
                args);
        assertThat(code).as(() -> output.toString()).isZero();
    }
}
