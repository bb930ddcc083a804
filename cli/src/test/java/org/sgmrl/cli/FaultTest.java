package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.run.folder.FolderLock;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.node.ObjectNode;

/// Disks that are full, folders that are in use, checkpoints and settings that are not what they were:
/// told in one line, and nothing is lost.
final class FaultTest {
    private static final String[] WORK = {"--iterations", "300", "--checkpoint-every", "20"};

    @TempDir
    private Path folder;

    private Path whole;
    private Path run;

    @BeforeEach
    void chooseFolders() {
        whole = folder.resolve("whole");
        run = folder.resolve("run");
    }

    @Test
    void aFullDiskEndsTheRunAndWithRoomItGoesOnToTheSameBytes() throws Exception {
        succeed(Runs.train(whole, WORK));
        // No file may grow beyond 40 KiB, whoever runs this: a write beyond fails as on a full disk.
        int code = Cli.end(limited("ulimit -f 40", folder.resolve("log"), Runs.train(run, WORK)));

        String log = Files.readString(folder.resolve("log"));
        assertThat(code).as(log).isEqualTo(1);
        assertThat(errors(log))
                .singleElement()
                .asString()
                .contains("writing to " + run + " failed: File too large", "make room", "then: sgmrl resume " + run);
        assertThat(run.resolve("policy.safetensors")).doesNotExist();
        Runs.assertNothingIsHalfWritten(run);
        assertThat(Runs.partial(run)).isEmpty();
        int done = RunFolder.open(run).metricsLog().complete();
        assertThat(done).isBetween(60, 290);

        Cli.Result resumed = succeed("resume", run.toString());

        // A checkpoint is small enough: nothing that was finished is computed again.
        assertThat(resumed.out()).contains("going on after iteration " + done + "\n");
        Runs.assertSame(whole, run);
    }

    @Test
    void aDiskThatIsStillFullIsToldAgainAndTakesNothingAway() throws Exception {
        succeed(Runs.train(whole, WORK));
        Cli.end(limited("ulimit -f 40", folder.resolve("log"), Runs.train(run, WORK)));
        List<Path> checkpoints = checkpoints();

        int code = Cli.end(limited("ulimit -f 40", folder.resolve("log"), "resume", run.toString()));
        assertThat(code).isEqualTo(1);
        assertThat(errors(Files.readString(folder.resolve("log")))).hasSize(1);
        assertThat(checkpoints()).isEqualTo(checkpoints);

        succeed("resume", run.toString());
        Runs.assertSame(whole, run);
    }

    @Test
    void aCheckpointThatCannotBeWrittenLeavesTheEarlierOnes() throws Exception {
        succeed(Runs.train(whole, WORK));
        succeed(Runs.train(run, "--iterations", "70", "--checkpoint-every", "20"));
        // Not even root can put a file in the place of a folder with content.
        Path inTheWay = Files.createDirectories(run.resolve("checkpoint-100.safetensors/content"));

        Cli.Result failed = Cli.run("resume", run.toString(), "--iterations", "300");

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(errors(failed.err()))
                .hasSize(2)
                .anyMatch(line -> line.contains("passed over") && line.contains("is not a regular file"))
                .anyMatch(line -> line.contains("writing to " + run + " failed") && line.contains("sgmrl resume"));
        assertThat(run.resolve("checkpoint-80.safetensors")).exists();
        assertThat(Runs.partial(run)).isEmpty();
        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        assertThat(succeed("resume", run.toString()).out()).contains("going on after iteration 80");
        Runs.assertSame(whole, run);
    }

    @Test
    void aFolderThatVanishesIsTold() throws Exception {
        Process process = Cli.start(folder.resolve("log"), Runs.train(run, "--iterations", "100000"));
        Runs.awaitLines(process, run, 30);
        Files.move(run, folder.resolve("elsewhere"));

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(errors(Files.readString(folder.resolve("log"))))
                .singleElement()
                .asString()
                .contains("writing to " + run + " failed: no such file or folder");
        Runs.assertNothingIsHalfWritten(folder.resolve("elsewhere"));
    }

    /// `head` ends when it has enough: nobody is to be told, and nothing failed.
    @Test
    void aReaderThatHasEnoughIsNoError() throws Exception {
        Path log = folder.resolve("log");
        Path code = folder.resolve("code");
        Process process = Cli.startUnder(
                List.of(
                        "sh",
                        "-c",
                        "{ \"$@\"; echo $? >\"$0\"; } | { read first; exec <&-; sleep 1; }",
                        code.toString()),
                List.of("--enable-native-access=ALL-UNNAMED"),
                log,
                "list",
                "environments");
        assertThat(Cli.end(process)).isZero();
        for (int i = 0; i < 600 && !Files.exists(code); i++) {
            Thread.sleep(50);
        }
        assertThat(errors(Files.readString(log))).isEmpty();
        assertThat(Files.readString(code).strip()).isEqualTo("0");
    }

