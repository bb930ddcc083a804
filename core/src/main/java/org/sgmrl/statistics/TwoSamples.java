package org.sgmrl.statistics;

import org.apache.commons.statistics.inference.TTest;

/// Two independent samples, for example the seeds' mean returns of two methods.
public final class TwoSamples {
    private TwoSamples() {}

    /// Welch's (1947) test that the means are equal, two-sided; the variances may differ.
    ///
    /// @param first a sample
    /// @param second another
    /// @return the p-value; NaN where there is no test: one of them has fewer than two values, or neither varies
    public static double welchP(double[] first, double[] second) {
        if (first.length < 2 || second.length < 2 || !(Moments.variance(first) + Moments.variance(second) > 0)) {
            return Double.NaN;
        }
        return TTest.withDefaults().test(first, second).getPValue();
    }

    /// Hedges' (1981) g: the difference of the means, first minus second, in units of the pooled standard
    /// deviation s, with the correction for small samples, (x̄ − ȳ)/s · (1 − 3/(4(n + m − 2) − 1)).
    ///
    /// @param first a sample of n values
    /// @param second another, of m values
    /// @return g; NaN where one of them has fewer than two values, or neither varies
    public static double hedgesG(double[] first, double[] second) {
        int freedom = first.length + second.length - 2;
        if (first.length < 2 || second.length < 2) {
            return Double.NaN;
        }
        double pooled = ((first.length - 1) * Moments.variance(first) + (second.length - 1) * Moments.variance(second))
                / freedom;
        if (!(pooled > 0)) {
            return Double.NaN;
        }
        return (Moments.mean(first) - Moments.mean(second)) / Math.sqrt(pooled) * (1 - 3 / (4.0 * freedom - 1));
    }
}
