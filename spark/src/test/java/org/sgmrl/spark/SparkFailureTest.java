package org.sgmrl.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.mujoco.MujocoLibrary;
import org.sgmrl.random.RandomStream;
import org.sgmrl.training.EngineException;
import org.sgmrl.training.EngineRequest;
import org.sgmrl.training.MetaTraining;
import org.sgmrl.training.OwnParts;
import org.sgmrl.training.TaskEngineCheck;
import org.sgmrl.training.TrainingSettings;

/// What users are told where Spark cannot do the work, and Spark without a cluster.
final class SparkFailureTest {
    /// Nothing of one's own.
    private static final byte[] NOTHING =
            OwnCode.copy(null, OwnParts.NONE.ofWorkers()).bytes();

    private static final Estimators.Threads ONE = new Estimators.Threads(1, 1);

    @TempDir
    private Path folder;

    @BeforeEach
    void takeSettings() {
        Cluster.settings(Cluster.PATIENT).forEach(System::setProperty);
    }

    @AfterEach
    void removeSettings() {
        Cluster.settings(Cluster.PATIENT).keySet().forEach(System::clearProperty);
        System.clearProperty("spark.task.cpus");
        System.clearProperty("spark.default.parallelism");
        System.clearProperty("sgmrl.spark.task.threads");
    }

    private InProcess.Result train(List<String> settings, String master) throws IOException {
        Path run = Files.createTempDirectory(folder, "run");
        List<String> arguments = new ArrayList<>(List.of("train"));
        arguments.addAll(settings);
        arguments.addAll(List.of("--engine", "spark", "--master", master, "--out", run.toString()));
        return InProcess.run(arguments);
    }

    private static void assertTold(InProcess.Result result, String... words) {
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("sgmrl: ")
                .contains(words);
    }

    @Test
    void theBitsInThisProcessAreThoseOfThreads() throws IOException {
        for (List<String> settings : List.of(Runs.NAVIGATION, Runs.CHEETAH)) {
            Path expected = Runs.trained(folder.resolve("threads"), settings, "--threads", "2");
            Path run = Runs.trained(folder.resolve("spark"), settings, "--engine", "spark", "--master", "local[2]");
            Runs.assertSame(expected, run);
            Runs.delete(expected);
            Runs.delete(run);
        }
    }

    @Test
    void anotherNumberOfPartitionsChangesNoBit() throws IOException {
        List<String> settings = Runs.with(Runs.NAVIGATION, "--baseline", "leave-one-out", "--tasks", "7");
        Path expected = Runs.trained(folder.resolve("threads"), settings, "--threads", "1");
        // Partitions of a process's own threads, and of one thread each.
        Map<String, String> masters =
                Map.of("local[1]", "1", "local[3]", "3", "local[5]", "1", "local[6]", "2", "local[7]", "1");
        for (Map.Entry<String, String> of : masters.entrySet()) {
            String master = of.getKey();
            System.setProperty("spark.task.cpus", of.getValue());
            Path run = Runs.trained(folder.resolve("spark"), settings, "--engine", "spark", "--master", master);
            Runs.assertSame(expected, run);
            Runs.delete(run);
        }
        System.setProperty("spark.task.cpus", "1");
        MetaEnvironment<Goal> environment = PointNavigation.distance();
        assertThat(TaskEngineCheck.findings(
                        request -> new SparkEngineProvider()
                                .create(new EngineRequest<>(
                                        environment, request.policy(), request.settings(), "local[3]")),
                        environment,
                        1))
                .isEmpty();
    }

