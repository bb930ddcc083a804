package org.sgmrl.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sgmrl.testing.Vectors.combine;
import static org.sgmrl.testing.Vectors.distance;
import static org.sgmrl.testing.Vectors.dot;
import static org.sgmrl.testing.Vectors.norm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.rollout.TrajectoryBatch;

/// Score terms whose coefficients are linear in the loop's vector, against the loop written out
/// row by row with weights that are computed anew for every group left out.
@ParameterizedClass
@MethodSource("subjects")
final class ScoreRuleTest {
    private static final int TRAJECTORIES = 4;
    private static final int HORIZON = 6;
    private static final double STEP_SIZE = 0.3;

    private final EstimatorLawsTest.Subject<?> subject;

    ScoreRuleTest(EstimatorLawsTest.Subject<?> subject) {
        this.subject = subject;
    }

    static List<Named<EstimatorLawsTest.Subject<?>>> subjects() {
        return EstimatorLawsTest.subjects();
    }

    /// Makes the coefficients of the rows of a batch.
    private interface Rows {
        double[] coefficients(InnerLoop<?> loop, TrajectoryBatch batch, double[] weights, double[] p);
    }

    @Test
    void leavingOutIsTheDifferenceOfTheStepsAlongTheVector() {
        for (Weighting.Kind weighting : Weighting.Kind.values()) {
            for (Curvature curvature : Curvature.values()) {
                for (int steps = 1; steps <= 3; steps++) {
                    for (int groups : new int[] {1, 2, 3, 4, 100}) {
                        EstimatorSettings settings = linear(curvature, weighting, steps, STEP_SIZE, groups);
                        TaskGradient share = subject.estimate(settings);
                        assertClose(total(share), naive(settings, leavingOut(Math.min(groups, TRAJECTORIES))));
                    }
                }
            }
        }
    }

    @Test
    void pairsOfDecisionsGiveLvcAndDice() {
        for (Weighting.Kind weighting : Weighting.Kind.values()) {
            for (int steps = 1; steps <= 2; steps++) {
                EstimatorSettings lvc = settings(Method.LVC, Curvature.PATHWISE, weighting, steps, STEP_SIZE);
                assertClose(total(subject.estimate(lvc)), naive(lvc, pairs((h, k) -> h == k ? h : -1)));
                EstimatorSettings dice = settings(Method.DICE, Curvature.PATHWISE, weighting, steps, STEP_SIZE);
                assertClose(total(subject.estimate(dice)), naive(dice, pairs(Math::max)));
            }
        }
    }

    /// What holds the weights of the other rows fixed is something else, with weights that depend
    /// on all rows and with weights that depend on the number of trajectories alone.
    @Test
    void leavingOutWithTheOthersWeightsHeldFixedIsDifferent() {
        for (Weighting.Kind weighting : Weighting.Kind.values()) {
            EstimatorSettings settings = linear(Curvature.PATHWISE, weighting, 1, STEP_SIZE, TRAJECTORIES);
            double[] fixed = naive(settings, pairs((h, k) -> k));
            assertThat(distance(total(subject.estimate(settings)), fixed)).isGreaterThan(1e-3 * norm(fixed));
        }
    }

    @Test
    void withStepSizeZeroThereIsNoScoreTerm() {
        for (Weighting.Kind weighting : Weighting.Kind.values()) {
            double[] plain = subject.estimate(settings(Method.MAML, Curvature.NONE, weighting, 0, 0.5)).base;
            for (Curvature curvature : Curvature.values()) {
                assertThat(total(subject.estimate(linear(curvature, weighting, 2, 0, TRAJECTORIES))))
                        .isEqualTo(plain);
                assertThat(total(subject.estimate(settings(Method.DICE, curvature, weighting, 2, 0))))
                        .isEqualTo(plain);
            }
        }
    }

    @Test
    void scoresThatRideAlongAreThoseThatAreKeptApart() {
        for (Weighting.Kind weighting : Weighting.Kind.values()) {
            for (Curvature curvature : Curvature.values()) {
                for (int steps = 1; steps <= 3; steps++) {
                    EstimatorSettings settings = linear(curvature, weighting, steps, STEP_SIZE, 3);
                    TaskGradient riding = subject.estimate(settings);
                    TaskGradient apart = subject.estimateApart(settings);
                    assertClose(total(apart), total(riding));
                    assertThat(norm(apart.score)).isGreaterThan(1e-3 * norm(apart.base));
                    assertThat(apart.base)
                            .as("what is not the score term is MAML's")
                            .isEqualTo(subject.estimate(settings(Method.MAML, curvature, weighting, steps, STEP_SIZE))
                                    .base);
                    if (curvature != Curvature.NONE) {
                        assertThat(riding.score).containsOnly(0);
                    }
                }
            }
        }
    }

