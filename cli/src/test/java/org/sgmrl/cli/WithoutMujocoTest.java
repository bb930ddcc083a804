package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A machine whose MuJoCo library is missing or broken: one line that says what to do, exit code 1, nothing
/// written; everything else works. In processes of their own, because a library stays loaded.
class WithoutMujocoTest {
    @TempDir
    private Path folder;

    private Path library;

    @BeforeEach
    void chooseAFolderWithoutTheLibrary() {
        library = folder.resolve("mujoco");
    }

    @Test
    void trainingIsRefusedBeforeAnythingIsWritten() throws Exception {
        Path out = folder.resolve("run");

        assertRefused("train", "--env", "ant-goal-v1", "--out", out.toString());

        assertThat(out).doesNotExist();
    }

    @Test
    void rolloutIsRefusedBeforeAnythingIsWritten() throws Exception {
        Path state = Files.writeString(folder.resolve("s.json"), "{\"qpos\":[0,0,0,0,0],\"qvel\":[0,0,0,0,0]}");
        Path actions = Files.writeString(folder.resolve("a.csv"), "0,0\n");
        Path out = folder.resolve("out.csv");

        assertRefused(
                "rollout",
                "--env",
                "swimmer-velocity-v1",
                "--simulator",
                "mujoco",
                "--task",
                "{\"velocity\":0.1}",
                "--state",
                state.toString(),
                "--actions",
                actions.toString(),
                "--out",
                out.toString());

        assertThat(out).doesNotExist();
    }

    @Test
    void aFileThatIsNoLibraryIsNamed() throws Exception {
        Files.writeString(library, "not a library");

        assertRefused("bench", "training", "--env", "ant-goal-v1", "--seconds", "0.1");
    }

    @Test
    void measuringIsRefused() throws Exception {
        assertRefused("bench", "environment", "--env", "ant-goal-v1", "--seconds", "0.1");
    }

    @Test
    void halfCheetahAndSwimmerNeedNone() throws Exception {
        Path run = folder.resolve("run");
        String[] planar = {"--env", "half-cheetah-velocity-v1"};
        assertDone(Runs.train(run, concat(planar, "--iterations", "2")));
        assertDone("evaluate", run.toString(), "--tasks", "2");
        assertDone("render", run.toString(), "--out", folder.resolve("run.gif").toString());
        assertDone("resume", run.toString(), "--iterations", "3");
        assertDone(concat(new String[] {"bench", "environment"}, concat(planar, "--seconds", "0.1")));
        Path state = Files.writeString(folder.resolve("s.json"), "{\"qpos\":[0,0,0,0,0],\"qvel\":[0,0,0,0,0]}");
        Path actions = Files.writeString(folder.resolve("a.csv"), "0,0\n");
        Path out = folder.resolve("out.csv");
        assertDone(
                "rollout",
                "--env",
                "swimmer-velocity-v1",
                "--task",
                "{\"velocity\":0.1}",
                "--state",
                state.toString(),
                "--actions",
                actions.toString(),
                "--out",
                out.toString());
        assertThat(out).isNotEmptyFile();
    }

    private static String[] concat(String[] first, String... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
    }

    private void assertDone(String... args) throws Exception {
        assertThat(run(args)).as(Files.readString(folder.resolve("log"))).isZero();
    }

    @Test
    void theOtherSimulatorIsNamedWhereThereIsOne() throws Exception {
        String remedy = "or choose --simulator planar, which needs no library";
        String out = folder.resolve("run").toString();
        assertRefused("train", "--env", "half-cheetah-velocity-v1", "--simulator", "mujoco", "--out", out);
        assertThat(Files.readString(folder.resolve("log"))).contains(remedy);
        assertRefused("train", "--env", "ant-goal-v1", "--out", out);
        assertThat(Files.readString(folder.resolve("log"))).doesNotContain("--simulator");
    }

    @Test
    void twoDimensionalNavigationAndTheListAreUnaffected() throws Exception {
        assertThat(run(
                        "train",
                        "--iterations",
                        "2",
                        "--tasks",
                        "2",
                        "--test-tasks",
                        "2",
                        "--horizon",
                        "5",
                        "--out",
                        folder.resolve("run").toString()))
                .isZero();
        assertThat(run("list", "environments")).isZero();
        assertThat(Files.readString(folder.resolve("log"))).contains("half-cheetah-velocity-v1");
    }

    @Test
    void anUnwritableTemporaryFolderIsToldInOneLineAndEveryTime() throws Exception {
        List<String> flags = List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-Dsgmrl.kernels=scalar",
                "-Djava.io.tmpdir=" + folder.resolve("missing"));
        Path log = folder.resolve("log");
        String[] args = {"bench", "environment", "--env", "ant-goal-v1", "--seconds", "0.1"};
        assertThat(Cli.end(Cli.start(flags, log, args), args)).isEqualTo(1);
        // The JVM itself adds a warning.
        assertThat(Files.readString(log).lines().filter(line -> !line.startsWith("WARNING: java.io.tmpdir")))
                .hasSize(1)
                .allMatch(line -> line.startsWith("sgmrl: ") && line.contains("temporary folder"));
    }

    private void assertRefused(String... args) throws Exception {
        assertThat(run(args)).isEqualTo(1);
        String text = Files.readString(folder.resolve("log"));
        assertThat(text.lines()).as(text).hasSize(1);
        assertThat(text).startsWith("sgmrl: environment ").contains("needs MuJoCo", library.toString());
    }

    private int run(String... args) throws IOException, InterruptedException {
        List<String> flags = List.of(
                "--enable-native-access=ALL-UNNAMED", "-Dsgmrl.kernels=scalar", "-Dsgmrl.mujoco.library=" + library);
        return Cli.end(Cli.start(flags, folder.resolve("log"), args), args);
    }
}
