package org.sgmrl.run.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

final class LearningCurveTest {
    @Test
    void aLevelIsReachedByTheMeanOverAFiftiethOfTheRun() {
        int length = 200; // so that the window is 4
        LearningCurve curve = curve(length, i -> i == 50 ? 0 : i < 100 ? -20 : -10);
        assertThat(curve.stepsTo(-20)).hasValue(4000);
        assertThat(curve.stepsTo(-16)).as("one lucky meta-batch").hasValue(51_000);
        assertThat(curve.stepsTo(-14)).hasValue(103_000);
        assertThat(curve.stepsTo(-9)).isEmpty();
    }

    @Test
    void theLastQuartersGainIsThatOfALine() {
        assertThat(curve(200, i -> 0.5 * i).lastQuarterGain()).isEqualTo(25);
        assertThat(curve(200, i -> Math.min(i, 120)).lastQuarterGain())
                .as("flat")
                .isZero();
        assertThat(curve(200, i -> i == 199 ? 20 : 0).lastQuarterGain())
                .as("one lucky meta-batch")
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void aRunOfFewIterationsHasNoQuarter() {
        for (int length = 0; length < 4; length++) {
            assertThat(curve(length, i -> i).lastQuarterGain()).isNaN();
        }
        assertThat(curve(4, i -> i).lastQuarterGain()).isEqualTo(1);
    }

    private static LearningCurve curve(int length, IntToDoubleFunction after) {
        double[] returns = new double[length];
        Arrays.setAll(returns, after);
        long[] steps = new long[length];
        Arrays.setAll(steps, i -> 1000L * (i + 1));
        return new LearningCurve(steps, returns, returns);
    }
}
