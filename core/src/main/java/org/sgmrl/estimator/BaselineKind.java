package org.sgmrl.estimator;

import org.jspecify.annotations.Nullable;

/// The baseline b in the score term's coefficient c (J̃ − b). Where the weighting has scale c = 1, every
/// kind but [#STANDARDIZED_REWARD] leaves the estimate unbiased, because b does not depend on the task's
/// own inner data. A scale that comes from the outer batch depends on the inner data a little, so that E[c
/// b Σ∇log π] is not exactly zero.
public enum BaselineKind {
    /// b = 0, the paper.
    NONE,
    /// b = mean of J̃ over the other tasks of the meta-batch.
    LEAVE_ONE_OUT,
    /// b = ridge regression of J̃ on the task's parameters, fitted on earlier iterations.
    TASK_REGRESSION,
    /// For each group of inner trajectories a baseline of its own: the return of the policy that adapts without
    /// it ([LeaveTrajectoryOut]). For SG-MRL with one inner step.
    LEAVE_TRAJECTORY_OUT,
    /// E-MAML as published: the coefficient is the mean outer reward, standardised over all rewards of the
    /// meta-batch.
    STANDARDIZED_REWARD;

    /// This baseline; for [#LEAVE_TRAJECTORY_OUT] and other scores than their sum none, so that several methods can be
    /// compared with one choice.
    ///
    /// @param scoreTerm the scores
    /// @return the baseline to use
    public BaselineKind orNone(ScoreTerm scoreTerm) {
        return this == LEAVE_TRAJECTORY_OUT && scoreTerm != ScoreTerm.SUM ? NONE : this;
    }

    /// What [MetaGradientSettings#leaveOut] is with this baseline.
    ///
    /// @param how how trajectories would be left out
    /// @return the argument for [#LEAVE_TRAJECTORY_OUT], else null
    public @Nullable LeaveOut leaveOut(LeaveOut how) {
        return this == LEAVE_TRAJECTORY_OUT ? how : null;
    }
}
