package org.sgmrl.statistics;

/// What returns of an environment are worth: score = (return − zero) / (one − zero), so that scores of
/// several environments can be put together (Bellemare et al. 2013).
///
/// @param zero return that scores 0, for example that of a random policy
/// @param one return that scores 1, for example that of a reference method; may be below `zero` for costs
public record Normalization(double zero, double one) {
    /// Returns as they are.
    public static final Normalization IDENTITY = new Normalization(0, 1);

    /// Checks the returns.
    public Normalization {
        double width = one - zero;
        if (!Double.isFinite(width) || width == 0) {
            throw new IllegalArgumentException("the return that scores 0 is " + zero + ", the one that scores 1 is "
                    + one + "; both must be finite, and they must differ");
        }
    }

    /// The score of a return.
    ///
    /// @param value the return
    /// @return its score
    public double score(double value) {
        return (value - zero) / (one - zero);
    }
}
