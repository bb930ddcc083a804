package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.estimator.TaskStatistics;
import org.sgmrl.kernel.Cholesky;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.Method;
import org.sgmrl.method.Objective;
import org.sgmrl.method.Preset;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.DecisionBatch;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.ForwardingEvaluator;
import org.sgmrl.testing.Vectors;

/// The step within a trust region: its laws, and training with it.
final class TrustRegionTest {
    private static final PointNavigation ROBOT = PointNavigation.distance();
    private static final TrustRegion EXACT =
            TrustRegion.DEFAULT.withStates(4).withIterations(1000).withDamping(0);

    static List<Policy> policies() {
        return PolicyDivergenceTest.policies();
    }

    /// A step from θ along a gradient.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Step(double[] theta, OuterUpdate.Taken taken) {}

    private static Step step(Policy policy, double[] theta, double[] gradient, OuterStep how, int iteration) {
        OuterUpdate update = new OuterUpdate.WithinTrustRegion(how, policy, 3);
        double[] moved = theta.clone();
        OuterUpdate.Taken taken = update.update(
                gradient.clone(), Vectors.norm(gradient), iteration, PolicyDivergenceTest.shares(policy, theta), moved);
        return new Step(moved, Objects.requireNonNull(taken));
    }

    private static double[] gradient(Policy policy, int number) {
        return Vectors.gaussian(Vectors.stream(40 + number), policy.parameterCount());
    }

    /// Scores of the decisions that were kept, weighted at random: what policy gradients are made of.
    private static double[] policyGradient(Policy policy, double[] theta, int number) {
        PolicyEvaluator evaluator = policy.newEvaluator();
        evaluator.setParameters(theta);
        double[] gradient = new double[theta.length];
        RandomStream random = Vectors.stream(50 + number);
        for (TaskGradient share : PolicyDivergenceTest.shares(policy, theta)) {
            DecisionBatch states = PolicyDivergenceTest.states(share);
            evaluator.gradient(states, 0, states.rows(), Vectors.gaussian(random, states.rows()), gradient);
        }
        return gradient;
    }

    /// However far the quadratic model of the divergence is off.
    @ParameterizedTest
    @MethodSource("policies")
    void theDivergenceIsWithinItsLimitWhateverTheLimit(Policy policy) {
        double[] theta = PolicyDivergenceTest.theta(policy);
        PolicyDivergence divergence = PolicyDivergenceTest.divergence(policy, theta);
        List<Double> scales = new ArrayList<>();
        for (double limit : new double[] {1e-6, 1e-3, 0.01, 0.3, 3}) {
            for (int number = 0; number < 3; number++) {
                OuterStep how = OuterStep.within(
                        TrustRegion.DEFAULT.withStates(4).withDamping(1e-3).withKl(limit));
                double[] gradient = policyGradient(policy, theta, number);
                Step step = step(policy, theta, gradient, how, 0);
                assertThat(divergence.at(step.theta))
                        .isEqualTo(step.taken.kl())
                        .isLessThanOrEqualTo(limit)
                        .isGreaterThan(0.2 * limit);
                assertThat(Vectors.dot(gradient, Vectors.minus(step.theta, theta)))
                        .as("to first order it ascends")
                        .isPositive();
                scales.add(step.taken.scale());
            }
        }
        assertThat(scales).as("some steps go too far at first").anyMatch(scale -> scale < 1);
    }

