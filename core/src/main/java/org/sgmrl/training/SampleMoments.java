package org.sgmrl.training;

/// Mean and spread of many draws of a meta-gradient, each draw being one task's share.
///
/// Draws come in meta-batches of B tasks, as in training. Meta-batches are independent; the draws of one are
/// not when a baseline is shared among them, so that every error is computed from the means of the
/// meta-batches.
public final class SampleMoments {
    private final long draws;
    private final double[] mean;
    private final double[] standardError;
    private final double totalVariance;

    SampleMoments(long draws, double[] mean, double[] standardError, double totalVariance) {
        this.draws = draws;
        this.mean = mean;
        this.standardError = standardError;
        this.totalVariance = totalVariance;
    }

    /// The number of draws N.
    ///
    /// @return N
    public long draws() {
        return draws;
    }

    /// The mean of the draws.
    ///
    /// @return a copy, `[parameterCount]`
    public double[] mean() {
        return mean.clone();
    }

    /// The standard error of each entry of the mean: the standard deviation of the means of the meta-batches over the
    /// square root of their number.
    ///
    /// @return a copy, `[parameterCount]`
    public double[] standardError() {
        return standardError.clone();
    }

    /// B times the trace of the covariance of the mean of one meta-batch. With B = 1, or whenever the shares of a
    /// meta-batch are uncorrelated, this is the trace of the covariance of one draw.
    ///
    /// @return the total variance
    public double totalVariance() {
        return totalVariance;
    }
}
