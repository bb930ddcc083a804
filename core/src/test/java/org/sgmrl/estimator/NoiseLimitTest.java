package org.sgmrl.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.sgmrl.testing.Vectors.combine;

import org.junit.jupiter.api.Test;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.oracle.MetaOracle;
import org.sgmrl.oracle.OracleSettings;

/// λ by hand, and the expectation that is claimed for it.
final class NoiseLimitTest {
    private static final double STEP_SIZE = 1.5;
    private static final double[][] NO_PARAMETERS = new double[2][0];

    private static SplitCoefficients limited(double noise, Coefficient coefficient) {
        return ScoreCoefficients.ofTraining(
                MethodSettings.of(Method.SG_MRL).withCoefficient(coefficient).withScoreTermNoise(noise), 0);
    }

    /// Two tasks with these norms, J̃ = 1 and 3 and scale 1.
    private static TaskGradient[] tasks(double base, double score) {
        TaskGradient[] tasks = new TaskGradient[2];
        for (int i = 0; i < 2; i++) {
            tasks[i] = new TaskGradient(1);
            tasks[i].baseNorm = base;
            tasks[i].scoreNorm = score;
            tasks[i].outerReturn = 1 + 2 * i;
            tasks[i].outerScale = 1;
        }
        return tasks;
    }

    @Test
    void theFactorIsOfEarlierIterationsAlone() {
        SplitCoefficients limited = limited(2, Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR);
        assertThat(limited.scoreTermFactor()).isZero();
        TaskGradient[] first = tasks(1, 8);
        double[] k = {7, 7};
        limited.coefficients(first, NO_PARAMETERS, k);
        assertThat(k).containsExactly(0, 0);
        limited.learn(first, NO_PARAMETERS);
        assertThat(limited.scoreTermFactor()).isEqualTo(2.0 / 8);
        limited.coefficients(tasks(1, 1000), NO_PARAMETERS, k);
        assertThat(k).as("of this iteration nothing").containsExactly(0.25, 0.25);
        limited.learn(tasks(3, 4), NO_PARAMETERS);
        assertThat(limited.scoreTermFactor())
                .isCloseTo(2 * Math.sqrt((0.9 * 1 + 0.1 * 9) / (0.9 * 64 + 0.1 * 16)), within(1e-15));
        for (int i = 0; i < 200; i++) {
            limited.learn(tasks(3, 4), NO_PARAMETERS);
        }
        assertThat(limited.scoreTermFactor())
                .as("2 × 3/4 is above 1: the whole term")
                .isEqualTo(1);
    }

    /// Scores that wait for a coefficient are as loud as they are with it.
    @Test
    void theNoiseOfScoresIsWithTheirCoefficients() {
        SplitCoefficients limited = limited(1, Coefficient.LEAVE_ONE_OUT);
        limited.learn(tasks(1, 5), NO_PARAMETERS);
        // 1 − 3 and 3 − 1: scores of norm 10.
        assertThat(limited.scoreTermFactor()).isCloseTo(0.1, within(1e-16));
        double[] k = new double[2];
        limited.coefficients(tasks(1, 5), NO_PARAMETERS, k);
        assertThat(k[0]).isCloseTo(-0.2, within(1e-15));
        assertThat(k[1]).isCloseTo(0.2, within(1e-15));
    }

    @Test
    void theMemoryGoesToCheckpointsWithThatOfTheBaseline() {
        for (Coefficient coefficient :
                new Coefficient[] {Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR, Coefficient.TASK_REGRESSION}) {
            SplitCoefficients limited = limited(0.5, coefficient);
            limited.learn(tasks(1, 8), NO_PARAMETERS);
            limited.learn(tasks(2, 3), NO_PARAMETERS);
            SplitCoefficients restored = limited(0.5, coefficient);
            restored.restore(limited.state());
            assertThat(restored.state()).isEqualTo(limited.state());
            assertThat(restored.scoreTermFactor())
                    .isEqualTo(limited.scoreTermFactor())
                    .isBetween(0.01, 0.99);
            for (double[] bad : new double[][] {{}, {1}, {-1, 1}, {1, Double.NaN}}) {
                assertThatThrownBy(() -> restored.restore(bad))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("state = [");
            }
            assertThat(restored.state()).isEqualTo(limited.state());
        }
    }

    @Test
    void squaresThatOverflowAreForgotten() {
        SplitCoefficients limited = limited(1, Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR);
        limited.learn(tasks(1, 2), NO_PARAMETERS);
        limited.learn(tasks(1, 1e200), NO_PARAMETERS);
        assertThat(limited.scoreTermFactor()).isEqualTo(0.5);
    }

    @Test
    void withoutScoresOrALimitThereIsNothingToLimit() {
        assertThat(MethodSettings.of(Method.MAML).withScoreTermNoise(1).limitsNoise())
                .isFalse();
        assertThat(limited(0, Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR).learns()).isFalse();
        assertThat(limited(0, Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR).scoreTermFactor())
                .isEqualTo(1);
        for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> MethodSettings.of(Method.SG_MRL).withScoreTermNoise(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("score-term-noise = " + bad + " must be");
        }
    }

    /// With the memory of an earlier iteration that comes to λ = 1/4: the mean of draws against (1 − λ) E[MAML] + λ E[with
    /// scores] of the oracle, and against either alone. False alarms and rejections as for [ScoreTermRampTest].
    @Test
    void theExpectationIsBetweenThoseWithoutAndWithScoresByTheFactor() {
        MetaOracle oracle = MetaOracle.create(
                UnbiasednessTest.PROBLEM,
                new Adaptation(1, 2, STEP_SIZE),
                OracleSettings.defaults().withThreads(1));
        double[] maml = ScoreTermRampTest.expectation(oracle, EstimatorVariant.ofId("maml"));
        double[] whole = ScoreTermRampTest.expectation(oracle, EstimatorVariant.ofId("sg-mrl-linear"));
        EstimatorSettings settings = new EstimatorSettings(
                MethodSettings.of(Method.SG_MRL)
                        .withCoefficient(Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR)
                        .withScoreTermNoise(0.5),
                Weighting.rewardToGo(),
                new InnerStep(1, STEP_SIZE),
                new Sampling(2, 1, UnbiasednessTest.PROBLEM.horizon() + 1, UnbiasednessTest.PROBLEM.discount()));
        SplitCoefficients limited = ScoreCoefficients.ofTraining(settings.method(), 0);
        limited.restore(new double[] {1, 4});
        assertThat(limited.scoreTermFactor()).isEqualTo(0.25);
        ScoreTermRampTest.Moments draws = ScoreTermRampTest.draw(settings, limited);
        assertThat(draws.pValue(combine(0.75, maml, 0.25, whole))).isGreaterThan(ScoreTermRampTest.FALSE_ALARM);
        assertThat(draws.pValue(maml)).as("against MAML").isLessThan(ScoreTermRampTest.REJECTED);
        assertThat(draws.pValue(whole)).as("against the whole").isLessThan(ScoreTermRampTest.REJECTED);
    }
}
