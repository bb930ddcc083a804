package org.sgmrl.run.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.Environment;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.estimator.ScoreCoefficients;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskStatistics;
import org.sgmrl.random.RandomStream;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.failure.Interrupted;
import org.sgmrl.run.failure.NotSupported;
import org.sgmrl.run.failure.SettingsChanged;
import org.sgmrl.run.failure.UnusableFolder;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.RunOptions;
import org.sgmrl.run.text.Json;
import org.sgmrl.training.Iteration;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.MetaTraining;
import org.sgmrl.training.Optimizer;
import org.sgmrl.training.TaskEngine;
import org.sgmrl.training.TrainingResult;
import org.sgmrl.training.TrainingSettings;

/// Run folders of trainings that were put together in code.
final class TrainingTest {
    private static final RunListener SILENT = new RunListener() {};
    static final RunOptions OPTIONS = RunOptions.DEFAULT.withCheckpointEvery(2).withTestTasks(3);

    @TempDir
    private Path folder;

    /// A robot on a line, which no registry knows.
    private static final class Line implements Environment<Goal> {
        private double goal;
        private double x;

        @Override
        public void reset(Goal task, RandomStream random, double[] observation) {
            goal = task.x();
            x = 0;
            observation[0] = x;
        }

        @Override
        public double step(double[] action, double[] observation) {
            x += action[0];
            observation[0] = x;
            return -Math.abs(goal - x);
        }

        @Override
        public boolean terminated() {
            return false;
        }
    }

    /// Momentum, which the settings do not have.
    private static final class Momentum implements Optimizer {
        private double[] velocity;

        Momentum(int parameterCount) {
            velocity = new double[parameterCount];
        }

        @Override
        public void ascend(double[] gradient, double stepSize, double[] theta) {
            for (int j = 0; j < theta.length; j++) {
                velocity[j] = 0.9 * velocity[j] + gradient[j];
                theta[j] += stepSize * velocity[j];
            }
        }

        @Override
        public double[] state() {
            return velocity.clone();
        }

        @Override
        public void restore(double[] state) {
            if (state.length != velocity.length) {
                throw new IllegalArgumentException("state.length = " + state.length + " must be " + velocity.length);
            }
            velocity = state.clone();
        }
    }

    /// The mean of what was seen so far is the baseline.
    private static final class RunningMean implements ScoreCoefficients {
        private double mean;

        @Override
        public void coefficients(TaskStatistics[] tasks, double[][] taskParameters, double[] coefficients) {
            for (int i = 0; i < tasks.length; i++) {
                coefficients[i] = tasks[i].outerScale() * (tasks[i].outerReturn() - mean);
            }
        }

        @Override
        public boolean learns() {
            return true;
        }

        @Override
        public void learn(TaskStatistics[] tasks, double[][] taskParameters) {
            for (TaskStatistics task : tasks) {
                mean += 0.1 * (task.outerReturn() - mean);
            }
        }

        @Override
        public double[] state() {
            return new double[] {mean};
        }

        @Override
        public void restore(double[] state) {
            mean = state[0];
        }
    }

    static MetaTraining<Goal> own() {
        EnvironmentSpec spec = new EnvironmentSpec("line-v1", 1, ActionSpace.Box.uniform(1, -0.1, 0.1), 10);
        return small(MetaTraining.of(
                        MetaEnvironment.of(spec, PointNavigation.distance().tasks(), Line::new)))
                .scoreCoefficients(_ -> new RunningMean())
                .optimizer(Momentum::new);
    }

    private static <T> MetaTraining<T> small(MetaTraining<T> training) {
        return training.settings(s -> s.withTasks(3)
                        .withPolicy(policy -> policy.withHidden(List.of(4)))
                        .withSampling(sampling -> sampling.withInnerTrajectories(3)
                                .withOuterTrajectories(2)
                                .withHorizon(6)))
                .iterations(5)
                .threads(1);
    }

