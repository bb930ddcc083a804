package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` at random moments. The system property `sgmrl.kills` sets how many.
final class KillTest {
    private static final int KILLS = Integer.getInteger("sgmrl.kills", 12);
    private static final String[] WORK = {"--iterations", "240", "--checkpoint-every", "3"};

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(KILLS);
    private int kills;
    private int beforeTheFirstCheckpoint;
    private int inAWrite;
    private int finishedRuns;

    @Test
    void killedAtAnyMomentARunEndsInTheSameBytes() throws Exception {
        Path undisturbed = folder.resolve("undisturbed");
        run(Runs.train(undisturbed, WORK));
        while (kills < KILLS) {
            Path killed = folder.resolve("killed-" + finishedRuns);
            disturb(killed);
            if (Files.exists(killed.resolve("config.json"))) {
                run("resume", killed.toString());
            } else {
                run(Runs.train(killed, WORK));
            }
            Runs.assertSame(undisturbed, killed);
            assertThat(Runs.partial(killed)).isEmpty();
            finishedRuns++;
        }
        String summary = String.format(
                Locale.ROOT,
                "%d kills in %d runs: %d before the first checkpoint, %d in the middle of writing a file%n",
                kills,
                finishedRuns,
                beforeTheFirstCheckpoint,
                inAWrite);
        Files.writeString(Path.of("target", "kills.txt"), summary);
        // Half of the kills wait for a write to begin; not all come before its end.
        assertThat(inAWrite).as(summary).isPositive();
    }

    /// Kills a run again and again, until there were enough kills or it was finished before the next one.
    private void disturb(Path run) throws Exception {
        while (kills < KILLS) {
            String[] args = Files.exists(run.resolve("config.json"))
                    ? new String[] {"resume", run.toString(), "--threads", String.valueOf(random.nextInt(1, 3))}
                    : Runs.train(run, WORK);
            Path log = folder.resolve("log");
            Process process = Cli.start(log, args);
            awaitTheMoment(process, run);
            process.destroyForcibly();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            if (process.exitValue() != 137) {
                assertThat(process.exitValue()).as(Files.readString(log)).isZero();
                return;
            }
            kills++;
            Runs.assertNothingIsHalfWritten(run);
            inAWrite += Runs.partial(run).isEmpty() ? 0 : 1;
            beforeTheFirstCheckpoint +=
                    Runs.files(run).stream().anyMatch(f -> f.toString().contains("checkpoint-")) ? 0 : 1;
        }
    }

    /// A quarter of the kills come at any time, a quarter while metrics are written, and half as soon as
    /// a file is being written.
    private void awaitTheMoment(Process process, Path run) throws Exception {
        int kind = random.nextInt(4);
        long size = sizeOfMetrics(run);
        long patience = TimeUnit.MILLISECONDS.toNanos(kind == 0 ? random.nextInt(2500) : 20_000);
        long start = System.nanoTime();
        // Not the first write only: also one of the checkpoints after many iterations.
        int skip = random.nextInt(6);
        Path last = null;
        while (process.isAlive() && System.nanoTime() - start < patience) {
            if (kind == 1 && sizeOfMetrics(run) != size) {
                Thread.sleep(random.nextInt(300));
                return;
            }
            if (kind >= 2) {
                for (Path file : Runs.partial(run)) {
                    if (!file.equals(last)) {
                        last = file;
                        if (--skip < 0) {
                            return;
                        }
                    }
                }
            } else {
                Thread.sleep(1);
            }
        }
    }

    private static long sizeOfMetrics(Path run) throws IOException {
        Path file = run.resolve("metrics.jsonl");
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private void run(String... args) throws Exception {
        Path log = folder.resolve("log");
        assertThat(Cli.runProcess(log, args)).as(Files.readString(log)).isZero();
    }
}
