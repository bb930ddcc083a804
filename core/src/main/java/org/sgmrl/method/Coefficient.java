package org.sgmrl.method;

import java.util.Optional;

/// What the scores are multiplied with, by the name of option `--baseline`. [Method#scoreTerm] combines it with the
/// method's scores.
public enum Coefficient {
    /// c J̃, the paper: [ScoreTerm.ReturnLess] nothing.
    NONE,
    /// [ScoreTerm.ReturnLess] the mean return of the meta-batch's other tasks.
    LEAVE_ONE_OUT,
    /// [ScoreTerm.ReturnLess] a regression on the task's parameters.
    TASK_REGRESSION,
    /// [ScoreTerm.LeavingOut]: one for each group of inner trajectories. No baseline, whatever its option is called.
    LEAVE_TRAJECTORY_OUT,
    /// [ScoreTerm.StandardizedReward]: E-MAML as published.
    STANDARDIZED_REWARD,
    /// [ScoreTerm.LeavingOutLinear]: leaving out, linear in the step, for any number of inner steps.
    LEAVE_TRAJECTORY_OUT_LINEAR;

    /// The smallest meta-batch on which it can be computed.
    ///
    /// @return 2 if tasks are compared with each other, else 1
    public int leastTasks() {
        return switch (this) {
            case LEAVE_ONE_OUT, TASK_REGRESSION -> 2; // the regression begins as leave-one-out
            case NONE, LEAVE_TRAJECTORY_OUT, LEAVE_TRAJECTORY_OUT_LINEAR, STANDARDIZED_REWARD -> 1;
        };
    }

    /// c (J̃ − b), which any scores may be multiplied with, none included.
    Optional<ScoreTerm.ReturnLess> returnLess() {
        return switch (this) {
            case NONE -> Optional.of(new ScoreTerm.ReturnLess(ScoreTerm.Baseline.NONE));
            case LEAVE_ONE_OUT -> Optional.of(new ScoreTerm.ReturnLess(ScoreTerm.Baseline.LEAVE_ONE_OUT));
            case TASK_REGRESSION -> Optional.of(new ScoreTerm.ReturnLess(ScoreTerm.Baseline.TASK_REGRESSION));
            case LEAVE_TRAJECTORY_OUT, LEAVE_TRAJECTORY_OUT_LINEAR, STANDARDIZED_REWARD -> Optional.empty();
        };
    }

    /// As the coefficient of summed scores, if it can be one.
    Optional<ScoreTerm.OfSum> ofSum(LeaveOut how) {
        return switch (this) {
            case LEAVE_TRAJECTORY_OUT -> Optional.of(new ScoreTerm.LeavingOut(how));
            case LEAVE_TRAJECTORY_OUT_LINEAR -> Optional.of(new ScoreTerm.LeavingOutLinear(how));
            case NONE, LEAVE_ONE_OUT, TASK_REGRESSION, STANDARDIZED_REWARD ->
                returnLess().map(c -> c);
        };
    }

    /// As the coefficient of a mean score, if it can be one.
    Optional<ScoreTerm.OfMean> ofMean() {
        return this == STANDARDIZED_REWARD
                ? Optional.of(new ScoreTerm.StandardizedReward())
                : returnLess().map(c -> c);
    }

    /// What is wrong where it cannot be used.
    IllegalArgumentException misplaced() {
        return new IllegalArgumentException(
                switch (this) {
                    case LEAVE_TRAJECTORY_OUT ->
                        "baseline = leave-trajectory-out must be used with algorithm sg-mrl and one inner step";
                    case LEAVE_TRAJECTORY_OUT_LINEAR ->
                        "baseline = leave-trajectory-out-linear must be used with algorithm sg-mrl";
                    default ->
                        "baseline = standardized-reward must be used with algorithm e-maml, whose coefficient it is";
                });
    }
}
