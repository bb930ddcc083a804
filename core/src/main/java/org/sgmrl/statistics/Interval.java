package org.sgmrl.statistics;

import java.util.Arrays;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// A mean with an interval around it.
///
/// @param mean arithmetic mean of the sample
/// @param low lower end of the 95 % interval
/// @param high upper end of the 95 % interval
public record Interval(double mean, double low, double high) {
    private static final int RESAMPLES = 4000;

    /// Percentile bootstrap interval of the mean (Efron 1979): resamples the values with replacement 4000
    /// times. A function of the values and the seed. A single value has the interval of zero width at
    /// itself.
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
        return percentile(mean(values), means);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static Interval percentile(double mean, double[] resamples) {
        Arrays.sort(resamples);
        return new Interval(mean, resamples[(int) (0.025 * RESAMPLES)], resamples[(int) (0.975 * RESAMPLES) - 1]);
    }
}
