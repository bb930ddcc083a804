package org.sgmrl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Training on Spark, by real processes on this machine: a master, workers and the command.
final class SparkTrainingTest {
    private static final List<String> NAVIGATION = List.of(
            "--env", "point-navigation-v1",
            "--preset", "tuned",
            "--tasks", "6",
            "--inner-trajectories", "4",
            "--outer-trajectories", "4",
            "--horizon", "20",
            "--iterations", "6",
            "--checkpoint-every", "2",
            "--test-tasks", "4");

    private static final List<String> CHEETAH = List.of(
            "--env", "half-cheetah-velocity-v1",
            "--preset", "released",
            "--tasks", "4",
            "--inner-trajectories", "2",
            "--outer-trajectories", "2",
            "--horizon", "20",
            "--iterations", "3",
            "--test-tasks", "2");

    @TempDir
    private Path folder;

    private static List<String> with(List<String> options, String... more) {
        List<String> all = new ArrayList<>(List.of("train"));
        all.addAll(options);
        all.addAll(List.of(more));
        return all;
    }

    private Path local(List<String> options, int threads) throws IOException, InterruptedException {
        Path run = folder.resolve("local-" + threads + "-" + options.get(1));
        Cluster.command(folder, with(options, "--threads", "" + threads, "--out", run.toString()))
                .succeeds();
        return run;
    }

    private static void sameBits(Path expected, Path actual) throws IOException {
        assertThat(actual.resolve("policy.safetensors")).hasSameBinaryContentAs(expected.resolve("policy.safetensors"));
        assertThat(metrics(actual)).isEqualTo(metrics(expected));
        assertThat(actual.resolve("evaluation.json")).hasSameTextualContentAs(expected.resolve("evaluation.json"));
    }

    private static List<String> metrics(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(line -> line.replaceAll(",\"timing\":\\{[^}]*\\}", ""))
                .toList();
    }

    @Test
    void theBitsAreThoseOfOneThreadInThisProcessAndOnTwoWorkers() throws IOException, InterruptedException {
        for (List<String> options : List.of(NAVIGATION, CHEETAH)) {
            Path expected = local(options, 1);
            sameBits(expected, local(options, 2));
            Path inProcess = folder.resolve("in-process-" + options.get(1));
            Cluster.command(
                            folder,
                            with(options, "--engine", "spark", "--master", "local[2]", "--out", inProcess.toString()))
                    .succeeds();
            sameBits(expected, inProcess);
        }
        try (Cluster cluster = new Cluster(folder)) {
            cluster.startWorker();
            cluster.startWorker();
            for (List<String> options : List.of(NAVIGATION, CHEETAH)) {
                Path run = folder.resolve("standalone-" + options.get(1));
                Cluster.command(
                                folder,
                                with(
                                        options,
                                        "--engine",
                                        "spark",
                                        "--master",
                                        cluster.master(),
                                        "--out",
                                        run.toString()))
                        .succeeds();
                sameBits(local2(options), run);
                assertThat(Files.readAllLines(run.resolve("metrics.jsonl")).getLast())
                        .contains("\"broadcastBytes\":", "\"resultBytes\":");
            }
        }
    }

    private Path local2(List<String> options) {
        return folder.resolve("local-2-" + options.get(1));
    }

    @Test
    void aKilledWorkerAndAKilledDriverChangeNoBit() throws IOException, InterruptedException {
        List<String> longer = new ArrayList<>(NAVIGATION);
        longer.set(longer.indexOf("--iterations") + 1, "60");
        Path expected = local(longer, 2);
        try (Cluster cluster = new Cluster(folder)) {
            Process first = cluster.startWorker();
            cluster.startWorker();
            Path run = folder.resolve("killed-worker");
            Cluster.Running training = Cluster.command(
                    folder, with(longer, "--engine", "spark", "--master", cluster.master(), "--out", run.toString()));
            training.awaitLines(run.resolve("metrics.jsonl"), 5);
            Cluster.kill(first);
            training.succeeds();
            sameBits(expected, run);

            cluster.startWorker();
            Path second = folder.resolve("killed-driver");
            Cluster.Running driver = Cluster.command(
                    folder,
                    with(longer, "--engine", "spark", "--master", cluster.master(), "--out", second.toString()));
            driver.awaitLines(second.resolve("metrics.jsonl"), 5);
            driver.process().destroyForcibly().waitFor();
            Cluster.command(
                            folder,
                            List.of("resume", second.toString(), "--engine", "spark", "--master", cluster.master()))
                    .succeeds();
            sameBits(expected, second);
        }
    }

    @Test
    void noMasterAndNoWorkerAreToldInOneLineWithinTheWait() throws IOException, InterruptedException {
        Cluster.Running unreachable = Cluster.command(
                folder,
                with(
                        NAVIGATION,
                        "--engine",
                        "spark",
                        "--master",
                        "spark://127.0.0.1:" + Cluster.freePort(),
                        "--out",
                        folder.resolve("unreachable").toString()));
        assertThat(unreachable.exitCode()).isEqualTo(1);
        assertThat(unreachable.errors()).singleElement().asString().contains("no Spark master answers", "--master");

        try (Cluster cluster = new Cluster(folder)) {
            long start = System.nanoTime();
            Cluster.Running alone = Cluster.command(
                    folder,
                    5,
                    with(
                            NAVIGATION,
                            "--engine",
                            "spark",
                            "--master",
                            cluster.master(),
                            "--out",
                            folder.resolve("alone").toString()));
            assertThat(alone.exitCode()).isEqualTo(1);
            assertThat(alone.errors()).singleElement().asString().contains("no Spark worker has come");
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start))
                    .isLessThan(100);
        }
    }

    @Test
    void aWorkerWithoutMujocoIsNamed() throws IOException, InterruptedException {
        try (Cluster cluster = new Cluster(folder)) {
            cluster.startWorker("-Dsgmrl.mujoco.library=" + folder.resolve("nowhere"));
            Cluster.Running training = Cluster.command(
                    folder,
                    with(
                            CHEETAH,
                            "--engine",
                            "spark",
                            "--master",
                            cluster.master(),
                            "--out",
                            folder.resolve("no-mujoco").toString()));
            assertThat(training.exitCode()).isEqualTo(1);
            assertThat(training.errors()).singleElement().asString().contains("worker ", "nowhere");
        }
    }
}
