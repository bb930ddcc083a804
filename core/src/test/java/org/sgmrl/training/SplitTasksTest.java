package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;

/// Several threads that sample the trajectories of a task together change no bit.
final class SplitTasksTest {
    private static final MetaEnvironment<Goal> ROBOT = PointNavigation.distance();
    private static final int TASKS = 3;

    private static <T> TrainingSettings settings(MetaEnvironment<T> environment, Method method) {
        return TrainingSettings.of(Preset.TUNED, environment.spec(), method)
                .withTasks(TASKS)
                .withIterations(3)
                .withSampling(sampling -> sampling.withInnerTrajectories(5)
                        .withOuterTrajectories(4)
                        .withHorizon(15));
    }

    private static <T> double[] trained(
            MetaEnvironment<T> environment, TrainingSettings settings, int threads, int threadsOfTask) {
        return MetaTraining.of(environment)
                .settings(_ -> settings)
                .engine(request -> new LocalEngine<>(request, threads, threadsOfTask))
                .run()
                .theta();
    }

    private static <T> void assertSplitIsWhole(MetaEnvironment<T> environment, TrainingSettings settings) {
        double[] whole = trained(environment, settings, 1, 1);
        for (int[] threads : new int[][] {{2, 2}, {7, 3}, {6, 6}}) {
            assertThat(trained(environment, settings, threads[0], threads[1]))
                    .as("%d threads, %d of a task", threads[0], threads[1])
                    .isEqualTo(whole);
        }
    }

    @Test
    void everyMethodHasTheBitsOfOneThread() {
        for (Method method : Method.values()) {
            assertSplitIsWhole(ROBOT, settings(ROBOT, method));
        }
    }

    @Test
    void whatElseSamplesHasTheBitsOfOneThread() {
        TrainingSettings whole = settings(ROBOT, Method.SG_MRL);
        List<UnaryOperator<TrainingSettings>> changes = List.of(
                s -> s.withInnerStep(step -> step.withSteps(2)),
                s -> s.withMethod(m -> m.withCurvature(Curvature.NONE)),
                // Rollouts again at other parameters, with the random numbers of outer trajectories.
                s -> s.withMethod(m -> m.withCoefficient(Coefficient.LEAVE_TRAJECTORY_OUT)
                        .withLeaveOut(LeaveOut.EVERY_TRAJECTORY.withRollouts(2))),
                s -> s.withInnerStep(step -> step.withLearned(true)),
                s -> s.withOuterStep(_ -> OuterStep.within(TrustRegion.DEFAULT.withStates(3))));
        for (UnaryOperator<TrainingSettings> change : changes) {
            assertSplitIsWhole(ROBOT, change.apply(whole));
        }
        assertSplitIsWhole(ROBOT, settings(ROBOT, Method.MAML).withMethod(m -> m.withCurvature(Curvature.NONE)));
    }

    @Test
    void aFiniteEnvironmentHasTheBitsOfOneThread() {
        MetaEnvironment<?> grid = Environments.byId("grid-goal-5x5-v1").orElseThrow();
        assertSplitIsWhole(grid, settings(grid, Method.SG_MRL));
    }

    /// The negative control: other random numbers are seen.
    @Test
    void anotherSeedIsSeen() {
        TrainingSettings settings = settings(ROBOT, Method.SG_MRL);
        assertThat(trained(ROBOT, settings.withSeed(1), 2, 2)).isNotEqualTo(trained(ROBOT, settings, 1, 1));
    }

    @Test
    void threadsAreSharedOutWhereThereAreTwiceAsManyAsTasks() {
        TrainingSettings settings = settings(ROBOT, Method.SG_MRL);
        assertThat(LocalEngine.threadsOfTask(settings, 5, 3)).isEqualTo(1);
        assertThat(LocalEngine.threadsOfTask(settings, 6, 3)).isEqualTo(2);
        assertThat(LocalEngine.threadsOfTask(settings, 2, 3)).isEqualTo(1);
        assertThat(LocalEngine.threadsOfTask(settings, 1000, 3))
                .as("no more than trajectories")
                .isEqualTo(5);
        double[] whole = trained(ROBOT, settings, 1, 1);
        assertThat(MetaTraining.of(ROBOT)
                        .settings(_ -> settings)
                        .threads(7)
                        .run()
                        .theta())
                .isEqualTo(whole);
    }

    @Test
    void whatCannotBeIsRefused() {
        EngineRequest<Goal> request = new EngineRequest<>(
                ROBOT, settings(ROBOT, Method.MAML).newPolicy(ROBOT.spec()), settings(ROBOT, Method.MAML), "");
        assertThatThrownBy(() -> new LocalEngine<>(request, 2, 3))
                .hasMessage("threadsOfTask = 3 must be in [1, threads = 2]");
        assertThatThrownBy(() -> new LocalEngine<>(request, 0, 1)).hasMessage("threads = 0 must be at least 1");
        assertThatThrownBy(() -> request.newEstimator(0)).hasMessage("threads = 0 must be at least 1");
        try (TaskGradientEstimator<Goal> estimator = request.newEstimator(3)) {
            assertThat(estimator).isNotNull();
        }
    }
}
