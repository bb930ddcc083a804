package org.sgmrl.statistics;

import java.util.ArrayList;
import java.util.List;

/// Two methods on the same tasks, each with several seeds.
///
/// @param difference mean of the first minus that of the second, with the crossed interval over seeds and tasks
/// @param hedgesG Hedges' g of the seeds' means; NaN where there is no test
/// @param welchP Welch's test of the seeds' means, two-sided; NaN where one has one seed only, or the seeds of
///     neither differ
/// @param holmP the same, corrected for the number of comparisons
/// @param seeds the smaller number of seeds
public record MethodComparison(Interval difference, double hedgesG, double welchP, double holmP, int seeds) {
    /// What a comparison says.
    public enum Verdict {
        /// The first method's mean is larger.
        FIRST,
        /// The second method's mean is larger.
        SECOND,
        /// One has a single seed: no test of seeds, and the interval covers the choice of tasks only.
        ONE_SEED,
        /// The seeds of neither method differ: no test of seeds.
        SEEDS_ALIKE,
        /// More seeds could decide.
        UNDECIDED_BY_SEEDS,
        /// The seeds decide, but on other tasks it might be the other way round.
        UNDECIDED_BY_TASKS
    }

    /// Compares returns, by [CrossedIntervals#difference], [TwoSamples#welchP] and [TwoSamples#hedgesG].
    ///
    /// @param first `[seeds][tasks]`
    /// @param second `[seeds][tasks]`, as many tasks as `first`; the number of seeds may differ
    /// @return the comparison, as the only one of its experiment
    public static MethodComparison of(double[][] first, double[][] second) {
        Interval difference = CrossedIntervals.difference(first, second);
        double[] a = Moments.ofRows(first);
        double[] b = Moments.ofRows(second);
        double p = TwoSamples.welchP(a, b);
        return new MethodComparison(difference, TwoSamples.hedgesG(a, b), p, p, Math.min(a.length, b.length));
    }

    /// Holm's correction of all comparisons of an experiment. Those without a test do not count.
    ///
    /// @param comparisons all of them
    /// @return the same with `holmP` set, in the same order
    public static List<MethodComparison> corrected(List<MethodComparison> comparisons) {
        double[] holm = HolmCorrection.correct(
                comparisons.stream().mapToDouble(MethodComparison::welchP).toArray());
        List<MethodComparison> result = new ArrayList<>();
        for (int i = 0; i < holm.length; i++) {
            MethodComparison c = comparisons.get(i);
            result.add(new MethodComparison(c.difference, c.hedgesG, c.welchP, holm[i], c.seeds));
        }
        return List.copyOf(result);
    }

    /// Whether one is better at the 5 % level: by the corrected test of the seeds, and by the interval, which
    /// counts the choice of tasks too.
    ///
    /// @return whether both say so
    public boolean decided() {
        return holmP < 0.05 && difference.excludes(0);
    }

    /// What the comparison says.
    ///
    /// @return which method is better, or why that is not known
    public Verdict verdict() {
        if (seeds < 2) {
            return Verdict.ONE_SEED;
        }
        if (Double.isNaN(welchP)) {
            return Verdict.SEEDS_ALIKE;
        }
        if (!decided()) {
            return holmP < 0.05 ? Verdict.UNDECIDED_BY_TASKS : Verdict.UNDECIDED_BY_SEEDS;
        }
        return difference.estimate() > 0 ? Verdict.FIRST : Verdict.SECOND;
    }
}