    /// With F known and inverted by elimination: s F⁻¹ g, of which the divergence is δ where δ is small.
    @Test
    void withoutDampingItIsTheStepOfTheNaturalGradient() {
        GaussianMlpPolicy policy = new GaussianMlpPolicy(2, new int[0], 2, -0.3, Precision.DOUBLE);
        double[] theta = PolicyDivergenceTest.theta(policy);
        double[] gradient = gradient(policy, 1);
        double limit = 1e-6;
        int d = theta.length;
        double[][] fisher = PolicyDivergenceTest.dense(PolicyDivergenceTest.divergence(policy, theta), d);
        Cholesky cholesky = new Cholesky(d);
        assertThat(cholesky.factorize(
                        Arrays.stream(fisher).flatMapToDouble(Arrays::stream).toArray()))
                .isTrue();
        double[] natural = gradient.clone();
        cholesky.solve(natural);
        Step step = step(policy, theta, gradient, OuterStep.within(EXACT.withKl(limit)), 0);
        double length = step.taken.scale() * Math.sqrt(2 * limit / Vectors.dot(gradient, natural));
        assertThat(step.theta)
                .containsExactly(Vectors.combine(1, theta, length, natural), within(1e-9 * Vectors.norm(natural)));
        assertThat(step.taken.kl()).isCloseTo(step.taken.scale() * step.taken.scale() * limit, within(0.01 * limit));
    }

    /// θ = M φ, with the gradient Mᵀ g: the policy after the step is the same.
    @Test
    void theStepDoesNotDependOnHowTheParametersAreChosen() {
        GaussianMlpPolicy policy = new GaussianMlpPolicy(2, new int[0], 1, -0.3, Precision.DOUBLE);
        int d = policy.parameterCount();
        double[][] m = new double[d][];
        for (int j = 0; j < d; j++) {
            m[j] = Vectors.gaussian(Vectors.stream(60 + j), d);
            m[j][j] += 3;
        }
        Policy other = new PolicyDivergenceTest.Sampled(policy, inner -> new Reparametrised(inner, m));
        double[] phi = PolicyDivergenceTest.theta(policy);
        double[] theta = times(m, phi);
        double[] gradient = gradient(policy, 2);
        double[] pulledBack = new double[d];
        for (int j = 0; j < d; j++) {
            for (int k = 0; k < d; k++) {
                pulledBack[k] += m[j][k] * gradient[j];
            }
        }
        OuterStep how = OuterStep.within(EXACT.withKl(0.05));
        double[] expected = step(policy, theta, gradient, how, 0).theta;
        double[] actual = times(m, step(other, phi, pulledBack, how, 0).theta);
        assertThat(actual).containsExactly(expected, within(1e-8));
        // A step along the plain gradient does depend on it.
        double[] plain = times(m, Vectors.combine(1, phi, 1e-3, pulledBack));
        assertThat(Vectors.distance(plain, Vectors.combine(1, theta, 1e-3, gradient)))
                .isGreaterThan(1e-3);
    }

    private static double[] times(double[][] m, double[] x) {
        return Arrays.stream(m).mapToDouble(row -> Vectors.dot(row, x)).toArray();
    }

    /// A policy in other parameters.
    private static final class Reparametrised extends ForwardingEvaluator {
        private final double[][] m;

        Reparametrised(PolicyEvaluator inner, double[][] m) {
            super(inner);
            this.m = m;
        }

        @Override
        public void setParameters(double[] phi) {
            inner.setParameters(times(m, phi));
        }

        @Override
        public int actionNodes() {
            return inner.actionNodes();
        }

        @Override
        public void actionNodes(int rows, double[] observations, double[] actions, double[] weights) {
            inner.actionNodes(rows, observations, actions, weights);
        }

        @Override
        public void hessianVectorProduct(
                DecisionBatch batch,
                int from,
                int to,
                double[] weights,
                double[] direction,
                double @Nullable [] scoreWeights,
                double[] out) {
            double[] theirs = new double[out.length];
            inner.hessianVectorProduct(batch, from, to, weights, times(m, direction), scoreWeights, theirs);
            for (int j = 0; j < out.length; j++) {
                for (int k = 0; k < out.length; k++) {
                    out[k] += m[j][k] * theirs[j];
                }
            }
        }
    }

