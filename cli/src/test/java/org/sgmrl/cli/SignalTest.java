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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.run.folder.RunFolder;

/// Real signals to real processes.
final class SignalTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void aSignalSavesTheLastIterationAndTheRunGoesOnToTheSameBytes(String signal, int exit) throws Exception {
        String[] work = {"--iterations", "300", "--checkpoint-every", "1000"};
        Path whole = folder.resolve("whole");
        assertThat(Cli.run(Runs.train(whole, work)).exitCode()).isZero();
        Path stopped = folder.resolve("it's stopped");
        Process process = start(Runs.train(stopped, work));
        Runs.awaitLines(process, stopped, 20);

        send(process, signal, exit);

        String last = log().lines().toList().getLast();
        assertThat(last)
                .startsWith("sgmrl: stopped during training; iteration ")
                .contains(" of 300 is saved; ");
        assertThat(last)
                .endsWith("go on with: sgmrl resume '" + stopped.toString().replace("'", "'\\''") + "'");
        assertThat(log()).doesNotContain("\tat ");
        int done = RunFolder.open(stopped).metricsLog().complete();
        assertThat(done).isBetween(20, 299);
        assertThat(last).contains("iteration " + done + " of");
        assertThat(stopped.resolve("checkpoint-" + done + ".safetensors")).exists();
        assertThat(Runs.partial(stopped)).isEmpty();
        Cli.Result resumed = Cli.run("resume", stopped.toString());
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(resumed.out()).contains("going on after iteration " + done);
        Runs.assertSame(whole, stopped);
    }

    @Test
    void anIterationUnderWayIsAbandonedAndTheOneBeforeItIsSaved() throws Exception {
        Path run = folder.resolve("run");
        Process process = start(Runs.train(run, longIterations("15", "3")));
        Runs.awaitLines(process, run, 1);
        Thread.sleep(50);

        send(process, "TERM", 143);

        assertThat(log()).contains("iteration 1 of 3 is saved");
        assertThat(run.resolve("checkpoint-1.safetensors")).exists();
    }

    @Test
    void anIterationOfHalfAMinuteDoesNotDelayTheEnd() throws Exception {
        Path run = folder.resolve("run");
        Process process = start(Runs.train(run, longIterations("1000", "2")));
        while (!Files.exists(run.resolve("metrics.jsonl"))) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(5);
        }
        Thread.sleep(1000);

        send(process, "TERM", 143);

        assertThat(log()).contains("no iteration was finished; go on with: sgmrl resume " + run);
        assertThat(run.resolve("metrics.jsonl")).isEmptyFile();
    }

    /// Of 20,000 steps a task.
    private static String[] longIterations(String tasks, String iterations) {
        return new String[] {
            "--tasks",
            tasks,
            "--inner-trajectories",
            "100",
            "--outer-trajectories",
            "100",
            "--horizon",
            "100",
            "--hidden",
            "100,100",
            "--iterations",
            iterations
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"evaluate", "certify", "bench"})
    void otherCommandsEndAtOnceAndLeaveNothing(String command) throws Exception {
        Path target = Files.createDirectory(folder.resolve("results")).resolve("result.json");
        Path run = folder.resolve("run");
        assertThat(Cli.run(Runs.train(run, "--iterations", "2")).exitCode()).isZero();
        Process process = switch (command) {
            case "evaluate" -> start("evaluate", run.toString(), "--tasks", "5000000", "--json", target.toString());
            case "certify" ->
                start(
                        "certify",
                        ShellSandbox.project()
                                .resolve("examples/mdp/safe-arm.json")
                                .toString(),
                        "--samples",
                        "2000000000",
                        "--out",
                        target.toString());
            default -> start("bench", "training", "--seconds", "600", "--json", target.toString());
        };
        Thread.sleep(2000);

        send(process, "TERM", 143);

        assertThat(target.getParent()).isEmptyDirectory();
        assertThat(log()).doesNotContain("\tat ").doesNotContain("error");
    }

    private Process start(String... args) throws IOException {
        return Cli.startResponsive(folder.resolve("log"), args);
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    /// Sends a signal; the process must end with this exit code. That it waits for nothing shows in what it has saved.
    private void send(Process process, String signal, int exit) throws Exception {
        Process kill = new ProcessBuilder(List.of("kill", "-" + signal, String.valueOf(process.pid()))).start();
        assertThat(kill.waitFor()).isZero();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(log()).isEqualTo(exit);
    }
}
