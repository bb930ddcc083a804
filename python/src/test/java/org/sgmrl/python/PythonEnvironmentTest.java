package org.sgmrl.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// What a user's file may say, and what becomes of it.
final class PythonEnvironmentTest {
    /// What Gymnasium's spaces look like, without Gymnasium.
    private static final String SPACES = """
            class Box:
                def __init__(self, low, high, shape):
                    self.low, self.high, self.shape = low, high, shape
            class Discrete:
                def __init__(self, n, start=0):
                    self.n, self.start = n, start
            """;

    @TempDir
    private Path folder;

    private PythonEnvironment environment(String source) {
        return PythonEnvironment.of(Sources.write(folder, source), Sources.PYTHON);
    }

    @Test
    void theSpecificationIsTheFiles() {
        try (PythonEnvironment environment = environment(
                Sources.counter("\"horizon\": 10", "\"horizon\": 10, \"meta_batch_size\": 3, \"iterations\": 7"))) {
            EnvironmentSpec spec = environment.spec();
            assertThat(spec.id()).isEqualTo("python:" + folder.resolve("tasks.py"));
            assertThat(spec.observationSize()).isEqualTo(2);
            assertThat(List.of(spec.horizon(), spec.metaBatchSize(), spec.iterations()))
                    .containsExactly(10, 3, 7);
            ActionSpace.Box box = (ActionSpace.Box) spec.actionSpace();
            assertThat(new double[] {box.low(0), box.high(0), box.low(1), box.high(1)})
                    .containsExactly(-1, 1, -2, 2);
        }
    }

    @Test
    void spacesMayBeObjectsOfTheEnvironmentAndSpecAFunction() {
        String source = SPACES
                + Sources.counter(
                        "spec = {\"observation_space\": 2, \"action_space\": {\"low\": [-1, -2], \"high\": [1, 2]}, \"horizon\": 10}",
                        "def spec():\n    return {\"horizon\": 10}",
                        "        self.task = task",
                        "        self.task = task\n        self.observation_space = Discrete(4, 1)\n"
                                + "        self.action_space = Box([[-1.0], [-2.0]], [[1.0], [2.0]], (2, 1))",
                        "return [float(self.steps), self.random.random()]",
                        "return 1 + self.steps % 4",
                        "action[0] *",
                        "action[1][0] *");
        try (PythonEnvironment environment = environment(source);
                PythonBatch batch = environment.batch(1)) {
            assertThat(environment.spec().observationSize()).isEqualTo(4);
            assertThat(environment.spec().actionSpace().size()).isEqualTo(2);
            double[] observation = new double[4];
            double[] reward = new double[1];
            batch.reset(new PythonTask("{\"speed\": 10}"), Sources.streams(1), 1, observation);
            assertThat(observation).containsExactly(1, 0, 0, 0);
            batch.step(new int[1], 1, new double[] {0.25, 0.5}, observation, reward, new boolean[1]);
            assertThat(observation).containsExactly(0, 1, 0, 0);
            assertThat(reward).containsExactly(5);
        }
    }

    @Test
    void observationsOfSeveralAxesAreFlattened() {
        String source = Sources.counter(
                "\"observation_space\": 2",
                "\"observation_space\": {\"shape\": [2, 3]}",
                "return [float(self.steps), self.random.random()]",
                "return [[self.steps, 1, 2], (3.0, True, 5)]");
        try (PythonEnvironment environment = environment(source);
                PythonBatch batch = environment.batch(1)) {
            double[] observation = new double[6];
            batch.reset(new PythonTask("{\"speed\": 10}"), Sources.streams(1), 1, observation);
            batch.step(new int[1], 1, new double[2], observation, new double[1], new boolean[1]);
            assertThat(observation).containsExactly(1, 1, 2, 3, 1, 5);
        }
    }

