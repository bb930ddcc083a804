package org.sgmrl.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sgmrl.testing.Vectors.combine;
import static org.sgmrl.testing.Vectors.distance;
import static org.sgmrl.testing.Vectors.gaussian;
import static org.sgmrl.testing.Vectors.norm;
import static org.sgmrl.testing.Vectors.stream;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.TrajectoryBatch;
import org.sgmrl.testing.Vectors;

/// Reductions that hold for every policy and environment, most of them bit by bit.
@ParameterizedClass
@MethodSource("subjects")
final class EstimatorLawsTest {
    private static final RolloutKey KEY = new RolloutKey(5, StreamDomain.TRAINING, 8, 1);
    private static final int TRAJECTORIES = 4;
    private static final int HORIZON = 6;

    /// An environment with a task, and a policy at some parameters.
    static final class Subject<T> {
        private final MetaEnvironment<T> environment;
        private final T task;
        private final Policy policy;
        private final double[] theta;

        Subject(MetaEnvironment<T> environment, T task, Policy policy, double[] theta) {
            this.environment = environment;
            this.task = task;
            this.policy = policy;
            this.theta = theta;
        }

        TaskGradient estimate(EstimatorSettings settings) {
            return estimate(settings, false);
        }

        TaskGradient estimateApart(EstimatorSettings settings) {
            return estimate(settings, true);
        }

        PolicyEvaluator newEvaluator() {
            return policy.newEvaluator();
        }

        private TaskGradient estimate(EstimatorSettings settings, boolean apart) {
            return estimate(settings, 1, KEY, apart);
        }

        TaskGradient estimate(EstimatorSettings settings, double scoreTermFactor, RolloutKey key, boolean apart) {
            TaskGradient out = new TaskGradient(theta.length);
            Arrays.fill(out.base, Double.NaN);
            Arrays.fill(out.score, Double.NaN);
            try (TaskGradientEstimator<T> estimator =
                    new TaskGradientEstimator<>(environment, policy, settings, apart)) {
                estimator.estimate(theta, scoreTermFactor, task, key, out);
            }
            return out;
        }

        InnerLoop<T> adapted(EstimatorSettings settings, TrajectoryBatch outer) {
            InnerLoop<T> loop = new InnerLoop<>(environment, policy, settings);
            loop.adapt(theta, task, KEY);
            loop.sampleOuter(task, KEY, outer);
            return loop;
        }

        TrajectoryBatch newBatch() {
            return new TrajectoryBatch(TRAJECTORIES, HORIZON, policy.observationSize(), policy.actionSize());
        }
    }

    private final Subject<?> subject;

    EstimatorLawsTest(Subject<?> subject) {
        this.subject = subject;
    }

    static List<Named<Subject<?>>> subjects() {
        MdpProblem chain = new MdpProblem(
                HORIZON - 1,
                0.9,
                List.of(new MdpTask(
                        1,
                        FiniteMdp.of(
                                new double[] {0.5, 0.5},
                                new double[][][] {{{0.9, 0.1}, {0.4, 0.6}, {0.5, 0.5}}, {{0.3, 0.7}, {0.5, 0.5}, {1, 0}}
                                },
                                new double[][] {{1, 0, 0.5}, {0.3, 2, -1}}))));
        GaussianMlpPolicy gaussian = new GaussianMlpPolicy(2, new int[] {4}, 2, 0.2, Precision.DOUBLE);
        double[] theta = new double[gaussian.parameterCount()];
        gaussian.initialize(stream(2), theta);
        return List.of(
                Named.of(
                        "tabular",
                        new Subject<>(
                                new TabularEnvironment(chain),
                                new TabularEnvironment.MdpIndex(0),
                                new SoftmaxTabularPolicy(2, 3),
                                gaussian(stream(1), 6))),
                Named.of(
                        "point robot",
                        new Subject<>(PointNavigation.distance(), new Goal(0.2, -0.1), gaussian, theta)));
    }

