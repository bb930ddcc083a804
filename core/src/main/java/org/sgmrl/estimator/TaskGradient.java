package org.sgmrl.estimator;

/// One task's share of a meta-gradient, and what was seen on the way. A buffer, overwritten by each
/// estimate.
///
/// The share is base + k · score with the coefficient k = scale · (J̃ − b). The two parts are kept apart
/// because b may need the other tasks' returns, and because the norm of the score term is worth watching.
public final class TaskGradient {
    final double[] base;
    final double[] score;
    double outerReturn;
    double outerScale;
    double preReturn;
    double postReturn;
    double outerRewardMean;
    /// Sum of squared deviations from the mean.
    double outerRewardSpread;

    long outerSteps;
    long steps;
    int divergedEpisodes;

    /// A buffer for a policy with `parameterCount` parameters.
    ///
    /// @param parameterCount length of θ
    public TaskGradient(int parameterCount) {
        this.base = new double[parameterCount];
        this.score = new double[parameterCount];
    }

    /// The part without the score term.
    ///
    /// @return `[parameterCount]`, not a copy
    public double[] base() {
        return base;
    }

    /// The scores of the inner batches, each carried back through the earlier inner steps; all zero without
    /// a score term.
    ///
    /// @return `[parameterCount]`, not a copy
    public double[] score() {
        return score;
    }

    /// J̃: mean discounted return of the outer batch.
    ///
    /// @return the return
    public double outerReturn() {
        return outerReturn;
    }

    /// The scale that the outer estimate carries, and that J̃ − b must carry too.
    ///
    /// @return the scale
    public double outerScale() {
        return outerScale;
    }

    /// Mean undiscounted return before adaptation: of the first inner batch (of the outer batch when ζ =
    /// 0).
    ///
    /// @return the return
    public double preReturn() {
        return preReturn;
    }

    /// Mean undiscounted return after adaptation: of the outer batch.
    ///
    /// @return the return
    public double postReturn() {
        return postReturn;
    }

    /// Environment steps taken.
    ///
    /// @return the number of steps
    public long steps() {
        return steps;
    }

    /// Episodes that ended because the simulation broke down.
    ///
    /// @return the number
    public int divergedEpisodes() {
        return divergedEpisodes;
    }
}
