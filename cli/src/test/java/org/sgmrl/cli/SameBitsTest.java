package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.node.ObjectNode;

/// The results are a function of settings and seed alone: real processes, real kills.
class SameBitsTest {
    /// The same work on 2D navigation and, less of it, on MuJoCo and in the plane.
    private static final String NAVIGATION = "--env point-navigation-v1";

    private static final String PLANAR =
            "--env half-cheetah-velocity-v1 --tasks 2 --inner-trajectories 3 --outer-trajectories 3 --horizon 12";
    private static final String CHEETAH = PLANAR + " --simulator mujoco";
    /// Each task has a model of its own, and episodes end early.
    private static final String HOPPER =
            "--env hopper-parameters-v1 --tasks 2 --inner-trajectories 3 --outer-trajectories 3 --horizon 12";
    private static final String CORNER =
            "--env point-sparse-corner-v1 --tasks 4 --inner-trajectories 5 --outer-trajectories 5 --horizon 20";
    private static final String[] WORK = {
        "train", "--env", "point-navigation-v1", "--algorithm", "sg-mrl", "--tasks", "4", "--inner-trajectories", "5",
        "--outer-trajectories", "5", "--horizon", "30", "--iterations", "40", "--checkpoint-every", "7", "--test-tasks",
        "3", "--seed", "11"
    };

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {NAVIGATION, CHEETAH, PLANAR, HOPPER, CORNER})
    void oneThreadAndTwoThreadsGiveTheSameBytes(String work) throws Exception {
        Path one = train("one", (work + " --threads 1").split(" "));
        Path two = train("two", (work + " --threads 2").split(" "));

        assertSameRun(one, two);
    }

    @Test
    void withAndWithoutVectorInstructionsTheBytesAreTheSame() throws Exception {
        Path vectors = train("vectors", "--threads", "1");
        Path plain = folder.resolve("plain");
        Path log = folder.resolve("plain.log");
        String[] args = with("--threads", "1", "--out", plain.toString());
        assertThat(Cli.end(Cli.start(List.of(), log, args), args))
                .as(Files.readString(log))
                .isZero();

        assertThat(Files.readString(plain.resolve("config.json"))).contains("\"float scalar\"");
        assertThat(Files.readString(vectors.resolve("config.json"))).contains("\"float simd-");
        assertSameRun(vectors, plain);
    }

    @Test
    void anotherSeedGivesOtherBytes() throws Exception {
        Path one = train("a", "--threads", "2");
        Path other = train("b", "--threads", "2", "--seed", "12");

        assertThat(Files.readAllBytes(one.resolve("policy.safetensors")))
                .isNotEqualTo(Files.readAllBytes(other.resolve("policy.safetensors")));
    }

    @ParameterizedTest
    @ValueSource(strings = {NAVIGATION, CHEETAH, PLANAR, HOPPER, CORNER})
    void aKilledAndResumedRunEndsInTheSameBytes(String work) throws Exception {
        Path whole = train("whole", (work + " --threads 2").split(" "));
        Path killed = folder.resolve("killed");
        Process process =
                Cli.start(folder.resolve("killed.log"), with((work + " --threads 2 --out " + killed).split(" ")));
        awaitLines(process, killed.resolve("metrics.jsonl"), 17);
        process.destroyForcibly();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(killed.resolve("policy.safetensors")).doesNotExist();
        // What a kill in the middle of a write leaves behind: half a line.
        Files.writeString(killed.resolve("metrics.jsonl"), "{\"iteration\":", java.nio.file.StandardOpenOption.APPEND);

        int code = Cli.runProcess(folder.resolve("resumed.log"), "resume", killed.toString(), "--threads", "1");

        assertThat(code).as(Files.readString(folder.resolve("resumed.log"))).isZero();
        assertThat(Files.readString(folder.resolve("resumed.log"))).contains("going on after iteration");
        assertSameRun(whole, killed);
    }

    @Test
    void aRunThatIsExtendedEqualsALongerOne() throws Exception {
        Path whole = train("long", "--threads", "2");
        Path extended = folder.resolve("extended");
        assertThat(Cli.runProcess(folder.resolve("x.log"), with("--out", extended.toString(), "--iterations", "16")))
                .isZero();

        assertThat(Cli.runProcess(folder.resolve("y.log"), "resume", extended.toString(), "--iterations", "40"))
                .isZero();

        assertSameRun(whole, extended);
    }

    private Path train(String name, String... more) throws IOException, InterruptedException {
        Path out = folder.resolve(name);
        String[] args = with(more);
        String[] all = java.util.Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--out";
        all[args.length + 1] = out.toString();
        int code = Cli.runProcess(folder.resolve(name + ".log"), all);
        assertThat(code).as(Files.readString(folder.resolve(name + ".log"))).isZero();
        return out;
    }

    /// The work with options replaced or added.
    private static String[] with(String... more) {
        java.util.LinkedHashMap<String, String> options = new java.util.LinkedHashMap<>();
        for (String[] args : List.of(java.util.Arrays.copyOfRange(WORK, 1, WORK.length), more)) {
            for (int i = 0; i < args.length; i += 2) {
                options.put(args[i], args[i + 1]);
            }
        }
        List<String> command = new java.util.ArrayList<>(List.of("train"));
        options.forEach((name, value) -> command.addAll(List.of(name, value)));
        return command.toArray(String[]::new);
    }

    private static void awaitLines(Process process, Path file, int lines) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!Files.exists(file) || Files.readString(file).lines().count() < lines) {
            assertThat(process.isAlive())
                    .as("the run ended before it could be killed")
                    .isTrue();
            assertThat(System.nanoTime()).as("no progress").isLessThan(deadline);
            Thread.sleep(2);
        }
    }

    private static void assertSameRun(Path expected, Path actual) throws IOException {
        assertThat(Files.readAllBytes(actual.resolve("policy.safetensors")))
                .isEqualTo(Files.readAllBytes(expected.resolve("policy.safetensors")));
        List<String> metrics = withoutTiming(actual);
        assertThat(metrics).hasSize(40).isEqualTo(withoutTiming(expected));
        assertThat(Files.readString(actual.resolve("evaluation.json")))
                .isEqualTo(Files.readString(expected.resolve("evaluation.json")));
    }

    private static List<String> withoutTiming(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(line -> {
                    ObjectNode node = (ObjectNode) Json.parse(line);
                    assertThat(node.has("timing")).isTrue();
                    node.remove("timing");
                    return Json.line(node);
                })
                .toList();
    }
}