    @Test
    void withStepSizeZeroMamlIsThePlainPolicyGradientForEveryCurvatureAndNumberOfSteps() {
        for (Weighting.Kind weighting : Weighting.Kind.values()) {
            TaskGradient plain = subject.estimate(settings(Method.MAML, Curvature.NONE, weighting, 0, 0.5));
            assertThat(norm(plain.base)).isGreaterThan(0);
            for (Curvature curvature : Curvature.values()) {
                for (int steps = 1; steps <= 3; steps++) {
                    TaskGradient maml = subject.estimate(settings(Method.MAML, curvature, weighting, steps, 0));
                    assertThat(maml.base).isEqualTo(plain.base);
                    assertThat(maml.score).containsOnly(0);
                    assertThat(maml.outerReturn()).isEqualTo(plain.outerReturn());
                    assertThat(maml.outerScale()).isEqualTo(plain.outerScale());
                }
            }
        }
    }

    @Test
    void thePlainPolicyGradientIsTheWeightedSumOfScoresOfTheOuterBatch() {
        for (Weighting.Kind weighting : Weighting.Kind.values()) {
            EstimatorSettings settings = settings(Method.SG_MRL, Curvature.PATHWISE, weighting, 0, 0.5);
            TrajectoryBatch outer = subject.newBatch();
            try (InnerLoop<?> loop = subject.adapted(settings, outer)) {
                double[] weights = new double[outer.rows()];
                double scale = loop.advantage().weights(outer, weights);
                double[] expected = gradient(loop.evaluator(), subject.theta, outer, 0, outer.rows(), weights);
                TaskGradient plain = subject.estimate(settings);
                assertThat(plain.base).isEqualTo(expected);
                assertThat(plain.outerScale()).isEqualTo(scale);
                assertThat(plain.score).containsOnly(0);
                assertThat(plain.preReturn()).isEqualTo(plain.postReturn());
                assertThat(plain.steps()).isEqualTo(outer.rows());
            }
        }
    }

    @Test
    void withoutAScoreTermThereIsNoScorePart() {
        for (Curvature curvature : Curvature.values()) {
            TaskGradient maml = subject.estimate(settings(Method.MAML, curvature, Weighting.Kind.REWARD_TO_GO, 2, 0.3));
            assertThat(maml.score).containsOnly(0);
        }
    }

    @Test
    void theScoreTermDoesNotTouchTheOtherPart() {
        for (Curvature curvature : Curvature.values()) {
            double[] maml =
                    subject.estimate(settings(Method.MAML, curvature, Weighting.Kind.REWARD_TO_GO, 2, 0.3)).base;
            double[] sgMrl =
                    subject.estimate(settings(Method.SG_MRL, curvature, Weighting.Kind.REWARD_TO_GO, 2, 0.3)).base;
            assertThat(sgMrl).isEqualTo(maml);
        }
    }

    @Test
    void curvaturesGiveDifferentEstimates() {
        double[] none =
                subject.estimate(settings(Method.MAML, Curvature.NONE, Weighting.Kind.REWARD_TO_GO, 1, 0.3)).base;
        double[] pathwise =
                subject.estimate(settings(Method.MAML, Curvature.PATHWISE, Weighting.Kind.REWARD_TO_GO, 1, 0.3)).base;
        double[] hessian = subject.estimate(
                        settings(Method.MAML, Curvature.POLICY_HESSIAN, Weighting.Kind.REWARD_TO_GO, 1, 0.3))
                .base;
        assertThat(distance(none, pathwise)).isGreaterThan(1e-3 * norm(none));
        assertThat(distance(hessian, pathwise)).isGreaterThan(1e-3 * norm(none));
    }

    @Test
    void theMeanScoreIsTheSumOverTheFirstBatchDividedByItsTrajectoriesOrItsRows() {
        for (int steps = 1; steps <= 2; steps++) {
            EstimatorSettings sum = settings(Method.SG_MRL, Curvature.PATHWISE, Weighting.Kind.REWARD_TO_GO, 1, 0.3);
            EstimatorSettings mean =
                    settings(Method.E_MAML, Curvature.PATHWISE, Weighting.Kind.REWARD_TO_GO, steps, 0.3);
            double[] first = subject.estimate(sum).score;
            // A division by four is exact.
            assertThat(subject.estimate(mean).score).isEqualTo(combine(0.25, first, 0, first));
            EstimatorSettings overTime =
                    mean.withMethod(method -> method.withCoefficient(Coefficient.STANDARDIZED_REWARD));
            assertClose(subject.estimate(overTime).score, combine(1.0 / (TRAJECTORIES * HORIZON), first, 0, first));
        }
    }

