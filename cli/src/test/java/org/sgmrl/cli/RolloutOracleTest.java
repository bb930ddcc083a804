package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.robot.ModelFiles;
import org.sgmrl.locomotion.LocomotionEnvironments;
import org.sgmrl.mujoco.MujocoLibrary;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// `rollout` in every environment on MuJoCo against a C program that calls the same library with the same model file: 200
/// steps, every observation, reward and end to the last bit.
class RolloutOracleTest {
    private static final int STEPS = 200;

    /// A robot.
    ///
    /// @param model its model file
    /// @param height at rest
    /// @param upright where the height is in qpos
    /// @param bound the largest action
    /// @param spread how far from rest it starts; one that is to fall later starts near it
    record Machine(String model, double height, int upright, int nq, int nv, int nu, double bound, double spread) {}

    private static final Machine CHEETAH = new Machine("half_cheetah", 0, 1, 9, 9, 6, 1, 0.3);
    private static final Machine SWIMMER = new Machine("swimmer", 0, 1, 5, 5, 2, 1, 0.3);
    private static final Machine ANT = new Machine("ant", 0.75, 2, 15, 14, 8, 1, 0.1);
    private static final Machine WALKER = new Machine("walker2d", 1.25, 1, 9, 9, 6, 1, 0.02);
    private static final Machine HOPPER = new Machine("hopper", 1.25, 1, 6, 6, 3, 1, 0.02);
    private static final Machine HUMANOID = new Machine("humanoid", 1.4, 2, 24, 23, 17, 0.4, 0.02);

    /// A task in an environment.
    ///
    /// @param task its numbers, or how many exponents to draw
    /// @param ends whether the episode ends within the steps
    record Walk(String id, Machine machine, String label, String task, boolean ends) {
        @Override
        public String toString() {
            return id;
        }
    }

    private static final List<Walk> WALKS = List.of(
            new Walk("half-cheetah-direction-v1", CHEETAH, "direction", "-1", false),
            new Walk("half-cheetah-velocity-v1", CHEETAH, "velocity", "1.7", false),
            new Walk("swimmer-velocity-v1", SWIMMER, "velocity", "0.13", false),
            new Walk("swimmer-velocity-released-v1", SWIMMER, "velocity", "0.17", false),
            new Walk("ant-direction-v1", ANT, "direction", "1", true),
            new Walk("ant-direction-2d-v1", ANT, "direction", "[0.6,0.8]", true),
            new Walk("ant-velocity-v1", ANT, "velocity", "0.9", true),
            new Walk("ant-goal-v1", ANT, "goal", "[1.2,-2]", false),
            new Walk("walker2d-direction-v1", WALKER, "direction", "-1", true),
            new Walk("walker2d-velocity-v1", WALKER, "velocity", "6.5", true),
            new Walk("walker2d-parameters-v1", WALKER, "exponents", "58", true),
            new Walk("hopper-parameters-v1", HOPPER, "exponents", "34", true),
            new Walk("humanoid-direction-v1", HUMANOID, "direction", "[-0.8,0.6]", true));

    @TempDir
    private static Path programs;

    private static Path oracle;

    @TempDir
    private Path folder;

    @BeforeAll
    static void compileTheOracle() throws Exception {
        oracle = programs.resolve("rollout_oracle");
        Path source = Path.of("src", "test", "c", "rollout_oracle.c");
        // The library of this process, with the headers that belong to it where they are beside it.
        Path library = MujocoLibrary.load().file();
        // Fused multiply-add would round differently from Java.
        run(
                programs.resolve("gcc.log"),
                "gcc",
                "-O2",
                "-Wall",
                "-Werror",
                "-ffp-contract=off",
                "-o",
                oracle.toString(),
                source.toString(),
                "-I" + library.resolveSibling("include"),
                "-I" + library.resolveSibling("../include"),
                library.toString(),
                "-Wl,-rpath," + library.resolveSibling(""),
                "-lm");
    }

    @ParameterizedTest
    @FieldSource("WALKS")
    void everyNumberIsThatOfACProgram(Walk walk) throws Exception {
        RandomStream random = RandomStream.of(1, StreamDomain.TEST, 0, 0, 0, 0, StreamPurpose.ENVIRONMENT);
        Machine machine = walk.machine;
        double[] qpos = uniform(random, machine.nq, machine.spread);
        qpos[machine.upright] += machine.height;
        if (machine.nq > machine.nv) {
            qpos[3] = 1; // of the orientation's quaternion
        }
        double[] qvel = uniform(random, machine.nv, 5 * machine.spread);
        // A third of the actions is beyond the bounds.
        List<double[]> actions = new ArrayList<>();
        for (int h = 0; h < STEPS; h++) {
            actions.add(uniform(random, machine.nu, 1.5 * machine.bound));
        }
        String task = walk.label.equals("exponents") ? integers(random, Integer.parseInt(walk.task)) : walk.task;

        List<double[]> actual = rollout(walk.id, "{\"" + walk.label + "\":" + task + "}", qpos, qvel, actions);
        List<double[]> expected = oracle(walk.id, machine.model, task, qpos, qvel, actions);

        assertThat(actual).hasSize(STEPS);
        assertThat(expected).hasSize(STEPS);
        for (int h = 0; h < STEPS; h++) {
            assertThat(actual.get(h)).as("step %d", h).isEqualTo(expected.get(h));
        }
        // It moves, and what can end does so after some steps: the comparison is not one of constants.
        assertThat(actual.get(STEPS - 1)).isNotEqualTo(actual.get(STEPS - 2));
        assertThat(actual.getFirst()[2]).isZero();
        assertThat(actual.stream().anyMatch(row -> row[2] == 1)).isEqualTo(walk.ends);
    }

