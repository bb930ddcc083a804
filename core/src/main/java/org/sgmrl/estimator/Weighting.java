package org.sgmrl.estimator;

/// How a batch of trajectories is weighted into a policy-gradient estimate.
public enum Weighting {
    /// Discounted reward-to-go, summed over time: eqs. (4) and (5).
    REWARD_TO_GO,
    /// Generalised advantages, standardised, mean over time: the released experiments.
    GENERALIZED_ADVANTAGE
}
