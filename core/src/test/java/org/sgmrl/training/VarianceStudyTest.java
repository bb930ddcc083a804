package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerStep;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.training.VarianceComponents.Expectation;

/// Two bandits with two arms, of which the first pays: 1 in one task, 3 in the other, each with probability ½.
/// θ = 0, D_in = D_o = 1, α = 1, one decision. Everything can be had by hand: the inner step changes θ only
/// when the paying arm was drawn. Then the paying arm's logit is ahead by r, and its probability is σ(r).
///
/// Means of 40 independent studies against exact values, bound 5 standard errors: Student's t with 39 degrees
/// of freedom exceeds it with probability 1.3e-5, thirteen comparisons together with 1.7e-4.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VarianceStudyTest {
    private static final int STUDIES = 40;
    private static final double[] PAY = {1, 3};
    private static final double[] THETA = {0, 0};

    private List<VarianceComponents> studies = List.of();

    private static MdpTask bandit(double first, double second) {
        return new MdpTask(0.5, FiniteMdp.of(new double[] {1}, new double[][][] {{{1}, {1}}}, new double[][] {
            {first, second}
        }));
    }

    private static VarianceStudy<TabularEnvironment.MdpIndex> study(double alpha, int threads) {
        var environment = new TabularEnvironment(new MdpProblem(0, 0.9, List.of(bandit(PAY[0], 0), bandit(PAY[1], 0))));
        var settings = new EstimatorSettings(
                MethodSettings.of(Method.MAML).withCurvature(Curvature.NONE),
                Weighting.rewardToGo(),
                new InnerStep(1, alpha),
                new Sampling(1, 1, 1, 0.9));
        return new VarianceStudy<>(
                environment, new SoftmaxTabularPolicy(1, 2), settings, LeaveOut.EVERY_TRAJECTORY, threads);
    }

    /// The number of an outer batch is part of its random key: one that overflows would draw another batch again.
    @Test
    void moreBatchesThanAKeyCanNameAreRefused() {
        try (var study = study(1, 1)) {
            for (int[] batches : new int[][] {{65_536, 32_767}, {2, Integer.MAX_VALUE / 2}, {Integer.MAX_VALUE, 2}}) {
                assertThatThrownBy(() -> study.measure(THETA, 2, batches[0], batches[1], 1, done -> {}))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("innerBatches × (outerBatches + 1) = " + (batches[0] * (batches[1] + 1L))
                                + " must be at most 2147483647");
            }
        }
    }

    @BeforeAll
    void measure() {
        try (var study = study(1, 2)) {
            studies = IntStream.range(0, STUDIES)
                    .mapToObj(seed -> study.measure(THETA, 60, 6, 3, seed, done -> {}))
                    .toList();
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /// Mean over both tasks of a function of the paying arm's reward.
    private static double overTasks(DoubleUnaryOperator f) {
        return (f.applyAsDouble(PAY[0]) + f.applyAsDouble(PAY[1])) / 2;
    }

    /// E[J̃ | task]: the inner step hits the paying arm half of the time.
    private static double value(double r) {
        return r * (sigmoid(r) + 0.5) / 2;
    }

    @Test
    void theVarianceOfTheReturnIsSplitAsByHand() {
        agree(VarianceComponents::meanReturn, overTasks(VarianceStudyTest::value));
        double mean = overTasks(VarianceStudyTest::value);
        agree(VarianceComponents::betweenTasks, overTasks(r -> (value(r) - mean) * (value(r) - mean)));
        agree(VarianceComponents::innerData, overTasks(r -> r * r * (sigmoid(r) - 0.5) * (sigmoid(r) - 0.5) / 4));
        agree(VarianceComponents::outerNoise, overTasks(r -> r * r * (sigmoid(r) * sigmoid(-r) + 0.25) / 2));
    }

    @Test
    void theScoreTermIsAsByHand() {
        // ‖∇log π‖² = ½ for either arm, independent of J̃² only through the task.
        assertThat(studies.getFirst().scoreScale() * studies.getFirst().scoreScale())
                .isCloseTo(0.5, within(1e-12));
        double signal = 0.5 * square(overTasks(VarianceStudyTest::pull));
        agree(c -> square(c.scoreNoiseNone()), 0.5 * overTasks(VarianceStudyTest::returnSquare) - signal);
        // With the task's mean from five other inner data sets: its variance adds, a fifth of that of a set's mean.
        agree(
                c -> square(c.scoreNoiseTaskMean()),
                0.5
                                * overTasks(r -> {
                                    double inner = r * r * square(sigmoid(r) - 0.5) / 4;
                                    double outer = r * r * (sigmoid(r) * sigmoid(-r) + 0.25) / 2;
                                    return inner + outer + (inner + outer / 3) / 5;
                                })
                        - signal);
        // b is the mean of 59 other tasks, each with 18 draws: J̃ and b are independent, b has the mean of all.
        double ofTasks = overTasks(r -> square(value(r) - overTasks(VarianceStudyTest::value)));
        double inner = overTasks(r -> r * r * square(sigmoid(r) - 0.5) / 4);
        double outer = overTasks(r -> r * r * (sigmoid(r) * sigmoid(-r) + 0.25) / 2);
        double all = ofTasks + inner + outer;
        double ofBaseline = (ofTasks + inner / 6 + outer / 18) / 59;
        agree(c -> square(c.scoreNoiseLeaveOneOut()), 0.5 * (all + ofBaseline) - signal);
        // Without its only trajectory θ does not move: k = r (1 − ½/π′) where the paying arm was drawn twice, else 0.
        agree(
                c -> square(c.scoreNoiseLeaveTrajectoryOut()),
                0.5 * overTasks(r -> r * r * square(sigmoid(r) - 0.5) / sigmoid(r) / 2) - signal);
    }

    /// E[J̃² | task].
    private static double returnSquare(double r) {
        return r * r * (sigmoid(r) + 0.5) / 2;
    }

    /// ½ (J after a hit − J after a miss): the score term's expectation is this along (½, −½).
    private static double pull(double r) {
        return 0.5 * r * (sigmoid(r) - 0.5);
    }

    @Test
    void theNoiseOfTheBaseIsAsByHand() {
        // base = r (1 − π′(1), −π′(2)) after a paying arm, 0 after the other.
        double squares = overTasks(r -> r * r * (sigmoid(r) * square(sigmoid(-r)) + 0.125));
        agree(c -> square(c.baseNoise()), squares - 2 * square(baseAlongEach()));
    }

    @Test
    void theExpectationsAreAsByHand() {
        double pull = overTasks(VarianceStudyTest::pull);
        agree(c -> c.score().square(), pull * pull / 2);
        // E∇J(θ′) = r π′(1 − π′) (1, −1).
        agree(c -> c.base().square(), 2 * square(baseAlongEach()));
        agree(VarianceComponents::product, pull * baseAlongEach());
        for (VarianceComponents study : studies) {
            assertThat(study.base().norm()).isEqualTo(Math.sqrt(study.base().square()));
        }
    }

    private static double baseAlongEach() {
        return overTasks(r -> r * (sigmoid(r) * sigmoid(-r) + 0.25) / 2);
    }

    private static double square(double x) {
        return x * x;
    }

    private void agree(ToDoubleFunction<VarianceComponents> quantity, double exact) {
        double[] values = studies.stream().mapToDouble(quantity).toArray();
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double error = Math.sqrt(squares / (values.length - 1) / values.length);
        assertThat(error).as("the studies vary").isPositive();
        assertThat(Math.abs(mean - exact))
                .as("%s against %s, standard error %s", mean, exact, error)
                .isLessThan(5 * error);
    }

    @Test
    void withoutAnInnerStepTheInnerDataExplainNothing() {
        double mean = 0;
        try (var study = study(0, 1)) {
            for (int seed = 0; seed < STUDIES; seed++) {
                mean += study.measure(THETA, 60, 6, 3, seed, done -> {}).innerData() / STUDIES;
            }
        }
        // Where there is one (α = 1) the same figure is 0.24; its standard error here is about 0.005.
        assertThat(mean).isBetween(-0.03, 0.03);
        assertThat(studies.getFirst().innerData()).isGreaterThan(0.1);
    }

    /// Without an inner step the score term's expectation is zero. At most 5 % of zeros are taken for seen; more
    /// than 8 of 40 then have probability 1e-4.
    @Test
    void aZeroExpectationIsNotSeen() {
        int seen = 0;
        double squares = 0;
        try (var study = study(0, 1)) {
            for (int seed = 0; seed < STUDIES; seed++) {
                Expectation score =
                        study.measure(THETA, 60, 6, 3, seed, done -> {}).score();
                seen += score.seen() ? 1 : 0;
                squares += square(score.square() / score.error()) / STUDIES;
                assertThat(Double.isNaN(score.norm())).isEqualTo(!score.seen());
            }
        }
        assertThat(seen).isLessThanOrEqualTo(8);
        // The error is neither far too small nor far too large.
        assertThat(squares).isBetween(0.2, 4.0);
        assertThat(studies).allMatch(c -> c.base().seen());
    }

    @Test
    void threadsChangeNothing() {
        try (var one = study(1, 1);
                var two = study(1, 2)) {
            assertThat(one.measure(THETA, 7, 3, 2, 9, done -> {}))
                    .isEqualTo(two.measure(THETA, 7, 3, 2, 9, done -> {}));
        }
    }

    @Test
    void aVarianceNeedsTwo() {
        try (var study = study(1, 1)) {
            assertThatThrownBy(() -> study.measure(THETA, 1, 2, 2, 0, done -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("tasks = 1 must be at least 2");
            assertThatThrownBy(() -> study.measure(THETA, 2, 2, 1, 0, done -> {}))
                    .hasMessage("outerBatches = 1 must be at least 2");
        }
    }
}
