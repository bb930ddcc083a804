package org.sgmrl.statistics;

import java.util.List;

/// Share of scores above each of several thresholds (Dolan and Moré 2002; Agarwal et al. 2021): the whole
/// distribution instead of one number. A method whose profile lies above another's everywhere is better
/// whatever the aggregate; where they cross it depends on what one wants.
///
/// @param thresholds τ, in the order they were given
/// @param shares entry i: the share of scores above threshold i, with its band. The band covers each share
///     by itself, not the whole curve at once.
public record PerformanceProfile(List<Double> thresholds, List<Interval> shares) {
    /// What is compared with the thresholds.
    public enum Of {
        /// Each score: the share of runs and tasks with score > τ.
        SCORES,
        /// Each task's mean over runs: the share of tasks with mean > τ. It jumps by 1/tasks and hides runs
        /// that failed.
        TASK_MEANS
    }

    /// Copies the lists.
    public PerformanceProfile {
        thresholds = List.copyOf(thresholds);
        shares = List.copyOf(shares);
        if (thresholds.size() != shares.size()) {
            throw new IllegalArgumentException(
                    thresholds.size() + " thresholds and " + shares.size() + " shares; as many of both are needed");
        }
    }

    /// Share of scores above each threshold.
    static double[] shares(Scores scores, Of of, double... thresholds) {
        double[] values = of == Of.SCORES ? scores.flat() : scores.taskMeans();
        double[] shares = new double[thresholds.length];
        for (int i = 0; i < shares.length; i++) {
            int above = 0;
            for (double value : values) {
                above += value > thresholds[i] ? 1 : 0;
            }
            shares[i] = (double) above / values.length;
        }
        return shares;
    }
}
