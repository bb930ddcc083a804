package org.sgmrl.estimator;

import org.jspecify.annotations.Nullable;
import org.sgmrl.advantage.AdvantageEstimator;
import org.sgmrl.advantage.GeneralizedAdvantage;
import org.sgmrl.advantage.RewardToGo;

/// What a meta-gradient estimate is made of.
///
/// @param scoreTerm which scores enter
/// @param curvature the matrix in the inner step's derivative
/// @param weighting how trajectories are weighted, inner and outer alike
/// @param standardizedReward whether the score of [ScoreTerm#MEAN] is also a mean over time steps, as its
///     published coefficient (a mean reward) needs; false for a coefficient that is a return
/// @param innerSteps ζ, the number of inner steps; 0 gives the plain policy gradient
/// @param innerStepSize α
/// @param innerTrajectories D_in, trajectories of each inner batch
/// @param outerTrajectories D_o, trajectories of the outer batch
/// @param horizon most steps of a trajectory (H + 1 in the paper's count)
/// @param discount γ
/// @param gaeLambda λ of generalised advantages; unused with reward-to-go
/// @param leaveOut the groups of inner trajectories of which each has a baseline of its own in the score term, what
///     the policy would return had it adapted without them; for one inner step and the scores' sum. Null: the score
///     term has one coefficient, which is not part of the estimate
public record MetaGradientSettings(
        ScoreTerm scoreTerm,
        Curvature curvature,
        Weighting weighting,
        boolean standardizedReward,
        int innerSteps,
        double innerStepSize,
        int innerTrajectories,
        int outerTrajectories,
        int horizon,
        double discount,
        double gaeLambda,
        @Nullable LeaveOut leaveOut) {
    /// Checks every value.
    public MetaGradientSettings {
        atLeast("innerSteps", innerSteps, 0);
        atLeast("innerTrajectories", innerTrajectories, 1);
        atLeast("outerTrajectories", outerTrajectories, 1);
        atLeast("horizon", horizon, 1);
        if (!(innerStepSize >= 0 && Double.isFinite(innerStepSize))) {
            throw new IllegalArgumentException("innerStepSize = " + innerStepSize + " must be finite and at least 0");
        }
        inUnitInterval("discount", discount);
        inUnitInterval("gaeLambda", gaeLambda);
        if (leaveOut != null && (scoreTerm != ScoreTerm.SUM || innerSteps != 1)) {
            throw new IllegalArgumentException(
                    "leaveOut needs the sum of scores and one inner step, not " + scoreTerm + " and " + innerSteps);
        }
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " = " + value + " must be at least " + least);
        }
    }

    private static void inUnitInterval(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " = " + value + " must be in [0, 1]");
        }
    }

    /// The same with SG-MRL's score term, the sum over every inner batch.
    ///
    /// @return the settings
    public MetaGradientSettings withScores() {
        return withScores(null);
    }

    /// SG-MRL's score term with a baseline of its own for each group of inner trajectories.
    ///
    /// @param groups how they are left out
    /// @return the settings
    /// @throws IllegalArgumentException unless there is one inner step
    public MetaGradientSettings leavingOut(LeaveOut groups) {
        return withScores(groups);
    }

    private MetaGradientSettings withScores(@Nullable LeaveOut groups) {
        return new MetaGradientSettings(
                ScoreTerm.SUM,
                curvature,
                weighting,
                false,
                innerSteps,
                innerStepSize,
                innerTrajectories,
                outerTrajectories,
                horizon,
                discount,
                gaeLambda,
                groups);
    }

    /// The same adaptation with another number of inner steps, and as many trajectories after it as in each
    /// of its steps.
    ///
    /// @param steps number of inner steps
    /// @return the settings for testing
    public MetaGradientSettings forTesting(int steps) {
        return new MetaGradientSettings(
                scoreTerm,
                curvature,
                weighting,
                standardizedReward,
                steps,
                innerStepSize,
                innerTrajectories,
                innerTrajectories,
                horizon,
                discount,
                gaeLambda,
                null);
    }

    AdvantageEstimator newAdvantageEstimator(int observationSize) {
        int maxRows = Math.max(innerTrajectories, outerTrajectories) * horizon;
        return switch (weighting) {
            case REWARD_TO_GO -> new RewardToGo(discount);
            case GENERALIZED_ADVANTAGE -> new GeneralizedAdvantage(discount, gaeLambda, observationSize, maxRows);
        };
    }
}
