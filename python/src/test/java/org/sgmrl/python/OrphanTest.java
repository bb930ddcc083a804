package org.sgmrl.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` of the trainer leaves no worker behind, whatever the worker is doing. The system property
/// `sgmrl.kills` sets how often.
final class OrphanTest {
    private static final int KILLS = Integer.getInteger("sgmrl.kills", 5);

    /// What a worker is doing when the trainer dies, in the place of the reward.
    private static final List<String> DOINGS = List.of(
            "reward = 0.0",
            "time.sleep(1000); reward = 0.0",
            "reward = sum(1 for _ in iter(int, 1))",
            // A child that the user's code has forked; it inherits no pipe, but it must go too.
            "child = os.fork(); time.sleep(1000); reward = 0.0",
            "signal.pause(); reward = 0.0");

    @TempDir
    private Path folder;

    @Test
    void killingTheTrainerEndsItsWorkers() throws IOException, InterruptedException {
        int ended = 0;
        int workers = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Path file = Sources.write(
                    folder,
                    Sources.counter(
                            "reward = action[0] * self.task[\"speed\"]",
                            DOINGS.get(kill % DOINGS.size()),
                            "import math",
                            "import signal, math"));
            Process trainer = new ProcessBuilder(
                            Path.of(Objects.requireNonNull(System.getProperty("java.home")), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            Objects.requireNonNull(System.getProperty("java.class.path")),
                            Trainee.class.getName(),
                            file.toString(),
                            "2")
                    .redirectError(folder.resolve("stderr").toFile())
                    .start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(trainer.getInputStream(), StandardCharsets.UTF_8))) {
                String line = out.readLine();
                assertThat(line).as(() -> stderr()).isEqualTo("stepping");
                Thread.sleep(40L * (kill % 7));
                List<ProcessHandle> children = trainer.descendants().toList();
                assertThat(children).hasSizeGreaterThanOrEqualTo(2);
                workers += children.size();
                trainer.destroyForcibly();
                trainer.waitFor();
                for (ProcessHandle child : children) {
                    ended += hasEnded(child) ? 1 : 0;
                }
            } finally {
                trainer.destroyForcibly();
            }
        }
        assertThat(ended).isEqualTo(workers);
        Files.writeString(
                Path.of("target", "orphans.txt"),
                KILLS + " kills, " + workers + " workers, of which " + ended + " ended\n");
    }

    private String stderr() {
        try {
            return Files.readString(folder.resolve("stderr"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// Waits for its end; who is left as a zombie because nobody waits for it has ended.
    private static boolean hasEnded(ProcessHandle process) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < end) {
            if (!process.isAlive() || isZombie(process)) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        process.destroyForcibly();
        return false;
    }

    private static boolean isZombie(ProcessHandle process) {
        try {
            Optional<String> state = Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("State:"))
                    .findFirst();
            return state.isPresent() && state.get().contains("Z");
        } catch (IOException e) {
            return false;
        }
    }
}