    /// States of a trust region, and sums from trajectories of other parameters.
    @Test
    void outerStepsThatNeedMoreThanOneGradientHaveTheBitsOfThreadsInAnyPartitions() throws IOException {
        for (List<String> settings : List.of(
                Runs.with(Runs.NAVIGATION, "--outer-step", "trust-region", "--outer-states", "5"),
                Runs.with(Runs.NAVIGATION, "--algorithm", "promp"))) {
            Path expected = Runs.trained(folder.resolve("one"), settings, "--threads", "1");
            Path threads = Runs.trained(folder.resolve("two"), settings, "--threads", "2");
            Runs.assertSame(expected, threads);
            Runs.delete(threads);
            for (int partitions : new int[] {1, 3}) {
                System.setProperty("spark.task.cpus", partitions == 1 ? "2" : "1");
                System.setProperty("spark.default.parallelism", partitions == 1 ? "2" : "3");
                Path run = Runs.trained(folder.resolve("spark"), settings, "--engine", "spark", "--master", "local[2]");
                assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
                        .allMatch(line -> line.contains("\"partitions\":" + partitions + ","));
                Runs.assertSame(expected, run);
                Runs.delete(run);
            }
            Runs.delete(expected);
        }
    }

    /// Threads that sample the trajectories of a task together, as many as are free, and another number.
    @Test
    void splitTasksHaveTheBitsOfWholeOnes() throws IOException {
        List<String> navigation = Runs.with(Runs.NAVIGATION, "--tasks", "4", "--iterations", "3");
        for (List<String> settings : List.of(
                navigation,
                Runs.with(navigation, "--algorithm", "maml", "--curvature", "none"),
                Runs.with(navigation, "--inner-steps", "2"),
                Runs.with(Runs.tabular(), "--tasks", "4"),
                Runs.PLANAR)) {
            Path expected = Runs.trained(folder.resolve("threads"), settings, "--threads", "1");
            Path run = Runs.trained(folder.resolve("free"), settings, "--engine", "spark", "--master", "local[8]");
            assertSplit(run, 1, 2);
            Runs.assertSame(expected, run);
            System.setProperty("sgmrl.spark.task.threads", "3");
            System.setProperty("spark.task.cpus", "4");
            Path another =
                    Runs.trained(folder.resolve("another"), settings, "--engine", "spark", "--master", "local[8]");
            assertSplit(another, 2, 3);
            Runs.assertSame(expected, another);
            System.clearProperty("sgmrl.spark.task.threads");
            System.clearProperty("spark.task.cpus");
            for (Path made : List.of(expected, run, another)) {
                Runs.delete(made);
            }
        }
    }