    @Test
    void withOneInnerTrajectoryAndOneStepMeanAndSumAreTheSame() {
        for (Curvature curvature : Curvature.values()) {
            assertThat(subject.estimate(oneTrajectory(Method.E_MAML, curvature)).score)
                    .isEqualTo(subject.estimate(oneTrajectory(Method.SG_MRL, curvature)).score);
        }
    }

    @Test
    void firstOrderScoresOfBothBatchesAreAddedAsTheyAre() {
        EstimatorSettings settings = settings(Method.SG_MRL, Curvature.NONE, Weighting.Kind.REWARD_TO_GO, 2, 0.3);
        try (InnerLoop<?> loop = subject.adapted(settings, subject.newBatch())) {
            double[] sum = new double[subject.theta.length];
            for (int t = 1; t >= 0; t--) {
                double[] ones = new double[loop.batch(t).rows()];
                Arrays.fill(ones, 1);
                double[] scores = gradient(
                        loop.evaluator(),
                        loop.theta(t),
                        loop.batch(t),
                        0,
                        loop.batch(t).rows(),
                        ones);
                assertThat(norm(scores)).isGreaterThan(0);
                sum = combine(1, sum, 1, scores);
            }
            assertClose(subject.estimate(settings).score, sum);
        }
    }

    @Test
    void theBackwardLoopIsTheProductOfDenseMatrices() {
        for (int steps = 1; steps <= 3; steps++) {
            for (Curvature curvature : Curvature.values()) {
                for (Weighting.Kind weighting : Weighting.Kind.values()) {
                    EstimatorSettings settings = settings(Method.SG_MRL, curvature, weighting, steps, 0.3);
                    TaskGradient estimate = subject.estimate(settings);
                    double[][] naive = naive(settings);
                    assertClose(estimate.base, naive[0]);
                    assertClose(estimate.score, naive[1]);
                }
            }
        }
    }

    /// (I + αA_1) … (I + αA_ζ) v₀ and Σ_t (I + αA_1) … (I + αA_{t-1}) Σ_{τ∈D_t} ∇log π(τ), with the
    /// matrices written out column by column and, for the policy Hessian, trajectory by trajectory.
    private double[][] naive(EstimatorSettings settings) {
        int d = subject.theta.length;
        double alpha = settings.innerStep().size();
        TrajectoryBatch outer = subject.newBatch();
        try (InnerLoop<?> loop = subject.adapted(settings, outer)) {
            PolicyEvaluator evaluator = subject.policy.newEvaluator();
            double[] theta = subject.theta.clone();
            double[][] product = identity(d);
            double[] score = new double[d];
            for (int t = 0; t < settings.innerStep().steps(); t++) {
                TrajectoryBatch batch = loop.batch(t);
                double[] weights = new double[batch.rows()];
                loop.advantage().weights(batch, weights);
                double[] ones = new double[batch.rows()];
                Arrays.fill(ones, 1);
                double[] scores = gradient(evaluator, theta, batch, 0, batch.rows(), ones);
                score = combine(1, score, 1, times(product, scores));
                double[][] factor = identity(d);
                for (int j = 0; j < d && settings.method().curvature() != Curvature.NONE; j++) {
                    double[] column = new double[d];
                    double[] unit = new double[d];
                    unit[j] = 1;
                    evaluator.setParameters(theta);
                    evaluator.hessianVectorProduct(batch.decisions(), 0, batch.rows(), weights, unit, null, column);
                    for (int k = 0; k < d; k++) {
                        factor[k][j] += alpha * column[k];
                    }
                }
                for (int i = 0;
                        i < batch.trajectories() && settings.method().curvature() == Curvature.POLICY_HESSIAN;
                        i++) {
                    double[] g = gradient(evaluator, theta, batch, batch.start(i), batch.start(i + 1), weights);
                    double[] s = gradient(evaluator, theta, batch, batch.start(i), batch.start(i + 1), ones);
                    for (int k = 0; k < d; k++) {
                        for (int j = 0; j < d; j++) {
                            factor[k][j] += alpha * g[k] * s[j];
                        }
                    }
                }
                product = times(product, factor);
                theta = combine(1, theta, alpha, gradient(evaluator, theta, batch, 0, batch.rows(), weights));
            }
            assertClose(loop.theta(settings.innerStep().steps()), theta);
            double[] weights = new double[outer.rows()];
            loop.advantage().weights(outer, weights);
            double[] v = gradient(evaluator, theta, outer, 0, outer.rows(), weights);
            return new double[][] {times(product, v), score};
        }
    }