    @Test
    void theScoresOfOneGroupOfAllHaveTheStepAlongTheVectorAsTheirCoefficient() {
        EstimatorSettings settings = linear(Curvature.NONE, Weighting.Kind.REWARD_TO_GO, 1, STEP_SIZE, 1);
        TaskGradient share = subject.estimate(settings);
        try (InnerLoop<?> loop = subject.adapted(settings, subject.newBatch())) {
            double[] step = combine(1, loop.theta(1), -1, loop.theta(0));
            double[] ones = new double[loop.batch(0).rows()];
            Arrays.fill(ones, 1);
            double[] scores = gradient(loop.evaluator(), loop.theta(0), loop.batch(0), ones);
            assertClose(share.score, combine(dot(step, share.base), scores, 0, scores));
        }
    }

    private static double[] total(TaskGradient share) {
        return combine(1, share.base, 1, share.score);
    }

    private static Rows leavingOut(int groups) {
        return (loop, batch, weights, p) -> {
            double[] c = new double[batch.rows()];
            double[] without = new double[batch.rows()];
            for (int g = 0; g < groups; g++) {
                int from = g * batch.trajectories() / groups;
                int to = (g + 1) * batch.trajectories() / groups;
                loop.advantage().weightsWithout(batch, from, to, without);
                double lost = 0;
                for (int n = 0; n < batch.rows(); n++) {
                    lost += STEP_SIZE * (weights[n] - without[n]) * p[n];
                }
                Arrays.fill(c, batch.start(from), batch.start(to), lost);
            }
            return c;
        };
    }

    private interface Pair {
        /// The row whose weight the pair (h, k) of rows of one trajectory has; −1: none.
        int weightOf(int h, int k);
    }

    private static Rows pairs(Pair pair) {
        return (loop, batch, weights, p) -> {
            double[] c = new double[batch.rows()];
            for (int i = 0; i < batch.trajectories(); i++) {
                for (int h = batch.start(i); h < batch.start(i + 1); h++) {
                    for (int k = batch.start(i); k < batch.start(i + 1); k++) {
                        int row = pair.weightOf(h, k);
                        c[h] += row < 0 ? 0 : STEP_SIZE * weights[row] * p[k];
                    }
                }
            }
            return c;
        };
    }

    /// The loop with one gradient for each row.
    private double[] naive(EstimatorSettings settings, Rows rows) {
        TrajectoryBatch outer = subject.newBatch();
        try (InnerLoop<?> loop = subject.adapted(settings, outer)) {
            PolicyEvaluator evaluator = subject.newEvaluator();
            double[] outerWeights = new double[outer.rows()];
            loop.advantage().weights(outer, outerWeights);
            int steps = settings.innerStep().steps();
            double[] v = gradient(evaluator, loop.theta(steps), outer, outerWeights);
            for (int t = steps - 1; t >= 0; t--) {
                TrajectoryBatch batch = loop.batch(t);
                double[] weights = new double[batch.rows()];
                loop.advantage().weights(batch, weights);
                List<double[]> scores = new ArrayList<>();
                double[] p = new double[batch.rows()];
                for (int n = 0; n < batch.rows(); n++) {
                    double[] one = new double[batch.rows()];
                    one[n] = 1;
                    scores.add(gradient(evaluator, loop.theta(t), batch, one));
                    p[n] = dot(scores.get(n), v);
                }
                double[] c = rows.coefficients(loop, batch, weights, p);
                if (settings.method().curvature() == Curvature.POLICY_HESSIAN) {
                    c = combine(1, c, 1, pairs((h, k) -> h).coefficients(loop, batch, weights, p));
                }
                double[] next = v.clone();
                if (settings.method().curvature() != Curvature.NONE) {
                    double[] stepWeights = combine(STEP_SIZE, weights, 0, weights);
                    evaluator.setParameters(loop.theta(t));
                    evaluator.hessianVectorProduct(batch.decisions(), 0, batch.rows(), stepWeights, v, null, next);
                }
                for (int n = 0; n < batch.rows(); n++) {
                    next = combine(1, next, c[n], scores.get(n));
                }
                v = next;
            }
            return v;
        }
    }

    private static double[] gradient(
            PolicyEvaluator evaluator, double[] theta, TrajectoryBatch batch, double[] weights) {
        evaluator.setParameters(theta);
        double[] out = new double[theta.length];
        evaluator.gradient(batch.decisions(), 0, batch.rows(), weights, out);
        return out;
    }

    private static EstimatorSettings linear(
            Curvature curvature, Weighting.Kind weighting, int steps, double stepSize, int groups) {
        return settings(Method.SG_MRL, curvature, weighting, steps, stepSize)
                .withMethod(method -> method.withLeaveOut(LeaveOut.EVERY_TRAJECTORY.withGroups(groups))
                        .withCoefficient(Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR));
    }

    private static EstimatorSettings settings(
            Method method, Curvature curvature, Weighting.Kind weighting, int steps, double stepSize) {
        return new EstimatorSettings(
                MethodSettings.of(method).withCurvature(curvature),
                new Weighting(weighting, 0.95),
                new InnerStep(steps, stepSize),
                new Sampling(TRAJECTORIES, TRAJECTORIES, HORIZON, 0.9));
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(distance(actual, expected)).isLessThan(1e-10 * norm(expected));
    }
}
