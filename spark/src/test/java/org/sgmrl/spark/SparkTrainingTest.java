package org.sgmrl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.training.EngineProvider;
import org.sgmrl.training.MetaTraining;

/// Training on a standalone cluster of this machine: a master and two workers as processes of their own, of two kinds:
/// with vectors of 128 and of 256 bits, while the driver's are as wide as the processor likes. All tests share the cluster
/// and, but for drivers that are to be killed, one Spark application of this process.
final class SparkTrainingTest {
    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private static Cluster cluster;
    private static Process worker;
    private static EngineProvider.Hold hold;

    @BeforeAll
    static void startCluster() throws IOException, InterruptedException {
        cluster = new Cluster(shared);
        worker = cluster.startWorker("-Dorg.sgmrl.kernel.bits=128");
        cluster.startWorker("-Dorg.sgmrl.kernel.bits=256");
        cluster.awaitWorkers(2);
        Cluster.settings(Cluster.PATIENT).forEach(System::setProperty);
        hold = new SparkEngineProvider().hold();
    }

    @AfterAll
    static void stopCluster() {
        hold.close();
        Cluster.settings(Cluster.PATIENT).keySet().forEach(System::clearProperty);
        cluster.close();
    }

    private Path trained(String name, List<String> settings, String... more) {
        Path run = folder.resolve(name);
        return Runs.trained(run, settings, more);
    }

    private Path onCluster(String name, List<String> settings) {
        return trained(name, settings, "--engine", "spark", "--master", cluster.master());
    }

    @Test
    void theBitsAreThoseOfOneThread() throws IOException {
        List<String> trustRegion = Runs.with(Runs.NAVIGATION, "--outer-step", "trust-region", "--outer-states", "5");
        List<String> again = Runs.with(Runs.NAVIGATION, "--algorithm", "promp");
        for (List<String> settings : List.of(
                Runs.NAVIGATION,
                trustRegion,
                again,
                Runs.CHEETAH,
                Runs.PLANAR,
                Runs.HOPPER,
                Runs.python(),
                Runs.tabular())) {
            Path expected = trained("local", settings, "--threads", "1");
            Path run = onCluster("cluster", settings);
            Runs.assertSame(expected, run);
            assertThat(Files.readAllLines(run.resolve("metrics.jsonl")).getLast())
                    .contains("\"workers\":2", "\"broadcastBytes\":", "\"resultBytes\":", "\"collectMicros\":");
            Runs.delete(expected);
            Runs.delete(run);
        }
    }

    @Test
    void partsOfAProgramsOwnAreTrainedOnTheCluster() {
        MetaTraining<Double> training = OwnLine.training(new OwnLine.Sides(3));
        double[] expected = training.threads(1).run().theta();
        assertThat(training.engine(new SparkEngineProvider(), cluster.master())
                        .run()
                        .theta())
                .containsExactly(expected);
    }

    /// What is measured at given parameters, on workers that have the code from the driver.
    @Test
    void testsStudiesAndDrawsHaveTheBitsOfThreads() throws IOException {
        Path run = trained("run", Runs.PLANAR, "--threads", "1");
        String problem = Path.of("..", "examples", "mdp", "safe-arm.json").toString();
        for (List<String> command : List.of(
                List.of("evaluate", run.toString(), "--tasks", "5", "--json"),
                List.of(
                        "variance",
                        run.toString(),
                        "--tasks",
                        "3",
                        "--inner-batches",
                        "2",
                        "--outer-batches",
                        "2",
                        "--json"),
                List.of("certify", problem, "--samples", "9000", "--out"))) {
            Path file = folder.resolve("written.json");
            String expected = Runs.written(file, command, "--threads", "1");
            assertThat(Runs.written(file, command, "--engine", "spark", "--master", cluster.master()))
                    .isEqualTo(expected);
        }
    }

    @Test
    void theBytesToldAreThoseOfTheParametersAndTheSums() throws IOException {
        // A network of 2 inputs, 8 hidden units and 2 outputs, with biases and the logarithms of two deviations.
        int parameters = (2 + 1) * 8 + (8 + 1) * 2 + 2;
        // Of each of 6 tasks: eleven numbers. Of each of two partitions: tasks 0–1 and 2, tasks 3 and 4–5, with three
        // numbers and for each of three vectors a byte.
        int numbers = 6 * 11 * 8 + 2 * (4 + 2 * (8 + 3));
        assertBytes(
                onCluster("carried", Runs.with(Runs.NAVIGATION, "--baseline", "leave-one-out")),
                8 * parameters,
                numbers + 4 * 3 * 8 * parameters);
        // By default scores are part of the first vector; the first task tells them apart, for their norm.
        assertBytes(onCluster("run", Runs.NAVIGATION), 8 * parameters, numbers + (4 + 1) * 8 * parameters);
    }

    @Test
    void moreTasksAreNoMoreVectors() throws IOException {
        int parameters = (2 + 1) * 8 + (8 + 1) * 2 + 2;
        for (int tasks : new int[] {8, 32}) {
            List<String> settings = Runs.with(Runs.NAVIGATION, "--tasks", "" + tasks, "--iterations", "2");
            assertBytes(
                    onCluster("run" + tasks, settings),
                    8 * parameters,
                    tasks * 11 * 8 + 2 * (4 + 8 + 3) + (2 + 1) * 8 * parameters);
        }
    }

