package org.sgmrl.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Holm's (1979) correction for several tests: the chance that any true hypothesis is rejected at a level is
/// at most that level, whatever the tests have to do with each other.
public final class HolmCorrection {
    private HolmCorrection() {}

    /// Corrects p-values: the i-th smallest of m, from i = 1, becomes the largest of min(1, (m − j + 1) p_j)
    /// over j ≤ i.
    ///
    /// @param pValues in any order; those that are not finite stand for no test and do not count
    /// @return the corrected values in the same order; where there is no test, as they were
    public static double[] correct(double... pValues) {
        List<Integer> order = IntStream.range(0, pValues.length)
                .boxed()
                .filter(i -> Double.isFinite(pValues[i]))
                .sorted(Comparator.comparingDouble(i -> pValues[i]))
                .toList();
        double[] corrected = pValues.clone();
        double largest = 0;
        for (int rank = 0; rank < order.size(); rank++) {
            double p = pValues[order.get(rank)];
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException("p-value " + p + " must be in [0, 1]");
            }
            largest = Math.max(largest, Math.min(1, p * (order.size() - rank)));
            corrected[order.get(rank)] = largest;
        }
        return corrected;
    }
}
