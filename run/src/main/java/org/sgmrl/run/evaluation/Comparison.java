package org.sgmrl.run.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.TTest;
import org.sgmrl.run.text.Json;
import org.sgmrl.statistics.Interval;
import tools.jackson.databind.node.ObjectNode;

/// Two methods on the same tasks, each with several seeds.
///
/// @param where what both were tried on
/// @param first name of the first method
/// @param second name of the second
/// @param difference mean return of the first minus that of the second, with its interval over seeds and tasks
/// @param effect Hedges' g of the seeds' means: the difference in units of the standard deviation between seeds; NaN
///     where there is no test
/// @param pValue Welch's test of the seeds' means, two-sided; NaN where one has one seed only, or the seeds of neither
///     differ
/// @param seeds the smaller number of seeds
/// @param corrected the same, corrected for the number of comparisons (Holm 1979)
public record Comparison(
        String where,
        String first,
        String second,
        Interval difference,
        double effect,
        double pValue,
        double corrected,
        int seeds) {

    /// Compares returns `[seeds][tasks]`.
    public static Comparison of(String where, String first, double[][] ours, String second, double[][] theirs) {
        double[] a = seedMeans(ours);
        double[] b = seedMeans(theirs);
        double p = welch(a, b);
        return new Comparison(
                where,
                first,
                second,
                CrossedIntervals.difference(ours, theirs),
                hedges(a, b),
                p,
                p,
                Math.min(a.length, b.length));
    }

    /// Holm's correction of all comparisons of an experiment. Those without a test do not count.
    public static List<Comparison> corrected(List<Comparison> comparisons) {
        List<Integer> order = IntStream.range(0, comparisons.size())
                .boxed()
                .filter(i -> Double.isFinite(comparisons.get(i).pValue))
                .sorted(Comparator.comparingDouble(i -> comparisons.get(i).pValue))
                .toList();
        List<Comparison> result = new ArrayList<>(comparisons);
        double largest = 0;
        for (int rank = 0; rank < order.size(); rank++) {
            Comparison c = comparisons.get(order.get(rank));
            largest = Math.max(largest, Math.min(1, c.pValue * (order.size() - rank)));
            result.set(
                    order.get(rank),
                    new Comparison(c.where, c.first, c.second, c.difference, c.effect, c.pValue, largest, c.seeds));
        }
        return result;
    }

    /// Whether one is better at the 5 % level: by the corrected test of the seeds, and by the interval, which counts
    /// the choice of tasks too.
    public boolean decided() {
        return corrected < 0.05 && (difference.low() > 0 || difference.high() < 0);
    }

    /// What the comparison says.
    public String verdict() {
        if (seeds < 2) {
            return "one seed: no test of seeds; the interval covers the choice of tasks only";
        }
        if (Double.isNaN(pValue)) {
            return "the seeds do not differ: no test of seeds";
        }
        if (!decided()) {
            return corrected < 0.05 ? "not decided by these tasks" : "not decided by these seeds";
        }
        return (difference.mean() > 0 ? first : second) + " is better";
    }

    /// The result as JSON, without what both were tried on.
    public void put(ObjectNode node) {
        node.put("first", first);
        node.put("second", second);
        Json.putInterval(node.putObject("difference"), difference);
        Json.putNumber(node, "hedgesG", effect);
        Json.putNumber(node, "welchP", pValue);
        Json.putNumber(node, "holmP", corrected);
    }

    private static double[] seedMeans(double[][] values) {
        double[] means = new double[values.length];
        for (int s = 0; s < means.length; s++) {
            means[s] = Moments.mean(values[s]);
        }
        return means;
    }

    private static double welch(double[] a, double[] b) {
        if (a.length < 2 || b.length < 2 || !(Moments.variance(a) + Moments.variance(b) > 0)) {
            return Double.NaN;
        }
        return TTest.withDefaults().test(a, b).getPValue();
    }

    /// Hedges (1981), with the correction for small samples.
    private static double hedges(double[] a, double[] b) {
        int freedom = a.length + b.length - 2;
        if (a.length < 2 || b.length < 2) {
            return Double.NaN;
        }
        double pooled = ((a.length - 1) * Moments.variance(a) + (b.length - 1) * Moments.variance(b)) / freedom;
        if (!(pooled > 0)) {
            return Double.NaN;
        }
        return (Moments.mean(a) - Moments.mean(b)) / Math.sqrt(pooled) * (1 - 3 / (4.0 * freedom - 1));
    }
}
