package org.sgmrl.method;

/// The score term of a meta-gradient: scores of inner trajectories, and what they are multiplied with. Pairs that
/// make no sense cannot be written.
public sealed interface ScoreTerm {
    /// No scores.
    record None() implements ScoreTerm {}

    /// Σ over every inner batch of ∇log π(τ; θ_{t−1}), times a coefficient.
    ///
    /// @param coefficient of the scores
    record Sum(OfSum coefficient) implements ScoreTerm {}

    /// The mean of ∇log π(τ; θ) over the first inner batch, times a coefficient.
    ///
    /// @param coefficient of the mean score
    record MeanOfFirstBatch(OfMean coefficient) implements ScoreTerm {}

    /// Scores of decisions, times what pairs of decisions of their trajectory make of the loop's
    /// vector v: estimates of the outer product in the policy Hessian.
    ///
    /// @param which pairs
    record Pairs(Pairing which) implements ScoreTerm {}

    /// Pairs of decisions h, k of a trajectory with the weight that score h gets for p_k = ∇log
    /// π_k·v.
    enum Pairing {
        /// α w_h for h = k alone: LVC (Rothfuss et al. 2019).
        DIAGONAL,
        /// α w_{max(h,k)}: DiCE (Foerster et al. 2018); each reward meets the pairs of scores
        /// before it.
        CAUSAL
    }

    /// What summed scores may be multiplied with.
    sealed interface OfSum {}

    /// What a mean score may be multiplied with.
    sealed interface OfMean {}

    /// c (J̃ − b), one number for a task. Where the weighting has scale c = 1 it leaves the estimate
    /// unbiased, because b does not depend on the task's own inner data. A scale that comes from the outer
    /// batch depends on the inner data a little, so that E[c b Σ∇log π] is not exactly zero.
    ///
    /// @param baseline b
    record ReturnLess(Baseline baseline) implements OfSum, OfMean {}

    /// b in c (J̃ − b).
    enum Baseline {
        /// b = 0.
        NONE,
        /// b = mean of J̃ over the other tasks of the meta-batch.
        LEAVE_ONE_OUT,
        /// b = ridge regression of J̃ on the task's parameters, fitted on earlier iterations.
        TASK_REGRESSION
    }

    /// J(θ′) − J(θ′₋g) for each group g of inner trajectories, θ′₋g the adaptation without it. For one inner step.
    ///
    /// @param how trajectories are left out
    record LeavingOut(LeaveOut how) implements OfSum {}

    /// The same, linear in the step and with the loop's vector v in the place of a difference of
    /// returns: of group g at turn t α Σ_n (w_n(D_t) − w_n(D_t∖g)) ∇log π_n·v. For any number of
    /// inner steps.
    ///
    /// @param how groups, and how often the exact coefficients take part
    record LeavingOutLinear(LeaveOut how) implements OfSum {}

    /// The mean outer reward, standardised over all rewards of the meta-batch, for scores that are a mean over time
    /// steps too.
    record StandardizedReward() implements OfMean {}
}