    private Path trained(String name, MetaTraining<?> training) {
        Path path = folder.resolve(name);
        Training.start(path.toString(), training, OPTIONS, SILENT);
        return path;
    }

    @Test
    void anOwnEnvironmentTrainsInAFolderToTheBitsThatItHasWithout() throws IOException {
        Path path = folder.resolve("run");
        TrainingResult<Goal> result = Training.start(path.toString(), own(), OPTIONS, SILENT);
        assertThat(result.theta()).containsExactly(own().run().theta());
        assertThat(path)
                .isDirectoryContaining("glob:**policy.safetensors")
                .isDirectoryContaining("glob:**evaluation.json");
        assertThat(Files.readAllLines(path.resolve("metrics.jsonl"))).hasSize(5);
        assertThat(path.resolve("config.json"))
                .content()
                .contains("\"own-parts\"", "SingleMetaEnvironment", Momentum.class.getName());
    }

    @Test
    void aStoppedRunGoesOnWithTheSamePartsToTheSameBytes() throws IOException {
        Path whole = trained("whole", own());
        Path halves = folder.resolve("halves");
        TrainingResult<Goal> half = Training.start(
                halves.toString(),
                own().tracker((report, trainer) -> {
                    if (report.iteration() == 3) {
                        trainer.stop();
                    }
                }),
                OPTIONS,
                SILENT);
        assertThat(half.isFinished()).isFalse();
        assertThat(half.snapshot().iteration()).isEqualTo(3);
        assertThat(halves.resolve("checkpoint-3.safetensors")).exists();
        assertThat(Json.parse(Files.readString(halves.resolve("evaluation.json")))
                        .path("iteration")
                        .asInt())
                .isEqualTo(3);
        List<Integer> resumedAt = new ArrayList<>();
        Training.resume(halves, own(), OPTIONS, new RunListener() {
            @Override
            public void resumes(int iteration) {
                resumedAt.add(iteration);
            }
        });
        assertThat(resumedAt).containsExactly(3);
        for (String file : List.of("policy.safetensors", "checkpoint-5.safetensors", "evaluation.json")) {
            assertThat(halves.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
    }

    /// Trains up to some iteration in threads of its own, and does something first.
    private record Disturbed<T>(TaskEngine<T> engine, int iteration, Runnable disturbance) implements TaskEngine<T> {
        @Override
        public TrainingSettings settings() {
            return engine.settings();
        }

        @Override
        public void estimate(double[] theta, Iteration now, List<T> tasks, TaskGradient[] out) {
            if (now.number() == iteration) {
                disturbance.run();
            }
            engine.estimate(theta, now, tasks, out);
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    /// @param iteration how many are done before
    private static MetaTraining<Goal> disturbedAfter(int iteration, Runnable disturbance) {
        return own().engine(request -> new Disturbed<>(new LocalEngine<>(request, 1), iteration, disturbance));
    }

    private static MetaTraining<Goal> trackedAt(int iteration, Runnable disturbance) {
        return own().tracker((report, _) -> {
            if (report.iteration() == iteration) {
                disturbance.run();
            }
        });
    }

    private void assertGoesOnToTheSameBytes(Path path, int from) throws IOException {
        assertThat(Files.readAllLines(path.resolve("metrics.jsonl"))).hasSize(from);
        List<Integer> resumedAt = new ArrayList<>();
        Training.resume(path, own(), OPTIONS, new RunListener() {
            @Override
            public void resumes(int iteration) {
                resumedAt.add(iteration);
            }

            @Override
            public void warns(String message) {
                assertThat(message).doesNotContain("checkpoint");
            }
        });
        assertThat(resumedAt).containsExactly(from);
        Path whole = trained("whole", own());
        for (String file : List.of("policy.safetensors", "checkpoint-5.safetensors", "evaluation.json")) {
            assertThat(path.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
        assertThat(Files.readAllLines(path.resolve("metrics.jsonl"))).hasSize(5);
    }

    /// Between two iterations, and within one.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptedRunIsSavedAndGoesOnToTheSameBytes(boolean within) throws IOException {
        Runnable interrupt = Thread.currentThread()::interrupt;
        MetaTraining<Goal> interrupted = within ? disturbedAfter(2, interrupt) : trackedAt(3, interrupt);
        Path path = folder.resolve("run");
        boolean flag;
        try {
            assertThatThrownBy(() -> Training.start(path.toString(), interrupted, OPTIONS, SILENT))
                    .isInstanceOf(Interrupted.class)
                    .hasMessage("interrupted after iteration 3 of 5, which is saved; go on with: sgmrl resume " + path);
        } finally {
            flag = Thread.interrupted();
        }
        assertThat(flag).isTrue();
        assertThat(path.resolve("policy.safetensors")).doesNotExist();
        assertGoesOnToTheSameBytes(path, 3);
    }

    @Test
    void aThreadThatIsInterruptedAlreadyLosesNothingOfARun() throws IOException {
        Path path = folder.resolve("run");
        assertThatThrownBy(() -> Training.start(
                        path.toString(),
                        trackedAt(3, () -> {
                            throw new IllegalStateException("the tracker's");
                        }),
                        OPTIONS,
                        SILENT))
                .hasMessage("the tracker's");
        boolean flag;
        try {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> Training.resume(path, own(), OPTIONS, SILENT))
                    .isInstanceOf(Interrupted.class)
                    .hasMessageStartingWith("interrupted after iteration 3 of 5");
        } finally {
            flag = Thread.interrupted();
        }
        assertThat(flag).isTrue();
        assertGoesOnToTheSameBytes(path, 3);
    }

    @Test
    void anInterruptDuringTheLastIterationLetsTheRunEnd() throws IOException {
        boolean flag;
        Path path;
        try {
            path = trained("run", disturbedAfter(4, Thread.currentThread()::interrupt));
        } finally {
            flag = Thread.interrupted();
        }
        assertThat(flag).isTrue();
        assertGoesOnToTheSameBytes(path, 5);
    }

    static List<Throwable> failures() {
        return List.of(
                new UncheckedIOException(new IOException("the user's own file")),
                new IllegalStateException("a defect"),
                new EnvironmentException("the simulator broke down"),
                new OutOfMemoryError("too much"),
                new StackOverflowError("deep"));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void sneakyThrow(Throwable failure) throws E {
        throw (E) failure;
    }

    /// Checkpoints are due every second iteration: the third would be lost.
    @ParameterizedTest
    @MethodSource("failures")
    void whateverFailsIsToldAsItIsAndTheLastFinishedIterationIsSaved(Throwable failure) throws IOException {
        Runnable fail = () -> TrainingTest.<RuntimeException>sneakyThrow(failure);
        List<Path> paths = new ArrayList<>();
        for (MetaTraining<Goal> failing : List.of(trackedAt(3, fail), disturbedAfter(3, fail))) {
            Path path = folder.resolve("run" + paths.size());
            assertThatThrownBy(() -> Training.start(path.toString(), failing, OPTIONS, SILENT))
                    .isSameAs(failure)
                    .hasNoSuppressedExceptions();
            assertThat(path.resolve("checkpoint-3.safetensors")).exists();
            paths.add(path);
        }
        assertGoesOnToTheSameBytes(paths.getFirst(), 3);
    }

    @Test
    void aFailureToSaveDoesNotHideWhatFailedBefore() throws IOException {
        RuntimeException failure = new IllegalStateException("a defect");
        Path path = folder.resolve("run");
        Path inTheWay = path.resolve("checkpoint-3.safetensors");
        assertThatThrownBy(() -> Training.start(
                        path.toString(),
                        trackedAt(3, () -> {
                            TrainingTest.makeFolder(inTheWay);
                            throw failure;
                        }),
                        OPTIONS,
                        SILENT))
                .isSameAs(failure)
                .hasSuppressedException(failure.getSuppressed()[0]);
        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(IOException.class);
        Files.delete(inTheWay);
        assertThat(path.resolve("checkpoint-2.safetensors")).exists();
    }

    @Test
    void aFolderThatCannotBeWrittenIsToldWithWhatToDo() {
        Path path = folder.resolve("run");
        assertThatThrownBy(() -> Training.start(
                        path.toString(),
                        trackedAt(1, () -> TrainingTest.makeFolder(path.resolve("checkpoint-2.safetensors"))),
                        OPTIONS,
                        SILENT))
                .isInstanceOf(AccessFailed.class)
                .hasMessageContaining("writing to " + path + " failed: ")
                .hasMessageContaining("make room or mend the folder, then: sgmrl resume");
    }

    private static void makeFolder(Path path) {
        try {
            Files.createDirectory(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// In a process of its own, which ends with code 7 while its training fails because of that.
    @Test
    void whatFailsBecauseTheJvmGoesDownIsNotTold() throws Exception {
        Path path = folder.resolve("run");
        Process process = new ProcessBuilder(
                        Path.of(Objects.requireNonNull(System.getProperty("java.home")), "bin", "java")
                                .toString(),
                        "-cp",
                        Objects.requireNonNull(System.getProperty("java.class.path")),
                        StoppedTraining.class.getName(),
                        path.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(7);
        assertThat(output).contains("iteration 3 of 5 is saved").doesNotContain("TOLD");
        assertGoesOnToTheSameBytes(path, 3);
    }

    @Test
    void otherPartsOrSettingsAreRefusedByName() {
        Path path = trained("run", own());
        assertThatThrownBy(() -> Training.resume(
                        path, own().optimizer(n -> Optimizer.create(Optimizer.Kind.SGD, n)), OPTIONS, SILENT))
                .isInstanceOf(SettingsChanged.class)
                .hasMessageContaining("own-parts was");
        assertThatThrownBy(() -> Training.resume(path, own().seed(7), OPTIONS, SILENT))
                .isInstanceOf(SettingsChanged.class)
                .hasMessageContaining("seed was 0 and is 7");
        assertThatThrownBy(() -> Training.resume(path, own().iterations(2), OPTIONS, SILENT))
                .hasMessage("iterations = 2 must be at least 5, which the run has done");
    }

    @Test
    void theCommandSaysWhoCanGoOn() {
        RunFolder run = RunFolder.open(trained("run", own()));
        assertThatThrownBy(() -> Training.resume(run, GivenSettings.NONE, SILENT))
                .isInstanceOf(NotSupported.class)
                .hasMessageContaining("a program's own parts")
                .hasMessageContaining("Training.resume");
    }

    @Test
    void aRunOfSettingsAloneIsTheCommands() throws IOException {
        Path path = trained("run", small(MetaTraining.of(PointNavigation.distance())));
        assertThat(path.resolve("config.json")).content().doesNotContain("own-parts");
        Training.resume(RunFolder.open(path), GivenSettings.NONE, SILENT);
        assertThat(Files.readAllLines(path.resolve("metrics.jsonl"))).hasSize(5);
    }

    @Test
    void aFolderWithContentAndAStateToStartFromAreRefused() {
        Path path = trained("run", own());
        assertThatThrownBy(() -> trained("run", own()))
                .isInstanceOf(UnusableFolder.class)
                .hasMessageContaining("must be a new or empty folder");
        double[] theta = own().iterations(0).run().theta();
        assertThatThrownBy(() -> trained("other", own().startFrom(theta)))
                .isInstanceOf(NotSupported.class)
                .hasMessageContaining("leave startFrom out");
        assertThat(folder.resolve("other")).doesNotExist();
        assertThat(path).exists();
    }
}