    /// Every environment that MuJoCo has is compared above.
    @Test
    void noEnvironmentIsForgotten() {
        assertThat(Environments.all().stream()
                        .map(Environments.Entry::id)
                        .filter(id -> Environments.byId(id, "mujoco").isPresent()))
                .containsExactlyInAnyOrderElementsOf(
                        WALKS.stream().map(Walk::id).toList());
    }

    @Test
    void aStateThatExplodesEndsTheEpisodeWithFiniteNumbers() throws Exception {
        double[] qvel = new double[9];
        qvel[3] = 9e9;
        List<double[]> actions = List.of(new double[6], new double[6], new double[6]);

        List<double[]> rows = rollout("half-cheetah-velocity-v1", "{\"velocity\":1}", new double[9], qvel, actions);

        assertThat(Files.readAllLines(folder.resolve("out.csv")).getLast()).contains(",true,");
        for (double[] row : rows) {
            assertThat(Arrays.stream(row).allMatch(Double::isFinite)).isTrue();
        }
        assertThat(rows.getLast()[1]).isZero();
    }

    @Test
    void aStateBeyondWhatMujocoTakesIsRefused() throws Exception {
        Files.writeString(folder.resolve("state.json"), "{\"qpos\":[1e11,0,0,0,0],\"qvel\":[0,0,0,0,0]}");
        Files.writeString(folder.resolve("actions.csv"), "0,0\n");

        Cli.Result result = command("swimmer-velocity-v1", "{\"velocity\":0.1}");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("--state", "qpos[0]");
        assertThat(folder.resolve("out.csv")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "half-cheetah-direction-v1 | {\"direction\":0.5} | direction must be 1 or -1, not 0.5",
                "half-cheetah-direction-v1 | {\"velocity\":1} | unknown key velocity; it must have direction",
                "ant-direction-2d-v1 | {\"direction\":[1,1]} | direction must be a unit vector",
                "swimmer-velocity-v1 | {\"velocity\":[]} | velocity must have 1 number, not 0",
                "hopper-parameters-v1 | {\"exponents\":[1]} | exponents must have 34 numbers, not 1",
            })
    void aWrongTaskIsTold(String id, String task, String message) throws Exception {
        Files.writeString(folder.resolve("state.json"), "{}");
        Files.writeString(folder.resolve("actions.csv"), "0,0\n");

        Cli.Result result = command(id, task);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("--task: " + message);
    }

    private List<double[]> rollout(String id, String task, double[] qpos, double[] qvel, List<double[]> actions)
            throws IOException {
        Files.writeString(
                folder.resolve("state.json"),
                "{\"qpos\":" + Arrays.toString(qpos) + ",\"qvel\":" + Arrays.toString(qvel) + "}");
        writeActions(actions);
        Cli.Result result = command(id, task);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        List<String> lines = Files.readAllLines(folder.resolve("out.csv"));
        assertThat(lines.getFirst()).startsWith("step,reward,terminated,obs0,obs1,");
        assertThat(lines.getFirst().split(",").length).isEqualTo(lines.getLast().split(",").length);
        return numbers(lines.subList(1, lines.size()));
    }

    private Cli.Result command(String id, String task) {
        List<String> args = new ArrayList<>(List.of("rollout", "--env", id));
        if (Environments.simulators(id).size() > 1) {
            args.addAll(List.of("--simulator", "mujoco"));
        }
        args.addAll(
                List.of("--task", task, "--state", folder.resolve("state.json").toString()));
        args.addAll(List.of("--actions", folder.resolve("actions.csv").toString()));
        args.addAll(List.of("--out", folder.resolve("out.csv").toString()));
        return Cli.run(args.toArray(String[]::new));
    }

    private static String modelFile(String model) throws IOException {
        Optional<String> shared = ModelFiles.find(model);
        if (shared.isPresent()) {
            return shared.get();
        }
        try (InputStream in =
                Objects.requireNonNull(LocomotionEnvironments.class.getResourceAsStream(model + ".xml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<double[]> oracle(
            String id, String model, String task, double[] qpos, double[] qvel, List<double[]> actions)
            throws Exception {
        Path xml = folder.resolve(model + ".xml");
        Files.writeString(xml, modelFile(model));
        Path tasks = folder.resolve("task.txt");
        Files.writeString(tasks, task.replaceAll("[\\[\\],]", " "));
        Path state = folder.resolve("state.txt");
        Files.writeString(state, (Arrays.toString(qpos) + Arrays.toString(qvel)).replaceAll("[\\[\\],]", " "));
        writeActions(actions);
        Path out = folder.resolve("oracle.csv");
        run(
                out,
                oracle.toString(),
                xml.toString(),
                id,
                tasks.toString(),
                state.toString(),
                folder.resolve("actions.csv").toString());
        return numbers(Files.readAllLines(out));
    }

    private void writeActions(List<double[]> actions) throws IOException {
        Files.writeString(
                folder.resolve("actions.csv"),
                actions.stream()
                        .map(row ->
                                Arrays.stream(row).mapToObj(Double::toString).collect(Collectors.joining(",")))
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    /// Rows with the flag as 0 or 1.
    private static List<double[]> numbers(List<String> lines) {
        return lines.stream()
                .map(line -> Arrays.stream(
                                line.replace("false", "0").replace("true", "1").split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toList();
    }

    private static double[] uniform(RandomStream random, int count, double bound) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextDouble(-bound, bound);
        }
        return values;
    }

    private static String integers(RandomStream random, int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> String.valueOf(random.nextInt(7) - 3))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static void run(Path output, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(1, TimeUnit.MINUTES);
        assertThat(ended && process.exitValue() == 0)
                .as(() -> String.join(" ", command) + ":\n" + read(output))
                .isTrue();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
