package org.sgmrl.random;

/// Draws an index with given probabilities.
public final class Categorical {
    private Categorical() {}

    /// The index whose interval of the cumulative distribution contains a uniform number. Never an index of
    /// probability 0; where rounding leaves the sum a little below 1, the last possible one.
    ///
    /// @param probabilities `[count]` from `offset` on, each at least 0, summing to about 1
    /// @param offset index of the first probability
    /// @param count number of probabilities
    /// @param uniform in [0, 1)
    /// @return the index, in 0..count-1
    public static int choose(double[] probabilities, int offset, int count, double uniform) {
        double cumulative = 0;
        int last = 0;
        for (int i = 0; i < count; i++) {
            double probability = probabilities[offset + i];
            if (probability > 0) {
                cumulative += probability;
                last = i;
                if (uniform < cumulative) {
                    return i;
                }
            }
        }
        return last;
    }
}
