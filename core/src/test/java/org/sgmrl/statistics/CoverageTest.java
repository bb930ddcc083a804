package org.sgmrl.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.sgmrl.random.RandomStream;
import org.sgmrl.statistics.Bootstrap.Method;
import org.sgmrl.statistics.CoverageStudy.Law;
import org.sgmrl.testing.Vectors;

/// Cells of the tables in docs/results/statistics.md, which [CoverageStudy] makes with more experiments. Each share is
/// asked for within five standard errors of its own number of experiments: false alarm 6e-7 a cell.
final class CoverageTest {
    @Test
    void studentsIntervalOfNormalValuesCoversWhatItSaysFromTwoValuesOn() {
        int experiments = 4000;
        for (int n : new int[] {2, 3, 5, 8, 10, 16}) {
            RandomStream random = Vectors.stream(n);
            int hits = 0;
            for (int k = 0; k < experiments; k++) {
                hits += StudentIntervals.ofMean(Vectors.gaussian(random, n)).covers(0) ? 1 : 0;
            }
            assertThat(hits / (double) experiments)
                    .as("%d values", n)
                    .isCloseTo(0.95, within(5 * Math.sqrt(0.95 * 0.05 / experiments)));
        }
    }

    /// Of two and three values the ends are the smallest and the largest: the truth lies between them with
    /// probability 1/2 and 3/4 whatever the symmetric law.
    @Test
    void theBootstrapOfFewValuesDoesNot() {
        int experiments = 400;
        for (int n : new int[] {2, 3}) {
            double expected = 1 - Math.scalb(1.0, 1 - n);
            double[] shares = CoverageStudy.ofOneFactor(Law.NORMAL, n, experiments, 400, 20 + n);
            assertThat(shares[1]).isCloseTo(expected, within(5 * Math.sqrt(expected * (1 - expected) / experiments)));
            assertThat(shares[2]).isEqualTo(shares[1]);
        }
        double[] five = CoverageStudy.ofOneFactor(Law.NORMAL, 5, experiments, 400, 25);
        assertThat(five[1]).isCloseTo(0.84, within(5 * Math.sqrt(0.84 * 0.16 / experiments)));
        double[] ten = CoverageStudy.ofOneFactor(Law.NORMAL, 10, experiments, 400, 30);
        assertThat(ten[1]).isCloseTo(0.905, within(5 * Math.sqrt(0.905 * 0.095 / experiments)));
        assertThat(ten[2]).isCloseTo(0.95, within(5 * Math.sqrt(0.95 * 0.05 / experiments)));
    }

    /// A law that is mostly one value deceives every method: a third of the samples of five show nothing else.
    @Test
    void neitherHelpsWhereTheRareIsMissing() {
        double[] shares = CoverageStudy.ofOneFactor(Law.RARE, 5, 400, 400, 35);
        // All five are the frequent value with probability 0.8^5 = 0.33.
        assertThat(shares[0]).isLessThan(1 - 0.8 * 0.8 * 0.8 * 0.8 * 0.8 + 5 * Math.sqrt(0.67 * 0.33 / 400));
        assertThat(shares[1]).isLessThan(1 - 0.8 * 0.8 * 0.8 * 0.8 * 0.8 + 5 * Math.sqrt(0.67 * 0.33 / 400));
    }

    /// Three runs on five environments: the order of the columns is that of the study.
    @Test
    void expandedIntervalsCoverMoreThanPercentileIntervals() {
        int experiments = 400;
        double[] percentile = CoverageStudy.ofEnvironments(3, experiments, 40, Method.PERCENTILE);
        double[] expanded = CoverageStudy.ofEnvironments(3, experiments, 40, Method.EXPANDED);
        // Student over strata, mean, interquartile mean.
        assertThat(percentile[0]).isCloseTo(0.955, within(5 * Math.sqrt(0.955 * 0.045 / experiments)));
        assertThat(percentile[1]).isCloseTo(0.86, within(5 * Math.sqrt(0.86 * 0.14 / experiments)));
        assertThat(percentile[2]).isCloseTo(0.87, within(5 * Math.sqrt(0.87 * 0.13 / experiments)));
        assertThat(expanded[1]).isCloseTo(0.94, within(5 * Math.sqrt(0.94 * 0.06 / experiments)));
        assertThat(expanded[2]).isCloseTo(0.93, within(5 * Math.sqrt(0.93 * 0.07 / experiments)));
        for (int i = 0; i < percentile.length - 1; i++) {
            // The same experiments, and the intervals contain each other.
            assertThat(expanded[i]).isGreaterThanOrEqualTo(percentile[i]);
        }
    }
}