    @Test
    void theLengthOfTheGradientDoesNotMatterAndTheHalfLifeHalvesTheStep() {
        GaussianMlpPolicy policy = new GaussianMlpPolicy(2, new int[] {4}, 2, -0.3, Precision.DOUBLE);
        double[] theta = PolicyDivergenceTest.theta(policy);
        double[] gradient = gradient(policy, 3);
        OuterStep how = OuterStep.within(
                        EXACT.withIterations(10).withDamping(1e-3).withKl(1e-6))
                .withHalfLife(4);
        double[] first = step(policy, theta, gradient, how, 0).theta;
        for (double size : new double[] {1e-150, 1e-6, 1e100}) {
            double[] scaled = Vectors.combine(size, gradient, 0, gradient);
            double norm = size * Vectors.norm(gradient);
            double[] moved = theta.clone();
            new OuterUpdate.WithinTrustRegion(how, policy, 3)
                    .update(scaled, norm, 0, PolicyDivergenceTest.shares(policy, theta), moved);
            assertThat(moved).containsExactly(first, within(1e-12));
        }
        assertThat(how.klLimit(4)).isEqualTo(how.klLimit(0) / 4);
        double whole = Vectors.distance(first, theta);
        assertThat(Vectors.distance(step(policy, theta, gradient, how, 4).theta, theta))
                .isCloseTo(whole / 2, within(1e-3 * whole));
    }

    @Test
    void noStepIsTakenWhereThereIsNoGradientOrEveryOneGoesTooFar() {
        GaussianMlpPolicy policy = new GaussianMlpPolicy(2, new int[0], 2, -0.3, Precision.DOUBLE);
        double[] theta = PolicyDivergenceTest.theta(policy);
        OuterStep how = OuterStep.within(EXACT.withKl(3).withBacktracks(0));
        Step still = step(policy, theta, new double[theta.length], how, 0);
        assertThat(still.theta).isEqualTo(theta);
        assertThat(still.taken).isEqualTo(new OuterUpdate.Taken(0, 0));
        // Towards a smaller deviation the divergence grows faster than its quadratic model.
        double[] narrower = new double[theta.length];
        narrower[theta.length - 1] = -1;
        Step refused = step(policy, theta, narrower, how, 0);
        assertThat(refused.theta).isEqualTo(theta);
        assertThat(refused.taken).isEqualTo(new OuterUpdate.Taken(0, 0));
        assertThat(step(policy, theta, narrower, OuterStep.within(EXACT.withKl(3)), 0)
                        .taken
                        .scale())
                .isBetween(0.03, 0.99);
    }

    private static TrainingSettings settings(Method method, int iterations) {
        return MetaTrainerTest.robot(method, method.defaultCoefficient(Preset.TUNED, 1), iterations)
                .withOuterStep(
                        _ -> OuterStep.within(TrustRegion.DEFAULT.withStates(7).withDamping(1e-3))
                                .withHalfLife(50));
    }

    /// Whatever the method that has a step, and one an iteration; threads and a stop change no bit, and the limit holds in every iteration.
    @Test
    void everyMethodTrainsWithinItToTheSameBitsOnAnyNumberOfThreadsAndAfterAStop() {
        for (Method method : Method.values()) {
            if (method.objective() == Objective.NONE || method == Method.PROMP) {
                continue;
            }
            TrainingSettings settings = settings(method, 4);
            MetaTraining<Goal> training =
                    MetaTraining.of(ROBOT).settings(_ -> settings).threads(1);
            TrainingResult<Goal> one = training.run();
            assertThat(training.threads(2).run().theta()).isEqualTo(one.theta());
            assertThat(training.engine(request -> new WholeShares<>(new LocalEngine<>(request, 1)))
                            .run()
                            .theta())
                    .isEqualTo(one.theta());
            TrainingSnapshot half = training.iterations(2).run().snapshot();
            assertThat(half.optimizer()).isEmpty();
            assertThat(training.startFrom(half).run().theta()).isEqualTo(one.theta());
            for (IterationReport report : one.reports()) {
                assertThat(report.outerKl())
                        .isPositive()
                        .isLessThanOrEqualTo(settings.outerStep().klLimit(report.iteration() - 1));
                assertThat(report.outerStepScale()).isPositive().isLessThanOrEqualTo(1);
            }
        }
    }

