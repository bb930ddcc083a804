package org.sgmrl.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

/// Closed forms of the chi-square tail, and quantiles found in any table.
final class TailsTest {
    @Test
    void twoAndFourDegreesOfFreedomHaveClosedForms() {
        for (double x : new double[] {0.1, 1, 3, 7, 30}) {
            assertThat(Tails.chiSquare(x, 2)).isCloseTo(Math.exp(-x / 2), withinPercentage(1e-9));
            assertThat(Tails.chiSquare(x, 4)).isCloseTo(Math.exp(-x / 2) * (1 + x / 2), withinPercentage(1e-9));
        }
    }

    @Test
    void tabulatedQuantilesAreMet() {
        assertThat(Tails.normalTwoSided(1.959963984540054)).isCloseTo(0.05, within(1e-12));
        assertThat(Tails.normalTwoSided(4.891638475699)).isCloseTo(1e-6, withinPercentage(1e-3));
        assertThat(Tails.chiSquare(7.814727903251179, 3)).isCloseTo(0.05, within(1e-12));
        assertThat(Tails.chiSquare(37.56623478662507, 9)).isCloseTo(2.0894e-5, withinPercentage(1));
    }

    @Test
    void pearsonAcceptsTheExpectedCountsAndRejectsImpossibleOnes() {
        assertThat(Tails.pearson(new long[] {25, 75}, new double[] {0.25, 0.75}))
                .isEqualTo(1);
        assertThat(Tails.pearson(new long[] {75, 25}, new double[] {0.25, 0.75}))
                .isLessThan(1e-20);
        assertThat(Tails.pearson(new long[] {1, 99}, new double[] {0, 1})).isEqualTo(0);
    }
}