    private static void assertBytes(Path run, int broadcast, int result) throws IOException {
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
                .isNotEmpty()
                .allMatch(line -> line.contains("\"broadcastBytes\":" + broadcast + ","))
                .allMatch(line -> line.contains("\"resultBytes\":" + result + ","));
    }

    @Test
    void aKilledWorkerChangesNoBit() throws IOException, InterruptedException {
        List<String> longer = Runs.with(Runs.NAVIGATION, "--iterations", "60");
        Path expected = trained("local", longer, "--threads", "1");
        Path run = folder.resolve("run");
        Thread killer = Cluster.killOnceItRuns(worker, run);
        Runs.trained(run, longer, "--engine", "spark", "--master", cluster.master());
        killer.join();
        assertThat(worker.isAlive()).isFalse();
        Runs.assertSame(expected, run);
        worker = cluster.startWorker();
        cluster.awaitWorkers(2);
    }

    @Test
    void aStoppedDriverSavesSaysSoAtOnceAndGoesOnToTheSameBitsAndSoDoesAKilledOne()
            throws IOException, InterruptedException {
        List<String> longer = Runs.with(Runs.NAVIGATION, "--iterations", "400", "--checkpoint-every", "1000");
        Path expected = trained("local", longer, "--threads", "1");
        Path run = folder.resolve("run");
        List<String> train = new ArrayList<>(List.of("train"));
        train.addAll(longer);
        List<String> engine = List.of("--engine", "spark", "--master", cluster.master());
        train.addAll(engine);
        train.addAll(List.of("--out", run.toString()));
        Cluster.Running driver = Cluster.command(folder, Cluster.PATIENT, train);
        Runs.awaitLines(run, 5);

        // The iteration would never end: who waited for it would not end either.
        cluster.signalExecutors("STOP");
        try {
            assertThat(new ProcessBuilder("kill", "-TERM", "" + driver.process().pid())
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(driver.exitCode()).isEqualTo(143);
        } finally {
            cluster.signalExecutors("CONT");
        }
        assertThat(driver.errors())
                .singleElement()
                .asString()
                .startsWith("sgmrl: stopped during training; iteration ")
                .endsWith("go on with: sgmrl resume " + run);
        int done = Files.readAllLines(run.resolve("metrics.jsonl")).size();
        assertThat(run.resolve("checkpoint-" + done + ".safetensors")).exists();

        List<String> resume = new ArrayList<>(List.of("resume", run.toString()));
        resume.addAll(engine);
        driver = Cluster.command(folder, Cluster.PATIENT, resume);
        Runs.awaitLines(run, done + 5);
        driver.process().destroyForcibly().waitFor();
        InProcess.Result end = InProcess.run(resume);
        assertThat(end.exitCode()).as(end.err()).isZero();
        assertThat(end.out()).contains("going on after iteration " + done);
        Runs.assertSame(expected, run);
    }

    @Test
    void wholeRunsOfAReproductionAreMadeAtOnceAndGoOnToTheSameBytes() throws IOException {
        Path expected = folder.resolve("local");
        Path actual = folder.resolve("cluster");
        assertThat(InProcess.experiment(expected, "local", "", 1).exitCode()).isZero();
        // Two runs are finished by threads, one of them only half: the cluster makes the rest.
        Path half = actual.resolve("runs/navigation-maml-seed0");
        assertThat(InProcess.experiment(actual, "local", "", 2).exitCode()).isZero();
        Runs.delete(actual.resolve("runs/navigation-sg-mrl-seed1"));
        Runs.delete(actual.resolve("runs/navigation-maml-seed1"));
        for (String name : List.of("cell.json", "policy.safetensors", "report.html", "checkpoint-4.safetensors")) {
            Files.delete(half.resolve(name));
        }
        InProcess.Result result = InProcess.experiment(actual, "spark", cluster.master(), 3);
        assertThat(result.exitCode()).as(result.out()).isZero();
        assertThat(result.out())
                .contains("1 of them done", "navigation-maml-seed1: done", "navigation-maml-seed1: training 4/4")
                .doesNotContain("navigation-sg-mrl-seed0: done");
        assertThat(actual.resolve("results.json")).hasSameTextualContentAs(expected.resolve("results.json"));
        try (Stream<Path> runs = Files.list(expected.resolve("runs"))) {
            for (Path run : runs.toList()) {
                Path other = actual.resolve("runs").resolve(run.getFileName());
                assertThat(other.resolve("policy.safetensors"))
                        .hasSameBinaryContentAs(run.resolve("policy.safetensors"));
                assertThat(other.resolve("selected.safetensors"))
                        .hasSameBinaryContentAs(run.resolve("selected.safetensors"));
            }
        }
    }

    @Test
    void benchComparesWithThreadsOnTheSameWork() throws IOException {
        Path json = folder.resolve("bench.json");
        List<String> bench = new ArrayList<>(List.of("bench", "training"));
        bench.addAll(Runs.WORK);
        bench.addAll(List.of("--engine", "spark", "--master", cluster.master()));
        bench.addAll(List.of("--seconds", "1", "--json", json.toString()));
        InProcess.Result result = InProcess.run(bench);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("the same bits", "resultBytes");
        assertThat(json)
                .content()
                .contains("\"overhead\"", "\"localEnvStepsPerSecond\"", "\"sameBits\" : true", "\"broadcastBytes\"");
    }
}