    /// Room for states changes nothing else of a share.
    @Test
    void sharesAreTheSameWithAndWithoutStatesAndGoThroughBytes() {
        for (int steps : new int[] {0, 1}) {
            TrainingSettings settings = settings(Method.MAML, 1).withInnerStep(s -> s.withSteps(steps));
            Policy policy = settings.newPolicy(ROBOT.spec());
            double[] theta = new double[policy.parameterCount()];
            MetaTrainer.initialize(policy, 1, theta);
            TaskGradient plain = new TaskGradient(theta.length);
            TaskGradient kept = settings.newTaskGradient(policy);
            try (TaskGradientEstimator<Goal> estimator =
                    new TaskGradientEstimator<>(ROBOT, policy, settings.estimator())) {
                estimator.estimate(theta, new Goal(0.3, 0.1), LocalEngine.key(1, 0, 0), plain);
                estimator.estimate(theta, new Goal(0.3, 0.1), LocalEngine.key(1, 0, 0), kept);
            }
            assertThat(kept.base()).isEqualTo(plain.base());
            DecisionBatch states = PolicyDivergenceTest.states(kept);
            assertThat(states.rows()).isEqualTo(7);
            assertThat(Arrays.stream(states.observations()).distinct().count()).isGreaterThan(10);

            byte[] bytes = new byte[kept.encodedSize()];
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            kept.write(buffer);
            assertThat(buffer.hasRemaining()).isFalse();
            assertThat(bytes.length).isEqualTo(plain.encodedSize() + 7 * 8 * (2 + 2));
            TaskGradient read = settings.newTaskGradient(policy);
            read.read(buffer.flip());
            byte[] again = new byte[read.encodedSize()];
            read.write(ByteBuffer.wrap(again));
            assertThat(again).isEqualTo(bytes);
            TaskStatistics taken = settings.newTaskStatistics(policy);
            taken.setStatistics(kept);
            assertThat(statistics(taken)).isEqualTo(statistics(kept)).hasSize(8 * (11 + 7 * (2 + 2)));
            assertThatThrownBy(() -> new TaskGradient(theta.length).read(ByteBuffer.wrap(bytes)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("states = none must be as in the statistics that are taken");
            assertThatThrownBy(() -> kept.setStatistics(plain))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("states = kept must be as in the statistics that are taken");
        }
    }

    private static byte[] statistics(TaskStatistics task) {
        byte[] bytes = new byte[task.statisticsSize()];
        task.writeStatistics(ByteBuffer.wrap(bytes));
        return bytes;
    }

    @Test
    void whatAStepWithinATrustRegionDoesNotHaveIsRefused() {
        OuterStep within =
                OuterStep.adam(1e-3).withHalfLife(9).withMaxGradientNorm(1).withKind(OuterStep.Kind.TRUST_REGION);
        assertThat(within).isEqualTo(OuterStep.within(TrustRegion.DEFAULT));
        assertThatThrownBy(() -> within.withSize(1e-3))
                .hasMessageContaining("outer-step-size = 0.001 must be 0 with outer-step trust-region");
        assertThatThrownBy(() -> within.withMaxGradientNorm(1))
                .hasMessageContaining("max-gradient-norm = 1.0 must be 0 with outer-step trust-region");
        assertThatThrownBy(() -> within.withOptimizer(Optimizer.Kind.ADAM))
                .hasMessageContaining("optimizer = adam must be sgd with outer-step trust-region");
        assertThatThrownBy(() -> OuterStep.adam(1e-3).withTrustRegion(limits -> limits.withKl(0.02)))
                .hasMessageContaining("unless outer-step is trust-region");
        MetaTraining<Goal> training = MetaTraining.of(ROBOT)
                .settings(s -> MetaTrainerTest.robot(Method.MAML, Coefficient.NONE, 1))
                .settings(s -> s.withOuterStep(_ -> within));
        training.check();
        assertThatThrownBy(() -> training.optimizer(length -> Optimizer.create(Optimizer.Kind.SGD, length))
                        .check())
                .hasMessageContaining("optimizer is given, and outer-step = trust-region must be gradient");
    }
}