    private static void assertSplit(Path run, int partitions, int taskThreads) throws IOException {
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line)
                        .contains("\"partitions\":" + partitions + ",", "\"taskThreads\":" + taskThreads + ","));
    }

    /// Tests of one run, and of checkpoints that are chosen on validation tasks; tasks of a study of the variance.
    @Test
    void testsAndStudiesOfRunsHaveTheBitsOfThreadsInAnyPartitions() throws IOException {
        for (List<String> settings : List.of(Runs.with(Runs.NAVIGATION, "--keep-checkpoints", "2"), Runs.tabular())) {
            Path run = Runs.trained(folder.resolve("run"), settings, "--threads", "1");
            String path = run.toString();
            List<List<String>> commands = new ArrayList<>(List.of(
                    List.of("evaluate", path, "--tasks", "11", "--inner-steps", "2", "--json"),
                    List.of(
                            "variance",
                            path,
                            "--tasks",
                            "7",
                            "--inner-batches",
                            "3",
                            "--outer-batches",
                            "2",
                            "--json")));
            if (settings.contains("--keep-checkpoints")) {
                commands.add(List.of("evaluate", path, "--tasks", "11", "--select", "5", "--json"));
            }
            for (List<String> command : commands) {
                assertSameInAnyPartitions(command);
            }
            Runs.delete(run);
        }
    }

    /// Draws of single tasks, and of meta-batches with a baseline that learns before they are drawn.
    @Test
    void drawsHaveTheBitsOfThreadsInAnyPartitions() throws IOException {
        List<String> certify = List.of("certify", problem(), "--seed", "3", "--samples");
        for (String draws :
                List.of("8200 --variance-inner-trajectories 2", "4500 --tasks 1500 --baseline task-regression")) {
            List<String> command = new ArrayList<>(certify);
            command.addAll(List.of(draws.split(" ", -1)));
            command.add("--out");
            assertSameInAnyPartitions(command);
        }
    }

    private static String problem() {
        return Path.of("..", "examples", "mdp", "bernoulli-bandit.json").toString();
    }

    private void assertSameInAnyPartitions(List<String> command) throws IOException {
        Path file = folder.resolve("written.json");
        String expected = Runs.written(file, command, "--threads", "1");
        assertThat(Runs.written(file, command, "--threads", "2")).isEqualTo(expected);
        assertThat(Runs.written(file, command, "--engine", "spark", "--master", "local[2]"))
                .isEqualTo(expected);
        System.setProperty("spark.task.cpus", "2");
        assertThat(Runs.written(file, command, "--engine", "spark", "--master", "local[6]"))
                .isEqualTo(expected);
        System.clearProperty("spark.task.cpus");
    }

    @Test
    void partsOfAProgramsOwnAreCopiedAndGiveTheBitsOfThreads() {
        MetaTraining<Double> training = OwnLine.training(new OwnLine.Sides(2));
        double[] expected = training.threads(1).run().theta();
        double[] actual =
                training.engine(new SparkEngineProvider(), "local[2]").run().theta();
        assertThat(actual).containsExactly(expected);
    }

    @Test
    void aPartThatCannotBeCopiedIsNamed() {
        OwnLine.Sides sides = new OwnLine.Sides(2);
        TaskDistribution<Double> fixed = new TaskDistribution<>() {
            @Override
            public Double sample(RandomStream random) {
                return sides.sample(random);
            }

            @Override
            public String label() {
                return sides.label();
            }

            @Override
            public int parameterCount() {
                return 1;
            }

            @Override
            public void parameters(Double task, double[] out) {
                sides.parameters(task, out);
            }
        };
        MetaTraining<Double> training = OwnLine.training(fixed).engine(new SparkEngineProvider(), "local[2]");
        assertThatThrownBy(training::run)
                .isInstanceOf(EngineException.class)
                .hasMessage("a part of this run cannot be copied to Spark's workers: class "
                        + fixed.getClass().getName() + " must implement java.io.Serializable; an environment may be"
                        + " listed by an EnvironmentProvider instead");
    }

    @Test
    void resumeGoesOnByTheEngineOfTheRunUnlessAnotherIsGiven() throws IOException {
        Path expected = Runs.trained(folder.resolve("threads"), Runs.NAVIGATION, "--threads", "1");
        Path run = folder.resolve("spark");
        List<String> shorter = Runs.with(Runs.NAVIGATION, "--iterations", "2");
        Runs.trained(run, shorter, "--engine", "spark", "--master", "local[3]");
        resume(run, "--iterations", "4");
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl")).getLast()).contains("\"partitions\":1,");
        resume(run, "--iterations", "6", "--engine", "local");
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl")).getLast()).doesNotContain("partitions");
        assertThat(run.resolve("config.json")).content().doesNotContain("\"engine\"", "local[3]");
        Runs.assertSame(expected, run);
    }

    private static void resume(Path run, String... options) {
        List<String> resume = new ArrayList<>(List.of("resume", run.toString()));
        resume.addAll(List.of(options));
        InProcess.Result result = InProcess.run(resume);
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    @Test
    void aMasterThatDoesNotAnswerIsToldAtOnce() throws IOException {
        String master = "spark://127.0.0.1:" + Cluster.freePort();
        assertTold(train(Runs.NAVIGATION, master), "no Spark master answers at " + master, "--master");
        Path run = Runs.trained(folder.resolve("run"), Runs.NAVIGATION, "--threads", "1");
        Path json = folder.resolve("made.json");
        for (List<String> command : List.of(
                List.of("evaluate", run.toString(), "--json"),
                List.of("variance", run.toString(), "--json"),
                List.of("certify", problem(), "--samples", "10", "--out"))) {
            List<String> arguments = new ArrayList<>(command);
            arguments.addAll(List.of(json.toString(), "--engine", "spark", "--master", master));
            assertTold(InProcess.run(arguments), "no Spark master answers at " + master, "--master");
            assertThat(json).doesNotExist();
        }
    }

    /// The launcher's Spark has no scheduler for them.
    @ParameterizedTest
    @ValueSource(strings = {"yarn", "k8s://https://127.0.0.1:6443"})
    void aClusterThatThisSparkCannotUseIsTold(String master) throws IOException {
        assertTold(
                train(Runs.NAVIGATION, master),
                "Spark does not start with master " + master + ": it is Spark's core alone here",
                "spark-submit");
    }

    @Test
    void aMasterIsForTheEngineSpark() {
        Path run = Runs.trained(folder.resolve("run"), Runs.NAVIGATION, "--threads", "1");
        for (List<String> command : List.of(
                List.of("train"),
                List.of("evaluate", run.toString()),
                List.of("variance", run.toString()),
                List.of("certify", problem(), "--samples", "10"))) {
            List<String> arguments = new ArrayList<>(command);
            arguments.addAll(List.of("--master", "spark://here:7077"));
            InProcess.Result result = InProcess.run(arguments);
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err().lines())
                    .singleElement()
                    .asString()
                    .isEqualTo("sgmrl: master = spark://here:7077 is for another engine; give --engine spark as well");
        }
    }

    @Test
    void noWorkerIsToldWithinTheWaitAndAWorkerWithoutTheSameMujocoIsNamed() throws IOException, InterruptedException {
        try (Cluster cluster = new Cluster(folder)) {
            System.setProperty("sgmrl.spark.wait", "3");
            assertTold(train(Runs.NAVIGATION, cluster.master()), "no Spark worker has come", "for 3 s");
            System.setProperty("sgmrl.spark.wait", "180");

            Process without = cluster.startWorker("-Dsgmrl.mujoco.library=" + folder.resolve("nowhere"));
            assertTold(train(Runs.CHEETAH, cluster.master()), "worker ", "nowhere");
            Runs.trained(folder.resolve("planar"), Runs.PLANAR, "--engine", "spark", "--master", cluster.master());
            Cluster.kill(without);

            cluster.startWorker("-Dsgmrl.mujoco.library=" + anotherVersion());
            assertTold(train(Runs.CHEETAH, cluster.master()), "worker ", "MuJoCo 2.2.1 in " + folder);
        }
    }

    @Test
    void aSlowWorkerChangesNoBitWhereSparkSpeculates() throws IOException, InterruptedException {
        List<String> longer = Runs.with(Runs.NAVIGATION, "--iterations", "20");
        Path expected = Runs.trained(folder.resolve("threads"), longer, "--threads", "1");
        Path run = folder.resolve("run");
        System.setProperty("spark.speculation", "true");
        try (Cluster cluster = new Cluster(folder)) {
            Process slow = cluster.startWorker();
            cluster.startWorker();
            cluster.awaitWorkers(2);
            AtomicBoolean ended = new AtomicBoolean();
            Thread slower = Thread.ofPlatform().start(() -> slowDown(slow, ended));
            Runs.trained(run, longer, "--engine", "spark", "--master", cluster.master());
            ended.set(true);
            slower.join();
        } finally {
            System.clearProperty("spark.speculation");
        }
        Runs.assertSame(expected, run);
    }

    /// Lets a worker's processes run a fifth of the time.
    private static void slowDown(Process worker, AtomicBoolean ended) {
        try {
            while (!ended.get()) {
                Cluster.signalExecutors(worker, "STOP");
                Thread.sleep(400);
                Cluster.signalExecutors(worker, "CONT");
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aWorkerWithAnotherReleaseOfTheSimulatorNamesBoth() {
        String id = "half-cheetah-velocity-v1";
        MetaEnvironment<?> environment = Environments.byId(id, "mujoco").orElseThrow();
        TrainingSettings settings = TrainingSettings.of(Preset.RELEASED, environment.spec(), Method.MAML);
        int parameters = settings.newPolicy(environment.spec()).parameterCount();
        String simulator = environment.simulator();
        String code = Code.fingerprint(environment, Set.of());
        String steps = FixedSteps.of(environment);
        assertThat(steps).isNotEmpty().isEqualTo(FixedSteps.of(environment));
        assertRefused(
                new WorkOrder("a", id, "mujoco", null, NOTHING, settings, parameters, "MuJoCo 3.3.0", code, steps),
                "simulates with " + simulator + ", the driver with MuJoCo 3.3.0");
        assertRefused(
                new WorkOrder("b", id, "mujoco", null, NOTHING, settings, parameters + 1, simulator, code, steps),
                "use the same version of sgmrl on all machines");
        assertRefused(
                new WorkOrder("c", id, "mujoco", null, NOTHING, settings, parameters, simulator, "another", steps),
                "another build of sgmrl, or of the environment's library, than the driver, in " + Code.place());
        assertRefused(
                new WorkOrder("d", id, "mujoco", null, NOTHING, settings, parameters, simulator, code, steps + "0"),
                "computes other bits than the driver's");
    }

    /// So a worker of any kind may do it; of MuJoCo a driver knows what its own kind computes.
    @Test
    void stepsInJavaAreNotHeldAgainstTheDrivers() {
        for (String id : List.of(
                "half-cheetah-velocity-v1", "hopper-parameters-v1", "swimmer-velocity-v1", "walker2d-velocity-v1")) {
            MetaEnvironment<?> planar = Environments.byId(id, "planar").orElseThrow();
            assertThat(planar.simulator()).isEmpty();
            assertThat(FixedSteps.of(planar)).isEmpty();
            assertThat(FixedSteps.of(Environments.byId(id, "mujoco").orElseThrow()))
                    .isNotEmpty();
        }
    }

    private static void assertRefused(WorkOrder order, String reason) {
        assertThatThrownBy(() -> Estimators.take(order, Set.of(order.id()), ONE))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aWorkerKeepsEstimatorsOfLiveRunsOnly() {
        MetaEnvironment<?> environment =
                Environments.byId("point-navigation-v1").orElseThrow();
        WorkOrder first = order("first", environment);
        WorkOrder second = order("second", environment);
        Estimators.Estimator<?> ofFirst = Estimators.take(first, Set.of("first"), ONE);
        Estimators.giveBack(ofFirst);
        Estimators.Estimator<?> ofSecond = Estimators.take(second, Set.of("first", "second"), ONE);
        Estimators.giveBack(ofSecond);
        assertThat(Estimators.take(first, Set.of("first", "second"), ONE)).isSameAs(ofFirst);
        Estimators.giveBack(ofFirst);
        assertThat(Estimators.take(second, Set.of("second"), ONE)).isSameAs(ofSecond);
        Estimators.Estimator<?> again = Estimators.take(first, Set.of("first", "second"), ONE);
        assertThat(again).isNotSameAs(ofFirst);
        Estimators.giveBack(again);
        Estimators.keep(Set.of());
        // Of a run that ended while it was out.
        Estimators.giveBack(ofSecond);
        assertThat(Estimators.take(second, Set.of("second"), ONE)).isNotSameAs(ofSecond);
        Estimators.keep(Set.of());
    }

    private static WorkOrder order(String name, MetaEnvironment<?> environment) {
        TrainingSettings settings = TrainingSettings.of(Preset.RELEASED, environment.spec(), Method.MAML);
        return new WorkOrder(
                name,
                environment.spec().id(),
                "",
                null,
                NOTHING,
                settings,
                settings.newPolicy(environment.spec()).parameterCount(),
                "",
                Code.fingerprint(environment, Set.of()),
                "");
    }

    @Test
    void aWorkersOwnOptionsDoNotTakeTheVectorModuleAway() {
        String defaults = "spark.executor.defaultJavaOptions";
        String ours = "--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED";
        System.setProperty("spark.executor.extraJavaOptions", "-Dof=user");
        try {
            assertThat(SharedContext.configuration("spark://here:7077", "a").get(defaults))
                    .isEqualTo(ours);
            System.setProperty(defaults, "-Dof=admin " + ours);
            assertThat(SharedContext.configuration("spark://here:7077", "a").get(defaults))
                    .isEqualTo("-Dof=admin " + ours);
        } finally {
            System.clearProperty("spark.executor.extraJavaOptions");
            System.clearProperty(defaults);
        }
    }

    @Test
    void aPartitionHasTheCoresOfAProcessWhereTheyAreKnown() {
        removeSettings();
        String cpus = "spark.task.cpus";
        assertThat(SharedContext.configuration("local[3]", "a").get(cpus)).isEqualTo("3");
        assertThat(SharedContext.configuration("local[3, 2]", "a").get(cpus)).isEqualTo("3");
        assertThat(SharedContext.configuration("local[*]", "a").get(cpus, "1"))
                .isEqualTo("" + Runtime.getRuntime().availableProcessors());
        System.setProperty("spark.executor.cores", "16");
        try {
            assertThat(SharedContext.configuration("spark://here:7077", "a").get(cpus))
                    .isEqualTo("16");
            assertThat(SharedContext.configuration("local", "a").contains(cpus)).isFalse();
            System.setProperty(cpus, "4");
            assertThat(SharedContext.configuration("spark://here:7077", "a").get(cpus))
                    .isEqualTo("4");
        } finally {
            System.clearProperty("spark.executor.cores");
            System.clearProperty(cpus);
        }
        assertThat(SharedContext.configuration("spark://here:7077", "a").contains(cpus))
                .isFalse();
    }

    @Test
    void sparkInThisProcessListensOnTheLoopbackOnly() {
        removeSettings();
        SparkConf local = SharedContext.configuration("local[2]", "a");
        assertThat(local.get("spark.driver.host")).isEqualTo("127.0.0.1");
        assertThat(local.get("spark.driver.bindAddress")).isEqualTo("127.0.0.1");
        SparkConf cluster = SharedContext.configuration("spark://here:7077", "a");
        assertThat(cluster.contains("spark.driver.host")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "here:7077",
                "here",
                "spark://here",
                "spark://here:abc",
                "spark://here:0",
                "spark://here:70777",
                "spark://:7077",
                "spark://a:1,",
                "local[0]",
                "local[x]",
                "loca"
            })
    void whatCannotBeAMasterIsRefusedBeforeAnythingIsWritten(String master) {
        Path run = folder.resolve("run");
        InProcess.Result result =
                InProcess.run(List.of("train", "--engine", "spark", "--master", master, "--out", run.toString()));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("sgmrl: master = " + master + " must be ")
                .contains("spark://host:port");
        assertThat(run).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "local",
                "local[*]",
                "local[4]",
                "local[*,3]",
                "yarn",
                "k8s://https://here:6443",
                "spark://here:7077",
                "spark://a.b-c:7077,10.0.0.1:7078",
                "spark://[::1]:7077"
            })
    void whatMayBeAMasterIsNot(String master) {
        new SparkEngineProvider().check(master);
    }

    /// The installed MuJoCo under another version: its functions come from the library it is linked
    /// with.
    private Path anotherVersion() throws IOException, InterruptedException {
        Path real = MujocoLibrary.load().file().toRealPath();
        Path library = folder.resolve("libmujoco.so");
        Process gcc = new ProcessBuilder(
                        "gcc",
                        "-shared",
                        "-fPIC",
                        "-x",
                        "c",
                        "-",
                        "-o",
                        library.toString(),
                        "-x",
                        "none",
                        "-Wl,--no-as-needed",
                        real.toString(),
                        "-Wl,-rpath," + real.getParent())
                .redirectErrorStream(true)
                .start();
        try (var source = gcc.getOutputStream()) {
            source.write("int mj_version(void) { return 221; }".getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(gcc.waitFor()).as(said).isZero();
        return library;
    }
}
