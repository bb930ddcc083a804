package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;

/// Several outer steps on the same data.
final class ReuseTest {
    private static final PointNavigation ROBOT = PointNavigation.distance();

    private static MetaTraining<Goal> training(Method method, OuterStep step) {
        return MetaTraining.of(ROBOT)
                .settings(
                        _ -> MetaTrainerTest.robot(method, Coefficient.NONE, 4).withOuterStep(_ -> step))
                .threads(1);
    }

    private static OuterStep promp(int epochs) {
        return OuterStep.adam(0.01)
                .withReuse(reuse -> reuse.withEpochs(epochs).withClip(0.1).withKlPenalty(0.5));
    }

    @Test
    void theDefaultsAreThePublishedOnes() {
        TrainingSettings settings = TrainingSettings.of(Preset.TUNED, ROBOT.spec(), Method.PROMP);
        assertThat(settings.outerStep().reuse()).isEqualTo(new Reuse(5, 0.3, 5e-4));
        assertThat(settings.outerStep().withReuse(reuse -> reuse.withEpochs(1)).reuse())
                .isEqualTo(Reuse.NONE);
    }

    /// The law of the method: of its steps the first is LVC's, to the bit.
    @Test
    void oneStepOnTheSameDataIsThatOfLvc() {
        OuterStep one = OuterStep.adam(0.01);
        TrainingResult<Goal> lvc = training(Method.LVC, one).run();
        assertThat(training(Method.PROMP, one).run().theta()).isEqualTo(lvc.theta());
        TrainingResult<Goal> several = training(Method.PROMP, promp(3)).run();
        assertThat(several.theta()).isNotEqualTo(lvc.theta());
        assertThat(several.reports().getFirst().gradientNorm())
                .isEqualTo(lvc.reports().getFirst().gradientNorm());
        assertThat(several.reports().getLast().envSteps())
                .as("steps count once")
                .isEqualTo(lvc.reports().getLast().envSteps());
    }

    @Test
    void threadsAndAStopChangeNoBit() {
        MetaTraining<Goal> training = training(Method.PROMP, promp(3));
        double[] one = training.run().theta();
        assertThat(training.threads(2).run().theta()).isEqualTo(one);
        assertThat(training.engine(request -> new WholeShares<>(new LocalEngine<>(request, 1)))
                        .run()
                        .theta())
                .isEqualTo(one);
        TrainingSnapshot half = training.iterations(2).run().snapshot();
        assertThat(training.startFrom(half).run().theta()).isEqualTo(one);
        // Each part acts.
        for (OuterStep other : List.of(
                promp(2),
                promp(3).withReuse(reuse -> reuse.withClip(0)),
                promp(3).withReuse(reuse -> reuse.withKlPenalty(0)))) {
            assertThat(training(Method.PROMP, other).run().theta()).isNotEqualTo(one);
        }
    }

    /// Three steps on a meta-batch are done or not done together.
    @Test
    void stepsThatOverflowAreAllLeftOut() {
        MetaTraining<Goal> training = training(
                        Method.PROMP, OuterStep.sgd(1e80).withReuse(reuse -> reuse.withEpochs(3)))
                .skipBadUpdates(true);
        TrainingResult<Goal> result = training.run();
        double[] start = new double[result.theta().length];
        MetaTrainer.initialize(result.policy(), result.settings().seed(), start);
        assertThat(result.snapshot().skippedUpdates()).isEqualTo(4);
        assertThat(result.theta()).isEqualTo(start);
    }

    @Test
    void whatHasNoSurrogateIsRefused() {
        assertThatThrownBy(() -> training(Method.SG_MRL, promp(3)).check())
                .hasMessageContaining("outer-epochs = 3 must be 1 unless algorithm is promp or lvc");
        assertThatThrownBy(() -> training(Method.PROMP, promp(3))
                        .settings(s -> s.withMethod(m -> m.withCurvature(Curvature.NONE)))
                        .check())
                .hasMessageContaining("outer-epochs = 3 must be 1 unless");
        assertThatThrownBy(() -> OuterStep.within(TrustRegion.DEFAULT).withReuse(reuse -> reuse.withEpochs(2)))
                .hasMessageContaining("outer-epochs = 2 must be 1 with outer-step trust-region");
        assertThatThrownBy(() -> Reuse.NONE.withClip(0.3)).hasMessageContaining("outer-clip = 0.3 must be 0");
        assertThatThrownBy(() -> training(Method.PROMP, promp(3))
                        .engine(request -> new OnceAnIteration<>(new LocalEngine<>(request, 1)))
                        .run())
                .hasMessageContaining("outer-epochs = 3 must be 1 with this engine");
    }

    private record OnceAnIteration<T>(LocalEngine<T> inner) implements TaskEngine<T> {
        @Override
        public TrainingSettings settings() {
            return inner.settings();
        }

        @Override
        public void estimate(double[] theta, Iteration iteration, List<T> tasks, TaskGradient[] out) {
            inner.estimate(theta, iteration, tasks, out);
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
