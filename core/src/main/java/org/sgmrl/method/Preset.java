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
    /// Our best settings: as released, with half the tasks and a quarter of the outer trajectories, which
    /// matter less than inner ones. For SG-MRL the coefficient that leaves each trajectory out, linear in the
    /// step, for any number of inner steps, and a score term no noisier than the rest of the gradient; for it and the methods with pairs of scores, whose
    /// directions are good enough for it, Adam at 1e-3 that halves every 480 iterations along gradients
    /// shortened to 1. For MAML and E-MAML 3e-4, below the size at which they sooner or later saturate the
    /// policy.
    TUNED,
    /// What [#TUNED] was before: the same, with no limit on the score term's noise.
    TUNED_2,
    /// What [#TUNED_2] was before: 20 and 20 trajectories of all tasks, 3e-4, and for SG-MRL the coefficient that
    /// leaves five groups of trajectories out by importance weights with a cap. It is for one inner step; with
    /// another number of them the task-regression takes its place.
    TUNED_1
}
