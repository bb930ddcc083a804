package org.sgmrl.statistics;

/// Mean and variance by plain sums from the first value to the last. Commons Statistics corrects for
/// rounding, which gives other last bits than the pages that were published with these.
final class Moments {
    private Moments() {}

    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /// With n − 1; NaN for a single value.
    static double variance(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / (values.length - 1);
    }

    static double[] ofRows(double[][] values) {
        double[] means = new double[values.length];
        for (int s = 0; s < means.length; s++) {
            means[s] = mean(values[s]);
        }
        return means;
    }
}
