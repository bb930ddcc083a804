package org.sgmrl.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;

/// λ by hand. What a factor does to the expectation is [ScoreTermFactorTest]'s.
final class NoiseLimitTest {
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
        assertThat(limited.scoreTermFactor()).as("nothing is known yet").isEqualTo(1);
        limited.learn(tasks(1, 8), NO_PARAMETERS);
        assertThat(limited.scoreTermFactor()).isEqualTo(2.0 / 8);
        // Scores come with the factor: whole, these have norm 16.
        limited.learn(tasks(3, 4), NO_PARAMETERS);
        double second = limited.scoreTermFactor();
        assertThat(second).isCloseTo(2 * Math.sqrt((0.9 * 1 + 0.1 * 9) / (0.9 * 64 + 0.1 * 256)), within(1e-15));
        for (int i = 0; i < 300; i++) {
            limited.learn(tasks(3, 4 * limited.scoreTermFactor()), NO_PARAMETERS);
        }
        assertThat(limited.scoreTermFactor())
                .as("2 × 3/4 is above 1: the whole term")
                .isEqualTo(1);
    }

    /// The coefficients are those of the score term: who estimates has multiplied it already.
    @Test
    void theCoefficientsStay() {
        SplitCoefficients limited = limited(1, Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR);
        limited.learn(tasks(1, 8), NO_PARAMETERS);
        double[] k = {7, 7};
        limited.coefficients(tasks(1, 8), NO_PARAMETERS, k);
        assertThat(k).containsExactly(1, 1);
    }

    /// Scores that wait for a coefficient are as loud as they are with it: 1 − 3 and 3 − 1 by leave-one-out.
    @Test
    void theNoiseOfScoresIsWithTheirCoefficients() {
        SplitCoefficients limited = limited(1, Coefficient.LEAVE_ONE_OUT);
        limited.learn(tasks(1, 5), NO_PARAMETERS);
        assertThat(limited.scoreTermFactor()).isCloseTo(0.1, within(1e-16));
    }

    /// Of scores that ride in a product only the first task's are known: the norms of both parts are its own.
    @Test
    void tasksWithoutScoresByThemselvesDoNotCount() {
        SplitCoefficients limited = limited(1, Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR);
        TaskGradient[] tasks = tasks(1, 8);
        tasks[1].baseNorm = 100;
        tasks[1].scoreNorm = 0;
        limited.learn(tasks, NO_PARAMETERS);
        assertThat(limited.scoreTermFactor()).isEqualTo(1.0 / 8);
    }

    @Test
    void nothingIsLearnedWhereEitherPartIsZero() {
        SplitCoefficients limited = limited(1, Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR);
        limited.learn(tasks(0, 8), NO_PARAMETERS);
        limited.learn(tasks(1, 0), NO_PARAMETERS);
        assertThat(limited.scoreTermFactor()).isEqualTo(1);
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
            for (double[] bad :
                    new double[][] {{}, {1}, {-1, 1}, {1, Double.NaN}, {0, 1}, {1, Double.POSITIVE_INFINITY}}) {
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
}
