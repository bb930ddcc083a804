package org.sgmrl.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.TrajectoryBatch;
import org.sgmrl.testing.Vectors;

/// The backward loop for the softmax-tabular policy against formulas written out here, from sampled states,
/// actions and rewards alone: probabilities, scores e_a − π, Hessians ππᵀ − diag π, rewards-to-go, inner
/// steps.
final class TabularBackwardLoopTest {
    private static final int STATES = 3;
    private static final int ACTIONS = 2;
    private static final int D = STATES * ACTIONS;
    private static final double ALPHA = 0.8;
    private static final double GAMMA = 0.9;
    private static final MdpProblem PROBLEM = new MdpProblem(
            4,
            GAMMA,
            List.of(new MdpTask(
                    1,
                    FiniteMdp.of(
                            new double[] {0.3, 0.3, 0.4},
                            new double[][][] {
                                {{0.1, 0.3, 0.6}, {0.4, 0.2, 0.4}},
                                {{0.5, 0.5, 0}, {0.25, 0.25, 0.5}},
                                {{0, 0.2, 0.8}, {0.7, 0.2, 0.1}}
                            },
                            new double[][] {{1, 2}, {-0.5, 0.4}, {0.7, 0}}))));

    @Test
    void theEstimateIsTheOneThatTheFormulasGive() {
        for (int steps = 1; steps <= 3; steps++) {
            for (Curvature curvature : Curvature.values()) {
                for (int task = 0; task < 5; task++) {
                    check(steps, curvature, new RolloutKey(3, StreamDomain.TRAINING, 0, task));
                }
            }
        }
    }

    @Test
    void afterWarmUpAnEstimateAllocatesNothing() {
        EstimatorSettings settings = settings(Curvature.POLICY_HESSIAN, 2, 40, 40);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        RolloutKey key = new RolloutKey(3, StreamDomain.TRAINING, 0, 0);
        try (TaskGradientEstimator<TabularEnvironment.MdpIndex> estimator = new TaskGradientEstimator<>(
                new TabularEnvironment(PROBLEM), new SoftmaxTabularPolicy(STATES, ACTIONS), settings)) {
            double[] start = new double[D];
            TaskGradient out = new TaskGradient(D);
            TabularEnvironment.MdpIndex task = new TabularEnvironment.MdpIndex(0);
            long least = Long.MAX_VALUE;
            for (int repeat = 0; repeat < 1000 && least >= 200; repeat++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                estimator.estimate(start, task, key, out);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(least).isLessThan(200);
        }
    }

    private static EstimatorSettings settings(
            Curvature curvature, int steps, int innerTrajectories, int outerTrajectories) {
        return new EstimatorSettings(
                MethodSettings.of(Method.SG_MRL).withCurvature(curvature),
                Weighting.rewardToGo(),
                new InnerStep(steps, ALPHA),
                new Sampling(innerTrajectories, outerTrajectories, 5, GAMMA));
    }

    private static void check(int steps, Curvature curvature, RolloutKey key) {
        EstimatorSettings settings = settings(curvature, steps, 3, 2);
        TabularEnvironment environment = new TabularEnvironment(PROBLEM);
        TabularEnvironment.MdpIndex mdp = new TabularEnvironment.MdpIndex(0);
        SoftmaxTabularPolicy policy = new SoftmaxTabularPolicy(STATES, ACTIONS);
        double[] start = Vectors.gaussian(Vectors.stream(key.task()), D);
        TaskGradient estimate = new TaskGradient(D);
        try (TaskGradientEstimator<TabularEnvironment.MdpIndex> estimator =
                new TaskGradientEstimator<>(environment, policy, settings)) {
            estimator.estimate(start, mdp, key, estimate);
        }
        TrajectoryBatch outer = new TrajectoryBatch(2, 5, STATES, 1);
        double[] theta = start.clone();
        double[][] product = new double[D][D];
        for (int j = 0; j < D; j++) {
            product[j][j] = 1;
        }
        double[] carriedScores = new double[D];
        try (InnerLoop<TabularEnvironment.MdpIndex> loop = new InnerLoop<>(environment, policy, settings)) {
            loop.adapt(start, mdp, key);
            loop.sampleOuter(mdp, key, outer);
            for (int t = 0; t < steps; t++) {
                Sums sums = new Sums(loop.batch(t), theta, curvature);
                carriedScores = Vectors.combine(1, carriedScores, 1, times(product, sums.scores));
                double[][] next = new double[D][D];
                for (int i = 0; i < D; i++) {
                    for (int j = 0; j < D; j++) {
                        next[i][j] = product[i][j];
                        for (int k = 0; k < D; k++) {
                            next[i][j] += product[i][k] * ALPHA * sums.curvature[k][j];
                        }
                    }
                }
                product = next;
                theta = Vectors.combine(1, theta, ALPHA, sums.gradient);
            }
        }
        double[] base = times(product, new Sums(outer, theta, Curvature.NONE).gradient);
        assertThat(Vectors.distance(estimate.base(), base)).isLessThan(1e-12 * Vectors.norm(base));
        assertThat(Vectors.distance(estimate.score(), carriedScores)).isLessThan(1e-12 * Vectors.norm(carriedScores));
        double meanReturn = 0;
        for (int n = 0; n < outer.rows(); n++) {
            meanReturn += Math.pow(GAMMA, n % 5) * outer.rewards()[n] / 2;
        }
        assertThat(Math.abs(estimate.outerReturn() - meanReturn)).isLessThan(1e-14 * 10);
        assertThat(estimate.outerScale()).isEqualTo(1);
    }

    /// What a batch contributes at θ.
    private static final class Sums {
        private final double[] gradient = new double[D];
        private final double[] scores = new double[D];
        private final double[][] curvature = new double[D][D];

        Sums(TrajectoryBatch batch, double[] theta, Curvature kind) {
            int count = batch.trajectories();
            for (int i = 0; i < count; i++) {
                double[] g = new double[D];
                double[] score = new double[D];
                for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                    double toGo = 0;
                    for (int k = n; k < batch.start(i + 1); k++) {
                        toGo += Math.pow(GAMMA, k - batch.start(i)) * batch.rewards()[k];
                    }
                    int s = 0;
                    while (batch.decisions().observations()[n * STATES + s] == 0) {
                        s++;
                    }
                    double e0 = Math.exp(theta[2 * s]);
                    double e1 = Math.exp(theta[2 * s + 1]);
                    double[] pi = {e0 / (e0 + e1), e1 / (e0 + e1)};
                    for (int a = 0; a < ACTIONS; a++) {
                        double component = (batch.decisions().actions()[n] == a ? 1 : 0) - pi[a];
                        g[2 * s + a] += toGo * component;
                        score[2 * s + a] += component;
                        for (int b = 0; b < ACTIONS && kind != Curvature.NONE; b++) {
                            curvature[2 * s + a][2 * s + b] += toGo / count * (pi[a] * pi[b] - (a == b ? pi[a] : 0));
                        }
                    }
                }
                for (int k = 0; k < D; k++) {
                    gradient[k] += g[k] / count;
                    scores[k] += score[k];
                    for (int j = 0; j < D && kind == Curvature.POLICY_HESSIAN; j++) {
                        curvature[k][j] += g[k] * score[j] / count;
                    }
                }
            }
        }
    }

    private static double[] times(double[][] matrix, double[] v) {
        double[] out = new double[D];
        for (int j = 0; j < D; j++) {
            out[j] = Vectors.dot(matrix[j], v);
        }
        return out;
    }
}
