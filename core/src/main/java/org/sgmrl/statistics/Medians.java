package org.sgmrl.statistics;

import java.util.Arrays;
import org.sgmrl.argument.Arguments;

/// The median of some numbers.
public final class Medians {
    private Medians() {}

    /// The number in the middle, or the mean of the two in the middle.
    ///
    /// @param values at least one, in any order; they stay as they are. NaN counts as larger than all others
    /// @return their median
    public static double of(double[] values) {
        Arguments.given("values", values);
        Arguments.positive("values.length", values.length);
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        // Halves first: the sum of two large numbers may be infinite.
        return sorted.length % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
    }
}
