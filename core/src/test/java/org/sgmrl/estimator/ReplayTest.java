package org.sgmrl.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.TrajectoryBatch;
import org.sgmrl.testing.Vectors;

/// Shares at other parameters than those that the trajectories were drawn with, against the surrogate's value.
final class ReplayTest {
    private static final PointNavigation ROBOT = PointNavigation.distance();
    private static final Goal GOAL = new Goal(0.3, -0.2);
    private static final RolloutKey KEY = new RolloutKey(5, StreamDomain.TRAINING, 0, 1);
    private static final GaussianMlpPolicy POLICY = new GaussianMlpPolicy(2, new int[] {4}, 2, -0.5, Precision.DOUBLE);

    private static EstimatorSettings settings(Method method, int steps) {
        return new EstimatorSettings(
                MethodSettings.of(method),
                new Weighting(Weighting.Kind.GENERALIZED_ADVANTAGE, 0.97),
                new InnerStep(steps, 0.1),
                new Sampling(4, 3, 12, 0.99));
    }

    private static double[] behaviour() {
        double[] theta = new double[POLICY.parameterCount()];
        POLICY.initialize(Vectors.stream(1), theta);
        return theta;
    }

    private static double[] moved(double[] behaviour, double distance) {
        return Vectors.combine(1, behaviour, distance, Vectors.gaussian(Vectors.stream(2), behaviour.length));
    }

    private static double[] again(Method method, int steps, double[] theta, double[] behaviour, double clip) {
        TaskGradient share = new TaskGradient(theta.length);
        try (TaskGradientEstimator<Goal> estimator =
                new TaskGradientEstimator<>(ROBOT, POLICY, settings(method, steps))) {
            estimator.estimateAgain(theta, behaviour, clip, GOAL, KEY, share);
        }
        return Vectors.combine(1, share.base(), 1, share.score());
    }

    /// The value at any θ of what ProMP's outer steps ascend, written with log-probabilities and gradients alone.
    private static final class Surrogate implements AutoCloseable {
        private final InnerLoop<Goal> data;
        private final TrajectoryBatch outer;
        private final double[] outerWeights;
        private final PolicyEvaluator evaluator = POLICY.newEvaluator();
        private final int steps;
        private final double clip;
        private final double[][] weights;
        private final double[][] before;
        private final double[] beforeOuter;
        private int clipped;

        Surrogate(int steps, double[] behaviour, double clip) {
            this.steps = steps;
            this.clip = clip;
            this.data = new InnerLoop<>(ROBOT, POLICY, settings(Method.LVC, steps));
            this.outer = new TrajectoryBatch(3, 12, 2, 2);
            data.adapt(behaviour, GOAL, KEY);
            data.sampleOuter(GOAL, KEY, outer);
            this.outerWeights = new double[outer.rows()];
            data.advantage().weights(outer, outerWeights);
            this.weights = new double[steps][];
            this.before = new double[steps][];
            for (int t = 0; t < steps; t++) {
                weights[t] = data.stepWeights(t).clone();
                before[t] = logProbability(data.theta(t), data.batch(t));
            }
            this.beforeOuter = logProbability(data.theta(steps), outer);
        }

        private double[] logProbability(double[] theta, TrajectoryBatch batch) {
            evaluator.setParameters(theta);
            double[] out = new double[batch.rows()];
            evaluator.logProbability(batch.decisions(), 0, batch.rows(), out);
            return out;
        }

        double at(double[] theta) {
            double[] adapted = theta.clone();
            for (int t = 0; t < steps; t++) {
                double[] after = logProbability(adapted, data.batch(t));
                double[] weighted = new double[after.length];
                for (int n = 0; n < after.length; n++) {
                    weighted[n] = weights[t][n] * Math.exp(after[n] - before[t][n]);
                }
                evaluator.gradient(data.batch(t).decisions(), 0, after.length, weighted, adapted);
            }
            double[] after = logProbability(adapted, outer);
            double sum = 0;
            clipped = 0;
            for (int n = 0; n < after.length; n++) {
                double ratio = Math.exp(after[n] - beforeOuter[n]);
                double plain = ratio * outerWeights[n];
                double bounded = clip == 0 ? plain : Math.clamp(ratio, 1 - clip, 1 + clip) * outerWeights[n];
                sum += Math.min(plain, bounded);
                clipped += bounded < plain ? 1 : 0;
            }
            return sum;
        }

        @Override
        public void close() {
            data.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 0.1", "2, 0", "2, 0.1", "0, 0.1"})
    void theShareIsTheGradientOfTheSurrogate(int steps, double clip) {
        double[] behaviour = behaviour();
        double[] theta = moved(behaviour, 0.1);
        double[] gradient = again(Method.PROMP, steps, theta, behaviour, clip);
        double[] without = again(Method.MAML, steps, theta, behaviour, clip);
        try (Surrogate surrogate = new Surrogate(steps, behaviour, clip)) {
            surrogate.at(theta);
            assertThat(surrogate.clipped > 0).isEqualTo(clip > 0);
            double off = 0;
            for (int number = 0; number < 5; number++) {
                double[] v = Vectors.unit(Vectors.stream(30 + number), theta.length);
                double h = 1e-6;
                double slope =
                        (surrogate.at(Vectors.combine(1, theta, h, v)) - surrogate.at(Vectors.combine(1, theta, -h, v)))
                                / (2 * h);
                assertThat(Vectors.dot(gradient, v)).isCloseTo(slope, within(1e-7 * Vectors.norm(gradient)));
                off = Math.max(off, Math.abs(Vectors.dot(without, v) - slope));
            }
            // The negative control: without LVC's pairs it is another vector, if there is an inner step.
            assertThat(off > 1e-4 * Vectors.norm(gradient)).isEqualTo(steps > 0);
        }
    }

    @Test
    void whereNothingHasMovedTheBitsAreThoseOfAFirstEstimate() {
        double[] theta = behaviour();
        for (int steps = 0; steps <= 2; steps++) {
            TaskGradient first = new TaskGradient(theta.length);
            TaskGradient second = new TaskGradient(theta.length);
            try (TaskGradientEstimator<Goal> estimator =
                    new TaskGradientEstimator<>(ROBOT, POLICY, settings(Method.LVC, steps))) {
                estimator.estimate(theta, GOAL, KEY, first);
                estimator.estimateAgain(moved(theta, 0.1), theta, 0.2, GOAL, KEY, second);
                assertThat(Arrays.equals(second.base(), first.base())).isFalse();
                estimator.estimateAgain(theta, theta.clone(), 0.2, GOAL, KEY, second);
            }
            assertThat(second.base()).isEqualTo(first.base());
            assertThat(second.score()).isEqualTo(first.score());
            assertThat(second.outerReturn()).isEqualTo(first.outerReturn());
            assertThat(second.steps()).isEqualTo(first.steps());
        }
    }
}
