package org.sgmrl.statistics;

import java.util.Arrays;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// An estimate with a 95 % interval around it.
///
/// Where the data say nothing about the estimate's error (a single value, or one that is not finite) there
/// is no interval: both ends are NaN and [#exists()] is false. An interval of zero width is another thing:
/// several values that are all the same.
///
/// @param estimate what was computed of the sample
/// @param low lower end of the 95 % interval, or NaN
/// @param high upper end of the 95 % interval, or NaN
public record Interval(double estimate, double low, double high) {
    private static final int RESAMPLES = 4000;

    /// An estimate about whose error nothing is known.
    ///
    /// @param estimate what was computed of the sample
    /// @return the estimate without an interval
    public static Interval none(double estimate) {
        return new Interval(estimate, Double.NaN, Double.NaN);
    }

    /// The estimate, by the name it has where it is a mean.
    ///
    /// @return the estimate
    public double mean() {
        return estimate;
    }

    /// Whether there is an interval.
    ///
    /// @return false if the ends are not numbers
    public boolean exists() {
        return !(Double.isNaN(low) || Double.isNaN(high));
    }

    /// Whether a value lies in the interval, ends included.
    ///
    /// @param value any number
    /// @return false also if there is no interval
    public boolean covers(double value) {
        return low <= value && value <= high;
    }

    /// Whether a value lies outside the interval.
    ///
    /// @param value any number
    /// @return false also if there is no interval: what is unknown excludes nothing
    public boolean excludes(double value) {
        return low > value || high < value;
    }

    /// Percentile bootstrap interval of the mean (Efron 1979): resamples the values with replacement 4000
    /// times. A function of the values and the seed. A single value has the interval of zero width at
    /// itself.
    ///
    /// It covers less than it says for few values: 50 % for two, 84 % for five, 90 % for ten normal ones
    /// (docs/results/statistics.md). [StudentIntervals#ofMean] does not have this fault.
    ///
    /// @param values independent observations, at least one
    /// @param seed of the resampling
    /// @return the mean with its 95 % interval
    public static Interval bootstrapMean(double[] values, long seed) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values; at least one is needed");
        }
        RandomStream random = RandomStream.of(seed, StreamDomain.STATISTICS, 0, 0, 0, 0, StreamPurpose.PERMUTATION);
        double[] means = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[random.nextInt(values.length)];
            }
            means[r] = sum / values.length;
        }
        return percentile(Moments.mean(values), means);
    }

    private static Interval percentile(double mean, double[] resamples) {
        Arrays.sort(resamples);
        return new Interval(mean, resamples[(int) (0.025 * RESAMPLES)], resamples[(int) (0.975 * RESAMPLES) - 1]);
    }
}