    @Test
    void aStandardOutputThatCannotBeWrittenIsTold() throws Exception {
        Path log = folder.resolve("log");
        int code = Cli.end(limited("exec >/dev/full", log, "list", "environments"));

        assertThat(code).isEqualTo(1);
        assertThat(errors(Files.readString(log)))
                .singleElement()
                .asString()
                .contains("could be written to the standard output");
    }

    @Test
    void ofTwoProcessesOnOneFolderTheSecondIsRefusedAndAKilledOneIsNoObstacle() throws Exception {
        String[] work = {"--iterations", "2000", "--checkpoint-every", "20"};
        Process first = Cli.start(folder.resolve("first.log"), Runs.train(run, work));
        Runs.awaitLines(first, run, 30);
        byte[] config = Files.readAllBytes(run.resolve("config.json"));

        for (String[] second : List.of(
                new String[] {"resume", run.toString()},
                new String[] {"resume", run.toString(), "--iterations", "9"},
                Runs.train(run, "--seed", "99"))) {
            Cli.Result refused = Cli.run(second);
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(errors(refused.err()))
                    .singleElement()
                    .asString()
                    .containsAnyOf("is in use by another sgmrl process", "must be a new or empty folder");
        }

        assertThat(first.isAlive()).as("still at work").isTrue();
        assertThat(run.resolve("config.json")).hasBinaryContent(config);
        first.destroyForcibly().waitFor();
        int done = RunFolder.open(run).metricsLog().complete();
        Cli.Result resumed = Cli.run("resume", run.toString(), "--iterations", String.valueOf(done + 5));
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        succeed(Runs.train(whole, "--iterations", String.valueOf(done + 5)));
        Runs.assertSame(whole, run);
    }

