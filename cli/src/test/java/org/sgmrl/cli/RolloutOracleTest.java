package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sgmrl.environment.robot.ModelFiles;
import org.sgmrl.mujoco.MujocoLibrary;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// `rollout` on MuJoCo against a C program that calls the same library with the same model file: 200 steps, every
/// number to the last bit.
class RolloutOracleTest {
    private static final int STEPS = 200;

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
    @CsvSource({
        "half-cheetah-direction-v1, half_cheetah, direction, direction, -1, 5, 1, 0.05, 9, 9, 6, 1",
        "half-cheetah-velocity-v1, half_cheetah, velocity, velocity, 1.7, 5, 1, 0.05, 9, 9, 6, 2",
        "swimmer-velocity-v1, swimmer, velocity, velocity, 0.13, 4, 2, 1e-4, 5, 5, 2, 3",
        "swimmer-velocity-released-v1, swimmer, velocity, away, 0.17, 4, 2, 1e-4, 5, 5, 2, 4",
    })
    void everyNumberIsThatOfACProgram(
            String id,
            String model,
            String label,
            String task,
            double value,
            int frameSkip,
            int hidden,
            double weight,
            int nq,
            int nv,
            int nu,
            long seed)
            throws Exception {
        RandomStream random = RandomStream.of(seed, StreamDomain.TEST, 0, 0, 0, 0, StreamPurpose.ENVIRONMENT);
        double[] qpos = uniform(random, nq, 0.3);
        double[] qvel = uniform(random, nv, 1.5);
        // A third of the actions is beyond the bounds.
        List<double[]> actions = new ArrayList<>();
        for (int h = 0; h < STEPS; h++) {
            actions.add(uniform(random, nu, 1.5));
        }

        List<double[]> actual = rollout(id, "{\"" + label + "\":" + value + "}", qpos, qvel, actions);
        List<double[]> expected = oracle(model, task, value, frameSkip, hidden, weight, qpos, qvel, actions);

        assertThat(actual).hasSize(STEPS);
        assertThat(expected).hasSize(STEPS);
        for (int h = 0; h < STEPS; h++) {
            assertThat(actual.get(h)).as("step %d", h).isEqualTo(expected.get(h));
        }
        // It moves: the comparison is not one of constants.
        assertThat(actual.get(STEPS - 1)).isNotEqualTo(actual.get(STEPS - 2));
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
        return Cli.run(
                "rollout",
                "--env",
                id,
                "--task",
                task,
                "--state",
                folder.resolve("state.json").toString(),
                "--actions",
                folder.resolve("actions.csv").toString(),
                "--out",
                folder.resolve("out.csv").toString());
    }

    private List<double[]> oracle(
            String model,
            String task,
            double value,
            int frameSkip,
            int hidden,
            double weight,
            double[] qpos,
            double[] qvel,
            List<double[]> actions)
            throws Exception {
        Path xml = folder.resolve(model + ".xml");
        Files.writeString(xml, ModelFiles.find(model).orElseThrow());
        Path state = folder.resolve("state.txt");
        Files.writeString(state, (Arrays.toString(qpos) + Arrays.toString(qvel)).replaceAll("[\\[\\],]", " "));
        writeActions(actions);
        Path out = folder.resolve("oracle.csv");
        run(
                out,
                oracle.toString(),
                xml.toString(),
                task,
                Double.toString(value),
                Integer.toString(frameSkip),
                Integer.toString(hidden),
                Double.toString(weight),
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
