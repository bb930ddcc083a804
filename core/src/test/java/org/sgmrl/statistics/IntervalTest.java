package org.sgmrl.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.Tails;
import org.sgmrl.testing.Vectors;

final class IntervalTest {
    @Test
    void aSingleOrConstantSampleHasAnIntervalOfZeroWidth() {
        assertThat(Interval.bootstrapMean(new double[] {3}, 1)).isEqualTo(new Interval(3, 3, 3));
        assertThat(Interval.bootstrapMean(new double[] {2, 2, 2, 2}, 1)).isEqualTo(new Interval(2, 2, 2));
        assertThatThrownBy(() -> Interval.bootstrapMean(new double[0], 1)).hasMessageContaining("no values");
    }

    @Test
    void anIntervalIsAFunctionOfValuesAndSeed() {
        double[] values = Vectors.gaussian(Vectors.stream(1), 30);
        assertThat(Interval.bootstrapMean(values, 5)).isEqualTo(Interval.bootstrapMean(values, 5));
        assertThat(Interval.bootstrapMean(values, 6)).isNotEqualTo(Interval.bootstrapMean(values, 5));
        assertThat(Interval.bootstrapMean(values, 6).mean())
                .isCloseTo(Arrays.stream(values).sum() / 30, within(1e-15));
    }

    @Test
    void forLargeNormalSamplesItIsNearlyTheClassicalInterval() {
        double[] values = Vectors.gaussian(Vectors.stream(2), 2000);
        Interval interval = Interval.bootstrapMean(values, 1);
        double mean = interval.mean();
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double half = 1.96 * Math.sqrt(squares) / 2000;
        // The ends are order statistics 100 and 3900 of 4000: their own standard error is about 3.4 % of `half`.
        assertThat(interval.low()).isCloseTo(mean - half, within(0.15 * half));
        assertThat(interval.high()).isCloseTo(mean + half, within(0.15 * half));
    }

    @Test
    void itCoversTheTrueMeanAboutNineteenTimesInTwenty() {
        RandomStream random = Vectors.stream(3);
        long[] counts = new long[2];
        for (int k = 0; k < 400; k++) {
            Interval interval = Interval.bootstrapMean(Vectors.gaussian(random, 40), k);
            counts[interval.low() <= 0 && 0 <= interval.high() ? 1 : 0]++;
        }
        // Percentile intervals of 40 normal values cover 94 % (they are narrower than Student's by √(39/40) and the
        // normal quantile); false alarm 1e-6.
        assertThat(Tails.pearson(counts, new double[] {0.06, 0.94})).isGreaterThan(1e-6);
    }
}