    @Test
    void whatAKilledProcessLeavesIsSweptByTheNextThatHoldsTheLock() throws Exception {
        succeed(Runs.train(run, "--iterations", "3"));
        Path part = Files.writeString(run.resolve(".sgmrl-12ab.part"), "half a checkpoint");
        Path other = Files.writeString(run.resolve("notes.part"), "the user's own");
        try (FolderLock lock = RunFolder.open(run).lock()) {
            assertThat(lock).isNotNull();
            assertThat(Cli.run("resume", run.toString()).exitCode()).isEqualTo(2);
            assertThat(part).exists();
        }
        succeed("resume", run.toString());
        assertThat(part).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void aFolderInWhichARunWasKilledBeforeItsSettingsWereWrittenIsAsGoodAsEmpty() throws Exception {
        Files.createDirectories(run);
        Files.createFile(run.resolve(".lock"));
        Files.writeString(run.resolve(".sgmrl-77.part"), "{");

        succeed(Runs.train(run, "--iterations", "2"));

        assertThat(Runs.partial(run)).isEmpty();
    }

    @Test
    void aDamagedCheckpointGoesWhenALaterOneIsWritten() throws Exception {
        succeed(Runs.train(run, "--iterations", "5", "--checkpoint-every", "2"));
        Path damaged = run.resolve("checkpoint-5.safetensors");
        Files.writeString(damaged, "damaged");
        Path ahead = run.resolve("checkpoint-999.safetensors");
        Files.copy(run.resolve("checkpoint-4.safetensors"), ahead);

        Cli.Result resumed = succeed("resume", run.toString(), "--iterations", "8");

        assertThat(errors(resumed.err())).hasSize(2).allMatch(line -> line.contains("is passed over"));
        assertThat(resumed.err()).contains("its counters are not iteration 999");
        assertThat(resumed.out()).contains("going on after iteration 4");
        assertThat(checkpoints())
                .containsExactly(
                        run.resolve("checkpoint-4.safetensors"),
                        run.resolve("checkpoint-6.safetensors"),
                        run.resolve("checkpoint-8.safetensors"));
    }

    @Test
    void aRunOfAnotherFormatVersionMachineOrProgramIsRecognised() throws Exception {
        succeed(Runs.train(run, "--iterations", "3"));
        Path config = run.resolve("config.json");
        ObjectNode root = (ObjectNode) Json.parse(Files.readString(config));

        for (int format : new int[] {0, 2}) {
            ObjectNode other = root.deepCopy();
            other.put("format", format);
            ((ObjectNode) other.get("provenance")).put("version", "9.9");
            Files.writeString(config, Json.pretty(other));
            Cli.Result refused = Cli.run("resume", run.toString());
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(errors(refused.err()))
                    .singleElement()
                    .asString()
                    .contains(
                            "format = " + format + " must be 1", format == 0 ? "an older one" : "a newer one", "(9.9)");
        }

        ObjectNode elsewhere = root.deepCopy();
        ((ObjectNode) elsewhere.get("provenance")).put("processor", "Abacus").put("kernels", "beads");
        Files.writeString(config, Json.pretty(elsewhere));
        Cli.Result told = succeed("resume", run.toString(), "--iterations", "4");
        assertThat(told.err())
                .contains("the run goes on elsewhere than it began: processor: Abacus, now ", "kernels: beads, now ")
                .contains("same bits on every machine");
        ObjectNode after = (ObjectNode) Json.parse(Files.readString(config));
        assertThat(after.path("provenance").path("processor").asString()).isNotEqualTo("Abacus");
        assertThat(after.path("earlier-provenance").path(0).path("processor").asString())
                .isEqualTo("Abacus");
        assertThat(succeed("resume", run.toString()).err()).doesNotContain("elsewhere");
        assertThat(Files.readString(config)).contains("Abacus");

        ((ObjectNode) after.get("provenance")).put("version", "0.0.1");
        Files.writeString(config, Json.pretty(after));
        assertThat(succeed("resume", run.toString()).err()).contains("version: 0.0.1, now ", "may differ");
    }

    @Test
    void editedSettingsAreNamed() throws Exception {
        succeed(Runs.train(run, "--iterations", "3"));
        Path config = run.resolve("config.json");
        ObjectNode root = (ObjectNode) Json.parse(Files.readString(config));

        Files.writeString(config, Json.pretty(root.deepCopy().put("tasks", 4).put("discount", 0.5)));
        assertThat(errors(Cli.run("resume", run.toString()).err()))
                .singleElement()
                .asString()
                .contains("config.json was changed", "tasks was 3 and is 4", "discount was 0.99 and is 0.5", "undo");

        Files.writeString(config, Json.pretty(root.deepCopy().put("taks", 4)));
        assertThat(errors(Cli.run("resume", run.toString()).err()))
                .singleElement()
                .asString()
                .contains("unknown key taks", "did you mean tasks?", "edited");

        Files.writeString(config, Json.pretty(root));
        succeed("resume", run.toString());
    }

    @Test
    void badUpdatesEndTheRunOrAreSkippedAndCountedOnRequest() throws Exception {
        // Two payments of 1e308 are more than a double holds: the second task's return is sometimes infinite.
        Path problem = Files.writeString(folder.resolve("problem.json"), """
                {"horizon": 1, "discount": 1.0,
                 "tasks": [{"probability": 0.95, "initial": [1], "transition": [[[1], [1]]], "reward": [[0, 1]]},
                           {"probability": 0.05, "initial": [1], "transition": [[[1], [1]]], "reward": [[1e308, 0]]}],
                 "theta": [[0, 0]]}
                """);
        String[] work = {
            "--env", "tabular", "--mdp", problem.toString(), "--preset", "paper", "--policy", "softmax-tabular",
            "--horizon", "2", "--iterations", "40", "--checkpoint-every", "7", "--test-tasks", "1",
            "--weighting", "reward-to-go", "--seed", "3"
        };

        Cli.Result ended = Cli.run(Runs.train(run, work));

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(errors(ended.err()))
                .singleElement()
                .asString()
                .contains("the meta-gradient of iteration ", "first seen in task ", "The update was not applied")
                .contains("Lower inner-step-size", "sgmrl resume " + run + " --skip-bad-updates");
        int done = RunFolder.open(run).metricsLog().complete();
        assertThat(run.resolve("checkpoint-" + done + ".safetensors"))
                .as("the state before the bad update")
                .exists();
        assertThat(Cli.run("resume", run.toString()).err()).as("again").contains("iteration " + (done + 1));

        Cli.Result resumed = succeed("resume", run.toString(), "--skip-bad-updates");
        Cli.Result skipped = succeed(Runs.train(whole, append(work, "--skip-bad-updates", "true")));

        Runs.assertSame(whole, run);
        assertThat(skipped.err()).contains("the update of iteration " + (done + 1) + " is not finite and was skipped");
        assertThat(resumed.err()).contains("was skipped (2 so far)");
        List<String> metrics = Runs.untimedMetrics(run);
        ObjectNode first = (ObjectNode) Json.parse(metrics.get(done));
        assertThat(first.path("skippedUpdates").asInt()).isEqualTo(1);
        assertThat(first.path("gradientNorm").isNull()).isTrue();
        assertThat(Json.parse(metrics.getLast()).path("skippedUpdates").asInt()).isBetween(2, 20);
    }

    private static String[] append(String[] args, String... more) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private List<Path> checkpoints() throws IOException {
        return Runs.files(run).stream()
                .filter(file -> file.toString().contains("checkpoint-"))
                .toList();
    }

    private static Cli.Result succeed(String... args) {
        Cli.Result result = Cli.run(args);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    /// The lines of the program's own errors; there must be no others that look like one.
    private static List<String> errors(String text) {
        assertThat(text).doesNotContain("\tat ").doesNotContain("Exception");
        return text.lines().filter(line -> line.startsWith("sgmrl: ")).toList();
    }

    /// Starts a process in a shell that has run a command first. The JVM's own file of performance counters
    /// would be limited, too.
    private static Process limited(String command, Path log, String... args) throws IOException {
        return Cli.startUnder(
                List.of("bash", "-c", command + "; exec \"$@\"", "bash"),
                List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:-UsePerfData"),
                log,
                args);
    }
}
