package org.sgmrl.random;

import java.util.Arrays;

/// Test statistics as z-scores: standard normal when the hypothesis holds, so that one limit serves all.
final class Scores {
    private Scores() {}

    /// Mean of k-th powers against its expectation and the variance of one power.
    static double moment(double[] sample, int k, double expectation, double variance) {
        double sum = 0;
        for (double x : sample) {
            double power = 1;
            for (int i = 0; i < k; i++) {
                power *= x;
            }
            sum += power - expectation;
        }
        return sum / Math.sqrt(sample.length * variance);
    }

    /// Correlation of two samples of independent pairs, each with the given mean and variance.
    static double correlation(double[] a, int aFrom, double[] b, int bFrom, int n, double mean, double variance) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (a[aFrom + i] - mean) * (b[bFrom + i] - mean);
        }
        return sum / (variance * Math.sqrt(n));
    }

    /// Correlation of a sample with itself, `lag` places later.
    static double serial(double[] sample, int lag, double mean, double variance) {
        return correlation(sample, 0, sample, lag, sample.length - lag, mean, variance);
    }

    /// Pearson's χ² for equally likely bins, brought to a normal score by the cube root of Wilson and
    /// Hilferty. Both signs count: counts that are too even are as suspect as counts that are too uneven.
    static double chiSquare(int[] counts) {
        double expected = (double) Arrays.stream(counts).asLongStream().sum() / counts.length;
        double chi2 = 0;
        for (int count : counts) {
            chi2 += (count - expected) * (count - expected) / expected;
        }
        double spread = 2.0 / (9 * (counts.length - 1));
        return (StrictMath.cbrt(chi2 / (counts.length - 1)) - (1 - spread)) / Math.sqrt(spread);
    }

    /// A count of n trials with probability p, large enough for the normal approximation.
    static double count(long hits, long n, double p) {
        return (hits - n * p) / Math.sqrt(n * p * (1 - p));
    }

    /// Kolmogorov and Smirnov's √n·max |F_n − Φ|; sorts the sample.
    static double kolmogorovSmirnovNormal(double[] sample) {
        Arrays.sort(sample);
        double largest = 0;
        for (int i = 0; i < sample.length; i++) {
            double p = NormalDistribution.probability(sample[i]);
            largest = Math.max(largest, Math.max(p - (double) i / sample.length, (i + 1.0) / sample.length - p));
        }
        return Math.sqrt(sample.length) * largest;
    }
}
