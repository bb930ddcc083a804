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
        RandomStream random = stream(seed);
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

    /// Interval of the mean over seeds and tasks that are crossed: every seed is tested on the same tasks.
    /// Seeds and tasks are resampled independently of each other (pigeonhole bootstrap, Owen 2007), so the
    /// interval covers the choice of both. With few seeds it is too narrow: their resampled spread is too small
    /// by the factor √((seeds − 1)/seeds), and normal quantiles stand in for Student's. With one seed it covers
    /// the choice of tasks only.
    ///
    /// @param values `[seeds][tasks]`, at least one of each, all rows of equal length
    /// @param seed of the resampling
    /// @return the mean with its 95 % interval
    public static Interval bootstrapCrossed(double[][] values, long seed) {
        int tasks = checked(values);
        RandomStream random = stream(seed);
        int[] counts = new int[tasks];
        double[] means = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            resample(counts, random);
            means[r] = resampledMean(values, counts, random);
        }
        return percentile(mean(values), means);
    }

    /// Interval of the difference of two crossed means, first minus second, over the same tasks: a
    /// resample takes the same tasks for both, and seeds of its own for each.
    ///
    /// @param first `[seeds][tasks]`
    /// @param second `[seeds][tasks]`, as many tasks as `first`; the number of seeds may differ
    /// @param seed of the resampling
    /// @return the difference with its 95 % interval
    public static Interval bootstrapCrossedDifference(double[][] first, double[][] second, long seed) {
        int tasks = checked(first);
        if (checked(second) != tasks) {
            throw new IllegalArgumentException(
                    "second has " + second[0].length + " tasks and must have " + tasks + ", the same as first");
        }
        RandomStream random = stream(seed);
        int[] counts = new int[tasks];
        double[] differences = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            resample(counts, random);
            differences[r] = resampledMean(first, counts, random) - resampledMean(second, counts, random);
        }
        return percentile(mean(first) - mean(second), differences);
    }

    private static RandomStream stream(long seed) {
        return RandomStream.of(seed, StreamDomain.STATISTICS, 0, 0, 0, 0, StreamPurpose.PERMUTATION);
    }

    private static int checked(double[][] values) {
        if (values.length == 0 || values[0].length == 0) {
            throw new IllegalArgumentException("no values; at least one seed and one task are needed");
        }
        for (double[] row : values) {
            if (row.length != values[0].length) {
                throw new IllegalArgumentException("rows of " + values[0].length + " and " + row.length
                        + " values; every seed must be tested on the same tasks");
            }
        }
        return values[0].length;
    }

    private static void resample(int[] counts, RandomStream random) {
        Arrays.fill(counts, 0);
        for (int i = 0; i < counts.length; i++) {
            counts[random.nextInt(counts.length)]++;
        }
    }

    private static double resampledMean(double[][] values, int[] counts, RandomStream random) {
        double sum = 0;
        for (int s = 0; s < values.length; s++) {
            double[] row = values[random.nextInt(values.length)];
            for (int i = 0; i < counts.length; i++) {
                sum += counts[i] * row[i];
            }
        }
        return sum / ((double) values.length * counts.length);
    }

    private static double mean(double[]... rows) {
        double sum = 0;
        for (double[] row : rows) {
            for (double value : row) {
                sum += value;
            }
        }
        return sum / ((double) rows.length * rows[0].length);
    }

    private static Interval percentile(double mean, double[] resamples) {
        Arrays.sort(resamples);
        return new Interval(mean, resamples[(int) (0.025 * RESAMPLES)], resamples[(int) (0.975 * RESAMPLES) - 1]);
    }
}