    @Test
    void anEstimateIsAPureFunctionOfItsArguments() {
        EstimatorSettings settings =
                settings(Method.SG_MRL, Curvature.POLICY_HESSIAN, Weighting.Kind.GENERALIZED_ADVANTAGE, 2, 0.3);
        TaskGradient fresh = subject.estimate(settings);
        assertPure(subject, settings, fresh);
    }

    private static <T> void assertPure(Subject<T> subject, EstimatorSettings settings, TaskGradient fresh) {
        try (TaskGradientEstimator<T> estimator =
                new TaskGradientEstimator<>(subject.environment, subject.policy, settings)) {
            TaskGradient out = new TaskGradient(subject.theta.length);
            double[] theta = subject.theta.clone();
            estimator.estimate(
                    gaussian(stream(9), theta.length), subject.task, new RolloutKey(1, KEY.domain(), 0, 0), out);
            assertThat(out.base).isNotEqualTo(fresh.base);
            estimator.estimate(theta, subject.task, KEY, out);
            assertThat(out.base).isEqualTo(fresh.base);
            assertThat(out.score).isEqualTo(fresh.score);
            assertThat(out.outerReturn()).isEqualTo(fresh.outerReturn());
            assertThat(theta).isEqualTo(subject.theta);
        }
    }

    @Test
    void theHorizonMayBeOne() {
        for (Curvature curvature : Curvature.values()) {
            EstimatorSettings settings = settings(Method.SG_MRL, curvature, Weighting.Kind.REWARD_TO_GO, 2, 0.3)
                    .withSampling(sampling -> new Sampling(3, 2, 1, sampling.discount()));
            TaskGradient estimate = subject.estimate(settings);
            assertThat(estimate.steps()).isEqualTo(3 + 3 + 2);
            assertThat(estimate.outerReturn()).isEqualTo(estimate.postReturn());
            assertThat(norm(estimate.base)).isPositive().isFinite();
            assertThat(norm(estimate.score)).isPositive().isFinite();
        }
    }

    private static EstimatorSettings settings(
            Method method, Curvature curvature, Weighting.Kind weighting, int innerSteps, double innerStepSize) {
        return new EstimatorSettings(
                MethodSettings.of(method).withCurvature(curvature),
                new Weighting(weighting, 0.95),
                new InnerStep(innerSteps, innerStepSize),
                new Sampling(TRAJECTORIES, TRAJECTORIES, HORIZON, 0.9));
    }

    private static EstimatorSettings oneTrajectory(Method method, Curvature curvature) {
        return settings(method, curvature, Weighting.Kind.REWARD_TO_GO, 1, 0.3)
                .withSampling(sampling -> sampling.withInnerTrajectories(1));
    }

    private static double[] gradient(
            PolicyEvaluator evaluator, double[] theta, TrajectoryBatch batch, int from, int to, double[] weights) {
        double[] out = new double[theta.length];
        evaluator.setParameters(theta);
        evaluator.gradient(batch.decisions(), from, to, weights, out);
        return out;
    }

    private static double[][] identity(int d) {
        double[][] identity = new double[d][d];
        for (int j = 0; j < d; j++) {
            identity[j][j] = 1;
        }
        return identity;
    }

    private static double[] times(double[][] matrix, double[] v) {
        double[] out = new double[v.length];
        for (int j = 0; j < v.length; j++) {
            out[j] = Vectors.dot(matrix[j], v);
        }
        return out;
    }

    private static double[][] times(double[][] a, double[][] b) {
        int d = a.length;
        double[][] out = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int k = 0; k < d; k++) {
                for (int j = 0; j < d; j++) {
                    out[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return out;
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(norm(expected)).isPositive();
        assertThat(distance(actual, expected)).isLessThan(1e-12 * norm(expected));
    }
}
