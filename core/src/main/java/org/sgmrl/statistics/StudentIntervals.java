package org.sgmrl.statistics;

import org.apache.commons.statistics.distribution.TDistribution;

/// 95 % intervals of means by Student's t. For normal values their coverage is 95 % from two values on; for
/// exponential ones 88 to 92 %, and where what is rare did not occur in the sample no interval can know of it
/// (docs/results/statistics.md has the figures). Where nothing is
/// known about the error, for example of a single value, there is no interval: [Interval#none].
public final class StudentIntervals {
    private static final double TAIL = 0.025;

    private StudentIntervals() {}

    /// Interval of the mean of independent values: x̄ ± t(n − 1) s / √n (Student 1908).
    ///
    /// @param values a sample, for example the returns of one run on each task; at least one
    /// @return the mean; for a single value without an interval
    public static Interval ofMean(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values; at least one is needed");
        }
        return ofMean(Moments.mean(values), values);
    }

    /// Interval of the difference of the means of two independent samples, first minus second, whose
    /// variances may differ (Welch 1947). It excludes 0 exactly where [TwoSamples#welchP] is below 5 %.
    ///
    /// @param first a sample, at least one value
    /// @param second another, at least one value
    /// @return the difference; without an interval if one of them has one value only
    public static Interval ofDifference(double[] first, double[] second) {
        if (first.length == 0 || second.length == 0) {
            throw new IllegalArgumentException(
                    "first has " + first.length + " values, second " + second.length + "; each needs at least one");
        }
        double difference = Moments.mean(first) - Moments.mean(second);
        if (first.length == 1 || second.length == 1) {
            return Interval.none(difference);
        }
        double a = Moments.variance(first) / first.length;
        double b = Moments.variance(second) / second.length;
        return satterthwaite(difference, a + b, a * a / (first.length - 1) + b * b / (second.length - 1));
    }

    /// Interval of the mean over strata that are fixed, each with independent runs: the mean of their means
    /// with Satterthwaite's degrees of freedom. For environments that are what they are, not a sample.
    ///
    /// @param scores `[runs][environments]`
    /// @return the mean; with one run without an interval
    public static Interval ofStrata(Scores scores) {
        int runs = scores.runs();
        double mean = Aggregates.mean(scores);
        if (runs == 1) {
            return Interval.none(mean);
        }
        double variance = 0;
        double squares = 0;
        for (int task = 0; task < scores.tasks(); task++) {
            double part = Moments.variance(scores.column(task)) / runs / scores.tasks() / scores.tasks();
            variance += part;
            squares += part * part / (runs - 1);
        }
        return satterthwaite(mean, variance, squares);
    }

    /// Of a plain sample whose mean was computed before.
    static Interval ofMean(double mean, double[] sample) {
        if (sample.length == 1) {
            return Interval.none(mean);
        }
        double variance = Moments.variance(sample) / sample.length;
        return satterthwaite(mean, variance, variance * variance / (sample.length - 1));
    }

    /// Of a mean whose variance was estimated as a sum of parts (Satterthwaite 1946).
    ///
    /// @param squares sum of the squares of the variance's parts, each divided by its degrees of freedom
    static Interval satterthwaite(double mean, double variance, double squares) {
        if (!(variance > 0)) {
            return new Interval(mean, mean + 0 * variance, mean + 0 * variance);
        }
        double freedom = Math.max(1, variance * variance / squares);
        // Not a number where the squares leave the range of double: below 1e-154 or above 1e154.
        if (!Double.isFinite(freedom)) {
            return Interval.none(mean);
        }
        double half = TDistribution.of(freedom).inverseSurvivalProbability(TAIL) * Math.sqrt(variance);
        return new Interval(mean, mean - half, mean + half);
    }
}
