package org.sgmrl.method;

/// Which scores ∇log π(τ; θ) of inner trajectories enter a meta-gradient.
public enum Scores {
    /// None.
    NONE,
    /// The sum over every inner batch: the derivative of the inner data's distribution.
    SUM,
    /// The mean over the first inner batch.
    MEAN_OF_FIRST_BATCH,
    /// Those of [ScoreTerm.Pairing#DIAGONAL].
    DIAGONAL_PAIRS,
    /// Those of [ScoreTerm.Pairing#CAUSAL].
    CAUSAL_PAIRS
}
