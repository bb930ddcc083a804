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

    @Test
    void crossedIntervalsCoverSeedsAndTasks() {
        RandomStream random = Vectors.stream(4);
        long[] counts = new long[2];
        long[] ofTasksAlone = new long[2];
        for (int k = 0; k < 300; k++) {
            double[][] values = crossed(random, 10, 20, 1, 0.5);
            Interval interval = Interval.bootstrapCrossed(values, k);
            counts[interval.low() <= 0 && 0 <= interval.high() ? 1 : 0]++;
            double[] means = new double[20];
            for (double[] row : values) {
                for (int i = 0; i < 20; i++) {
                    means[i] += row[i] / 10;
                }
            }
            Interval narrow = Interval.bootstrapMean(means, k);
            ofTasksAlone[narrow.low() <= 0 && 0 <= narrow.high() ? 1 : 0]++;
        }
        // Ten seeds: √(9/10) and normal quantiles for Student's give about 92 %; false alarm 1e-6.
        assertThat(Tails.pearson(counts, new double[] {0.08, 0.92})).isGreaterThan(1e-6);
        // The wrong interval, which forgets that the seeds were chosen, must be caught.
        assertThat(Tails.pearson(ofTasksAlone, new double[] {0.08, 0.92})).isLessThan(1e-12);
    }

    @Test
    void aDifferenceOnTheSameTasksIsKnownBetterThanItsParts() {
        RandomStream random = Vectors.stream(5);
        double[][] first = crossed(random, 6, 30, 0.05, 3);
        double[][] second = new double[6][];
        for (int s = 0; s < 6; s++) {
            second[s] = first[s].clone();
            for (int i = 0; i < 30; i++) {
                second[s][i] -= 1;
            }
        }
        Interval difference = Interval.bootstrapCrossedDifference(first, second, 1);
        assertThat(difference.mean()).isCloseTo(1, within(1e-12));
        // Standard deviation about √2·√((0.05² + 0.3²/30)/6) = 0.043, and a half more for cells resampled twice.
        assertThat(difference.low()).isBetween(0.75, 0.97);
        assertThat(difference.high()).isBetween(1.03, 1.25);
        Interval part = Interval.bootstrapCrossed(first, 1);
        assertThat(part.high() - part.low()).isGreaterThan(1);
        assertThatThrownBy(() -> Interval.bootstrapCrossedDifference(first, new double[][] {{1}}, 1))
                .hasMessageContaining("second has 1 tasks and must have 30");
        assertThatThrownBy(() -> Interval.bootstrapCrossed(new double[][] {{1, 2}, {1}}, 1))
                .hasMessageContaining("same tasks");
    }

    /// Seed effect + task effect + noise 0.3, all with mean 0.
    private static double[][] crossed(RandomStream random, int seeds, int tasks, double seedStd, double taskStd) {
        double[] seed = Vectors.gaussian(random, seeds);
        double[] task = Vectors.gaussian(random, tasks);
        double[][] values = new double[seeds][];
        for (int s = 0; s < seeds; s++) {
            values[s] = Vectors.gaussian(random, tasks);
            for (int i = 0; i < tasks; i++) {
                values[s][i] = 0.3 * values[s][i] + seedStd * seed[s] + taskStd * task[i];
            }
        }
        return values;
    }
}