    @Test
    void rolloutsEndOneByOneAndTerminationIsToldFromTruncation() {
        String source = Sources.counter(
                "reward, False, False, {}",
                "reward, self.steps == 2 and self.seed % 3 == 0, self.steps == 2 and self.seed % 3 == 1, {}",
                "self.random = random.Random(seed)",
                "self.seed = seed; self.random = random.Random(seed)");
        try (PythonEnvironment environment = environment(source);
                PythonBatch batch = environment.batch(20)) {
            int[] seeds = new int[20];
            for (int i = 0; i < 20; i++) {
                seeds[i] = Sources.streams(20)[i].nextInt() >>> 1;
            }
            int[] active = new int[20];
            for (int i = 0; i < 20; i++) {
                active[i] = i;
            }
            double[] observations = new double[40];
            double[] rewards = new double[20];
            boolean[] ended = new boolean[20];
            batch.reset(new PythonTask("{\"speed\": 1}"), Sources.streams(20), 20, observations);
            batch.step(active, 20, new double[40], observations, rewards, ended);
            assertThat(ended).containsOnly(false);
            batch.step(active, 20, new double[40], observations, rewards, ended);
            List<Integer> left = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                assertThat(ended[i]).isEqualTo(seeds[i] % 3 != 2);
                assertThat(batch.truncated(i)).isEqualTo(seeds[i] % 3 == 1);
                if (!ended[i]) {
                    left.add(i);
                }
            }
            assertThat(left).hasSizeBetween(1, 18);
            // The others are stepped on, each with its own action.
            double[] actions = new double[40];
            for (int k = 0; k < left.size(); k++) {
                active[k] = left.get(k);
                actions[2 * k] = left.get(k) / 20.0;
            }
            batch.step(active, left.size(), actions, observations, rewards, ended);
            for (int k = 0; k < left.size(); k++) {
                assertThat(observations[2 * k]).isEqualTo(3);
                assertThat(rewards[k]).isEqualTo(left.get(k) / 20.0);
            }
        }
    }

    @Test
    void tasksAreJsonDrawnByTheirStreamAlone() throws IOException, ClassNotFoundException {
        try (PythonEnvironment environment = environment(Sources.counter(
                "{\"speed\": rng.random()}", "{\"goal\": [rng.random(), 3], \"hard\": rng.random() < 0.5}"))) {
            TaskDistribution<PythonTask> tasks = environment.tasks();
            PythonTask one = tasks.sample(stream(1));
            assertThat(tasks.sample(stream(1))).isEqualTo(one).isNotEqualTo(tasks.sample(stream(2)));
            try (PythonEnvironment other = PythonEnvironment.of(folder.resolve("tasks.py"), Sources.PYTHON)) {
                assertThat(other.tasks().sample(stream(1)))
                        .as("from another worker")
                        .isEqualTo(one);
            }
            assertThat(tasks.label()).isEqualTo("task");
            assertThat(tasks.parameterCount()).isEqualTo(3);
            double[] numbers = new double[3];
            tasks.parameters(one, numbers);
            assertThat(numbers[0]).isBetween(0.0, 1.0);
            assertThat(numbers[1]).isEqualTo(3);
            assertThat(tasks.task(numbers)).isEqualTo(one);
            assertThat(tasks.task(new double[] {0.5, 4, 1}).json()).isEqualTo("{\"goal\":[0.5,4],\"hard\":true}");
            assertThatThrownBy(() -> tasks.task(new double[] {0.5, 4, 2})).hasMessageContaining("not 2.0");
            assertThatThrownBy(() -> tasks.task(new double[] {0.5})).hasMessageContaining("must have 3 numbers");
            assertThat(serialized(one)).isEqualTo(one);
        }
    }

    @Test
    void aTaskOfOneEntryIsCalledByItsKeyAndOneOfTextAloneHasNoNumbers() {
        try (PythonEnvironment environment = environment(Sources.COUNTER)) {
            assertThat(environment.tasks().label()).isEqualTo("speed");
        }
        try (PythonEnvironment environment =
                environment(Sources.counter("{\"speed\": rng.random()}", "rng.choice([\"reach\", \"push\"])"))) {
            double[] numbers = {7};
            environment.tasks().parameters(new PythonTask("\"push\""), numbers);
            assertThat(environment.tasks().parameterCount()).isEqualTo(1);
            assertThat(numbers).containsExactly(0);
            assertThatThrownBy(() -> environment.tasks().task(numbers))
                    .hasMessageContaining("cannot be given as numbers");
        }
        assertThatThrownBy(() -> new PythonTask("{goal")).hasMessageContaining("must be JSON");
    }

    private static PythonTask serialized(PythonTask task) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(task);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (PythonTask) in.readObject();
        }
    }

    private static RandomStream stream(int task) {
        return RandomStream.of(1, StreamDomain.TEST, 0, task, 0, 0, StreamPurpose.TASK);
    }

    @Test
    void whatTheUsersCodePrintsAndReadsDoesNotDisturbTheExchange() {
        String noise =
                "print(\"x\" * 100_000); os.system(\"echo from a child\"); sys.stdin.read(); os.write(1, b\"raw\\n\")";
        try (PythonEnvironment environment = environment(Sources.counter(
                        "self.steps = 0", "self.steps = 0; " + noise.replace("\"x\" * 100_000", "\"printed\"")));
                PythonBatch batch = environment.batch(1)) {
            double[] observation = new double[2];
            batch.reset(new PythonTask("{\"speed\": 1}"), Sources.streams(1), 1, observation);
            batch.step(new int[1], 1, new double[2], observation, new double[1], new boolean[1]);
            assertThat(observation[0]).isEqualTo(1);
        }
    }

    @Test
    void anEnvironmentIsMadeForEachTaskOrGivenAnotherOneAndClosed() throws IOException {
        String counted = Sources.counter(
                "        self.task = task", "        self.task = task; note(\"made\")", "class Counter:", """
                def note(word):
                    with open(__file__ + ".notes", "a") as f:
                        f.write(word + " ")

                class Counter:
                    def close(self):
                        note("closed")
                """);
        for (boolean reuse : new boolean[] {false, true}) {
            String source = reuse ? counted + "\ndef set_task(e, task):\n    e.task = task; note(\"set\")\n" : counted;
            double[] rewards = new double[2];
            Path notes = folder.resolve("tasks.py.notes");
            Files.deleteIfExists(notes);
            try (PythonEnvironment environment = environment(source);
                    PythonBatch batch = environment.batch(2)) {
                for (int speed : new int[] {3, 3, 5}) {
                    batch.reset(new PythonTask("{\"speed\":" + speed + "}"), Sources.streams(2), 2, new double[4]);
                    batch.step(
                            new int[] {0, 1}, 2, new double[] {1, 0, 0.5, 0}, new double[4], rewards, new boolean[2]);
                    assertThat(rewards).containsExactly(speed, speed / 2.0);
                }
            }
            assertThat(Files.readString(notes).strip())
                    .isEqualTo(
                            reuse
                                    ? "made made set set closed closed"
                                    : "made made closed made closed made closed closed");
        }
    }

    @Test
    void theSimulatorNamesVersionsAndTheSourceChangesWithTheFileAndTheModulesBesideIt() throws IOException {
        Files.writeString(folder.resolve("helper.py"), "GRAVITY = 1\n");
        String source = "import helper\n" + Sources.COUNTER;
        String first;
        try (PythonEnvironment environment = environment(source)) {
            environment.requireAvailable();
            first = environment.source();
            assertThat(environment.simulator()).matches("cpython 3\\.\\d+\\.\\d+(, .*)?");
            assertThat(first).matches("tasks\\.py [0-9a-f]{12}");
        }
        try (PythonEnvironment environment = environment(source)) {
            assertThat(environment.source()).isEqualTo(first);
        }
        Files.writeString(folder.resolve("helper.py"), "GRAVITY = 12\n");
        String second;
        try (PythonEnvironment environment = environment(source)) {
            second = environment.source();
        }
        try (PythonEnvironment environment = environment(source + "\n")) {
            assertThat(environment.source()).isNotIn(first, second);
        }
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void theProviderKnowsThePrefix() {
        PythonProvider provider = new PythonProvider(
                Map.of("SGMRL_PYTHON", Sources.PYTHON, "SGMRL_PYTHON_TIMEOUT", "2.5", "SGMRL_PYTHON_RESTARTS", "1"));
        String id = "python:" + Sources.write(folder, Sources.COUNTER);
        assertThat(provider.byId("point-navigation-v1")).isEmpty();
        assertThat(provider.byId(id)).get().isSameAs(provider.byId(id).orElseThrow());
        assertThat(provider.byId(id).orElseThrow().spec().id()).isEqualTo(id);
        assertThat(provider.settings().timeout()).isEqualTo(Duration.ofMillis(2500));
        assertThat(provider.settings().restarts()).isEqualTo(1);
        assertThatThrownBy(() -> provider.byId("python:")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> provider.byId("python:none.py"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none.py must be a Python file");
        assertThatThrownBy(() -> new PythonProvider(Map.of("SGMRL_PYTHON_TIMEOUT", "soon")).settings())
                .hasMessage("SGMRL_PYTHON_TIMEOUT = soon must be a number, at least 0");
        assertThat(Environments.all())
                .as("it is found and adds nothing to the list")
                .extracting(Environments.Entry::id)
                .noneMatch(listed -> listed.startsWith("python"))
                .contains("point-navigation-v1");
    }
}
