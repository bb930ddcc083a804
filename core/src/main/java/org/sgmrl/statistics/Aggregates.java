package org.sgmrl.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Median;

/// The aggregates of R. Agarwal et al., "Deep reinforcement learning at the edge of the statistical
/// precipice", NeurIPS 2021, as their package rliable computes them. All are point estimates; [Bootstrap]
/// puts intervals around them.
public final class Aggregates {
    private Aggregates() {}

    /// Mean of the tasks' means.
    ///
    /// @param scores `[runs][tasks]`
    /// @return the mean of all scores
    public static double mean(Scores scores) {
        return Mean.of(scores.taskMeans()).getAsDouble();
    }

    /// Median of the tasks' means: what half of the tasks reach. It says nothing about the other half.
    ///
    /// @param scores `[runs][tasks]`
    /// @return the median over tasks of the mean over runs
    public static double median(Scores scores) {
        return Median.withDefaults().evaluate(scores.taskMeans());
    }

    /// Interquartile mean: of all n = runs × tasks scores together the ⌊n/4⌋ smallest and as many of the
    /// largest are left out; the mean of the rest. Neither one lucky run nor one easy task decides it.
    ///
    /// @param scores `[runs][tasks]`
    /// @return the mean of the middle half
    public static double interquartileMean(Scores scores) {
        double[] values = scores.flat();
        Arrays.sort(values);
        int cut = values.length / 4;
        return Mean.ofRange(values, cut, values.length - cut).getAsDouble();
    }

    /// How far scores stay below a threshold on average: threshold − mean of min(score, threshold). Smaller
    /// is better, and what goes beyond the threshold does not count.
    ///
    /// @param scores `[runs][tasks]`
    /// @param threshold score that is as good as need be, usually 1
    /// @return the gap, at least 0
    public static double optimalityGap(Scores scores, double threshold) {
        double[] values = scores.flat();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.min(values[i], threshold);
        }
        return threshold - Mean.of(values).getAsDouble();
    }

    /// Probability that a run of the first method scores higher than a run of the second on the same task,
    /// averaged over tasks; equal scores count half (Mann and Whitney's U over the number of pairs). It says
    /// how often, not by how much.
    ///
    /// @param first `[runs][tasks]`
    /// @param second `[runs][tasks]`, as many tasks as `first`; the number of runs may differ
    /// @return a probability
    public static double probabilityOfImprovement(Scores first, Scores second) {
        requireSameTasks(first, second);
        double wins = 0;
        for (int task = 0; task < first.tasks(); task++) {
            for (int i = 0; i < first.runs(); i++) {
                double score = first.get(i, task);
                for (int j = 0; j < second.runs(); j++) {
                    double other = second.get(j, task);
                    wins += score > other ? 1 : score == other ? 0.5 : 0;
                }
            }
        }
        return wins / first.tasks() / ((double) first.runs() * second.runs());
    }

    static void requireSameTasks(Scores first, Scores second) {
        if (first.tasks() != second.tasks()) {
            throw new IllegalArgumentException(
                    "second has " + second.tasks() + " tasks and must have " + first.tasks() + ", the same as first");
        }
    }
}
