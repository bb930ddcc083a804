package org.sgmrl.method;

/// Complete settings under a name.
public enum Preset {
    /// The equations of Fallah et al. (2021) as they stand: weights of eq. (4), sums over time, SGD,
    /// pathwise curvature, no baseline. Step sizes are ours, since the text gives none; they are small
    /// because sums over time are large.
    PAPER,
    /// The settings and scalings of the paper's released experiments (generalised advantages, standardised,
    /// means over time, Adam 1e-3, second order), but with the real return in the score term and the scores
    /// of every inner batch; leave-one-out baseline. E-MAML with its published coefficient.
    RELEASED,
    /// Our best settings: as released, with the outer step size 3e-4, below the size at which every method
    /// sooner or later saturates the policy, and for SG-MRL the coefficient that leaves trajectories out. It is for
    /// one inner step; with another number of them the task-regression takes its place.
    TUNED
}
