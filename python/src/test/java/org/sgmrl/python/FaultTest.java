package org.sgmrl.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.environment.EnvironmentException;

/// Whatever is wrong is told in one line: where, what, the rule.
final class FaultTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Dies at the third step of the first rollout, the first time.
    private static final String ONCE = """
                    marker = __file__ + ".died"
                    if self.steps == 3 and not os.path.exists(marker):
                        open(marker, "w").close()
                        die()
            """;

    @TempDir
    private Path folder;

    /// What a user's file may say wrongly: the request is refused before anything runs.
    static Stream<Arguments> wrongFiles() {
        return Stream.of(
                fault("def oops(:\n", "tasks.py:1: SyntaxError: "),
                fault("x = 1\n  y = 2\n", "tasks.py:2: IndentationError: unexpected indent"),
                fault("1 / 0\n", "tasks.py:1: ZeroDivisionError: division by zero"),
                fault("raise SystemExit(3)\n", "tasks.py:1: SystemExit: 3"),
                fault(Sources.counter("spec =", "specs ="), "tasks.py has no spec; it must have"),
                fault(Sources.counter("def sample_task", "def sample"), "tasks.py has no sample_task"),
                fault(Sources.counter("def make", "def build"), "tasks.py has no make;"),
                fault(Sources.COUNTER + "make = 3\n", "tasks.py: make = 3 must be a function"),
                fault(Sources.counter(", \"horizon\": 10", ""), "tasks.py: spec has no horizon"),
                fault(Sources.counter("\"horizon\": 10", "\"horizon\": 0"), "spec: horizon = 0 must be a whole number"),
                fault(Sources.counter("\"horizon\":", "\"horizont\":"), "spec has the unknown key horizont; there are"),
                fault(
                        Sources.counter("\"observation_space\": 2, ", ""),
                        "spec has no observation_space, and neither has the object that make returns"),
                fault(
                        Sources.counter("\"observation_space\": 2", "\"observation_space\": \"two\""),
                        "observation_space = 'two' must be a Box (low, high) or a Discrete (n), or a number"),
                fault(
                        Sources.counter("\"low\": [-1, -2]", "\"low\": [-1, float(\"-inf\")]"),
                        "the bounds of component 1 are -inf and 2.0; they must be finite and ascending"),
                fault(Sources.counter("\"low\": [-1, -2]", "\"low\": [-1, -2, -3]"), "has 2 numbers and must have 3"));
    }

    @ParameterizedTest
    @MethodSource("wrongFiles")
    void aWrongFileIsRefusedWithItsPlaceAndTheRule(String source, String message) {
        Path file = Sources.write(folder, source);
        assertThatThrownBy(() -> PythonEnvironment.of(file, Sources.PYTHON))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(FaultTest::isOneLine)
                .hasMessageContaining(message);
    }

    /// What goes wrong while the user's code runs.
    static Stream<Arguments> failures() {
        String step = "        reward = action[0]";
        String result = "return self.observation(), reward, False, False, {}";
        return Stream.of(
                fault("import nosuchpackage\n", "No module named 'nosuchpackage'; install it for "),
                fault(
                        Sources.counter("return {\"speed\": rng.random()}", "return {1, 2}"),
                        "tasks.py:4 in sample_task: the task {1, 2} must be JSON"),
                fault(
                        Sources.counter("return {\"speed\": rng.random()}", "return {\"speed\": math.nan}"),
                        "must be JSON (finite numbers"),
                fault(Sources.counter("return {\"speed\": rng.random()}", "pass"), "does sample_task return it?"),
                fault(
                        Sources.counter("rng.random()}", "[rng.random()] * rng.randrange(1, 1000)}"),
                        "all tasks must have as many"),
                fault(
                        Sources.counter(step, "        reward = self.tsak"),
                        "tasks.py:21 in step: AttributeError: 'Counter' object has no attribute 'tsak'"),
                fault(
                        Sources.counter("self.random = random", "self.random = randum"),
                        "tasks.py:12 in reset: NameError"),
                fault(Sources.counter("return Counter(task)", "return Counter()"), "tasks.py:25 in make: TypeError"),
                fault(
                        Sources.counter("return Counter(task)", "pass"),
                        "tasks.py:24 in make: None must have Gymnasium's reset"),
                fault(
                        Sources.counter("def reset(self, seed=None)", "def reset(self)"),
                        "unexpected keyword argument 'seed'"),
                fault(
                        Sources.counter("return self.observation(), {}", "return self.observation()"),
                        "tasks.py:11 in reset: it returned [0.0, "),
                fault(
                        Sources.counter(result, "return self.observation(), reward, False, {}"),
                        "tasks.py:19 in step: it returned 4 values and must return (observation, reward, terminated,"),
                fault(Sources.counter(result, "return 7"), "tasks.py:19 in step: it returned 7 and must return"),
                fault(
                        Sources.counter(result, "return [0.0, math.nan], reward, False, False, {}"),
                        "tasks.py:19 in step: observation[1] = NaN of rollout 0 at step 1 must be finite (task {"),
                fault(
                        Sources.counter(result, "return [0.0, 0.0], math.inf, False, False, {}"),
                        "tasks.py:19 in step: the reward = Infinity of rollout 0 at step 1 must be finite"),
                fault(
                        Sources.counter("return self.observation(), {}", "return [math.nan, 0.0], {}"),
                        "tasks.py:11 in reset: observation[0] = NaN of rollout 0 must be finite"),
                fault(
                        Sources.counter(result, "return [0.0], reward, False, False, {}"),
                        "tasks.py:19 in step: the observation [0.0] has shape (1,) and must have (2,)"),
                fault(
                        Sources.counter(result, "return [[0.0, 1.0]], reward, False, False, {}"),
                        "has shape (1, 2) and must have (2,)"),
                fault(
                        Sources.counter(result, "return [0.0, \"1\"], reward, False, False, {}"),
                        "tasks.py:19 in step: the observation [0.0, '1'] must be real numbers, not str"),
                fault(
                        Sources.counter(result, "return [0.0, 1j], reward, False, False, {}"),
                        "must be real numbers, not complex"),
                fault(
                        Sources.counter(result, "return b\"12\", reward, False, False, {}"),
                        "the observation b'12' has shape"),
                fault(
                        Sources.counter(result, "return self.observation(), None, False, False, {}"),
                        "tasks.py:19 in step: the reward None must be a number"),
                fault(
                        Sources.counter(result, "return self.observation(), reward, \"no\", False, {}"),
                        "tasks.py:19 in step: terminated = 'no' must be True or False"),
                fault(
                        Sources.counter("\"observation_space\": 2", "\"observation_space\": {\"n\": 3}"),
                        "must be a whole number from 0 to 2"),
                fault(Sources.counter(step, "        sys.exit(\"enough\")"), "tasks.py:21 in step: SystemExit: enough"),
                fault(
                        Sources.counter(step, "        os.kill(os.getpid(), 9)"),
                        "ended in step with signal 9: somebody killed it"),
                fault(Sources.counter(step, "        os._exit(5)"), "tasks.py ended in step with exit code 5"),
                fault(Sources.counter(step, "        os.abort()"), "ended in step with signal 6: native code gave up"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureOfTheUsersCodeEndsTheRunWithItsPlace(String source, String message) {
        Path file = Sources.write(folder, source);
        assertThatThrownBy(() -> run(file, PythonSettings.of(Sources.PYTHON).withTimeout(PATIENCE)))
                .isInstanceOf(EnvironmentException.class)
                .satisfies(FaultTest::isOneLine)
                .hasMessageContaining(message)
                .hasMessageContaining("tasks.py");
    }

    private static void run(Path file, PythonSettings settings) {
        try (PythonEnvironment environment = PythonEnvironment.of(file, settings);
                PythonBatch batch = environment.batch(2)) {
            PythonTask task = environment.tasks().sample(Sources.streams(1)[0]);
            batch.reset(task, Sources.streams(2), 2, new double[4]);
            step(batch, 0.5, 0.5);
        }
    }

    private static double[] step(PythonBatch batch, double... action) {
        double[] observations = new double[4];
        double[] rewards = new double[2];
        double[] actions = {action[0], action[1], action[0], action[1]};
        batch.step(new int[] {0, 1}, 2, actions, observations, rewards, new boolean[2]);
        return new double[] {observations[0], observations[1], observations[2], observations[3], rewards[0], rewards[1]
        };
    }

    @Test
    void aMissingFileIsRefused() {
        assertThatThrownBy(() -> PythonEnvironment.of(folder.resolve("none.py"), Sources.PYTHON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none.py must be a Python file, and does not exist");
        assertThatThrownBy(() -> PythonEnvironment.of(folder, Sources.PYTHON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("and is none");
    }

    @Test
    void aMissingInterpreterIsNamedWithTheRemedy() throws IOException {
        Path file = Sources.write(folder, Sources.COUNTER);
        assertThatThrownBy(() -> PythonEnvironment.of(file, "python-of-nobody"))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("Python python-of-nobody cannot be started: there is no such program; install Python 3.9 or"
                        + " newer (Debian: apt-get install python3) or name another one");
        assertThatThrownBy(() -> PythonEnvironment.of(file, "false"))
                .isInstanceOf(EnvironmentException.class)
                .satisfies(FaultTest::isOneLine)
                .hasMessageContaining("could not be started: false ended with exit code 1; is it Python 3.9 or newer?");
        try (Stream<Path> left = Files.list(Path.of("/dev/shm"))) {
            assertThat(left.filter(p -> p.getFileName().toString().startsWith("sgmrl-")
                            && p.toString().endsWith(".python")))
                    .as("what is shared has no name left soon after")
                    .hasSizeLessThan(3);
        }
    }

    @Test
    void actionsOutsideTheBoundsAreNotPassedOn() {
        Path file = Sources.write(folder, Sources.COUNTER);
        try (PythonEnvironment environment = PythonEnvironment.of(file, Sources.PYTHON);
                PythonBatch batch = environment.batch(2)) {
            batch.reset(new PythonTask("{\"speed\": 1}"), Sources.streams(2), 2, new double[4]);
            assertThatThrownBy(() -> step(batch, 0.5, 2.5))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("action[1] = 2.5 of rollout 0 at step 1 must be from -2.0 to 2.0");
            assertThatThrownBy(() -> step(batch, Double.NaN, 0))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("action[0] = NaN of rollout 0 at step 1 must be from -1.0 to 1.0");
            assertThat(step(batch, 0.5, 0)[0]).isEqualTo(1);
        }
    }

    @Test
    void discreteActionsMustBeOneOfThem() {
        Path file = Sources.write(
                folder,
                Sources.counter(
                        "{\"low\": [-1, -2], \"high\": [1, 2]}", "{\"n\": 3, \"start\": 5}", "action[0]", "action"));
        try (PythonEnvironment environment = PythonEnvironment.of(file, Sources.PYTHON);
                PythonBatch batch = environment.batch(1)) {
            double[] reward = new double[1];
            batch.reset(new PythonTask("{\"speed\": 10}"), Sources.streams(1), 1, new double[2]);
            batch.step(new int[1], 1, new double[] {2}, new double[2], reward, new boolean[1]);
            assertThat(reward).containsExactly(70);
            for (double wrong : new double[] {3, -1, 0.5}) {
                assertThatThrownBy(() ->
                                batch.step(new int[1], 1, new double[] {wrong}, new double[2], reward, new boolean[1]))
                        .hasMessageContaining("action[0] = " + wrong)
                        .hasMessageContaining("must be a whole number from 0 to 2");
            }
        }
    }

    @Test
    void aHangingWorkerIsEndedAndSaysWhere() {
        Path file = Sources.write(
                folder, Sources.counter("        reward = action[0]", "        time.sleep(1000); reward = 1"));
        assertThatThrownBy(() -> run(file, PythonSettings.of(Sources.PYTHON).withTimeout(Duration.ofMillis(1500))))
                .isInstanceOf(EnvironmentException.class)
                .satisfies(FaultTest::isOneLine)
                .hasMessageContaining("gave no answer in step for 1.5 s and was ended: it was at ")
                .hasMessageContaining("tasks.py:21 in step; mend it");
    }

    @Test
    void aWorkerThatHangsInNativeCodeIsEndedToo() {
        String sleep = "        import ctypes; ctypes.PyDLL(None).sleep(1000); reward = 1";
        Path file = Sources.write(folder, Sources.counter("        reward = action[0]", sleep));
        assertThatThrownBy(() -> run(file, PythonSettings.of(Sources.PYTHON).withTimeout(Duration.ofMillis(1500))))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("gave no answer in step for 1.5 s and was ended; mend it, or allow more time");
    }

    @Test
    void aFileThatChangesIsNoticedByTheNextWorker() throws IOException {
        Path file = Sources.write(folder, Sources.COUNTER);
        try (PythonEnvironment environment = PythonEnvironment.of(file, Sources.PYTHON)) {
            Files.writeString(file, Sources.COUNTER + "# changed\n");
            assertThatThrownBy(() -> environment.create(1))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("tasks.py was changed while it is in use");
        }
    }

    /// The marker is there from the second time on: only the first worker dies.
    @ParameterizedTest
    @MethodSource("deaths")
    void aLostWorkerIsStartedAgainOnceIfAskedForAndNothingIsLost(String death) {
        String once = ONCE.replace("die()", death);
        Path file = Sources.write(
                folder, Sources.counter("        reward = action[0]", once + "        reward = action[0]"));
        List<String> notices = new ArrayList<>();
        PythonSettings settings = PythonSettings.of(Sources.PYTHON)
                .withTimeout(Duration.ofSeconds(3))
                .withRestarts(1, notices::add);
        List<double[]> interrupted = episode(file, settings);
        assertThat(notices).hasSize(1);
        assertThat(notices.getFirst()).contains("tasks.py ").endsWith("; it is started again");
        List<double[]> whole = episode(file, settings);
        assertThat(notices).hasSize(1);
        assertThat(interrupted).usingRecursiveComparison().isEqualTo(whole);
    }

    static Stream<String> deaths() {
        return Stream.of("os.kill(os.getpid(), 9)", "time.sleep(1000)");
    }

    @Test
    void aWorkerThatDiesAgainIsNotStartedForEver() {
        Path file =
                Sources.write(folder, Sources.counter("        reward = action[0]", "        os._exit(3); reward = 1"));
        List<String> notices = new ArrayList<>();
        assertThatThrownBy(() -> run(file, PythonSettings.of(Sources.PYTHON).withRestarts(2, notices::add)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("ended in step with exit code 3");
        assertThat(notices).hasSize(2);
    }

    @Test
    void rolloutsThatDoNotRepeatAreNotPassedOffAsTheSame() {
        String once = ONCE.replace("die()", "os._exit(1)");
        Path file = Sources.write(
                folder,
                Sources.counter(
                        "        reward = action[0]",
                        once + "        reward = action[0]",
                        "random.Random(seed)",
                        "random.SystemRandom()"));
        assertThatThrownBy(() -> episode(file, PythonSettings.of(Sources.PYTHON).withRestarts(1, _ -> {})))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("step 1 came out otherwise than before");
    }

    private static List<double[]> episode(Path file, PythonSettings settings) {
        List<double[]> results = new ArrayList<>();
        try (PythonEnvironment environment = PythonEnvironment.of(file, settings);
                PythonBatch batch = environment.batch(2)) {
            batch.reset(environment.tasks().sample(Sources.streams(1)[0]), Sources.streams(2), 2, new double[4]);
            for (int i = 0; i < 6; i++) {
                results.add(step(batch, 0.1 * i, 0));
            }
        }
        return results;
    }

    private static Arguments fault(String source, String message) {
        return Arguments.of(source, message);
    }

    private static void isOneLine(Throwable e) {
        assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(1600);
    }
}
