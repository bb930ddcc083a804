package org.sgmrl.run.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.Environment;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.estimator.ScoreCoefficients;
import org.sgmrl.estimator.TaskStatistics;
import org.sgmrl.random.RandomStream;
import org.sgmrl.run.failure.NotSupported;
import org.sgmrl.run.failure.SettingsChanged;
import org.sgmrl.run.failure.UnusableFolder;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.RunOptions;
import org.sgmrl.training.MetaTraining;
import org.sgmrl.training.Optimizer;
import org.sgmrl.training.TrainingResult;

/// Run folders of trainings that were put together in code.
final class TrainingTest {
    private static final RunListener SILENT = new RunListener() {};
    private static final RunOptions OPTIONS =
            RunOptions.DEFAULT.withCheckpointEvery(2).withTestTasks(3);

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

    private static MetaTraining<Goal> own() {
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
