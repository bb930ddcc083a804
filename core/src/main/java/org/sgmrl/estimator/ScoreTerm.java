package org.sgmrl.estimator;

/// Which scores ∇log π(τ; θ) of inner trajectories enter the meta-gradient.
public enum ScoreTerm {
    /// None.
    NONE,
    /// The sum over every inner batch: the derivative of the inner data's distribution.
    SUM,
    /// The mean over the first inner batch.
    MEAN
}
