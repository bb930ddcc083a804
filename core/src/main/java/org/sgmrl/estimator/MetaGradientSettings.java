package org.sgmrl.estimator;

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
/// @param leaveOutGroups groups of the inner trajectories (one trajectory each at most) of which each has a
///     baseline of its own in the score term, what the policy would return had it adapted without them; for one
///     inner step and the scores' sum. 0: the score term has one coefficient, which is not part of the estimate
/// @param leaveOutRollouts rollouts of each group for what it would return; 0: importance weights of the outer batch
/// @param leaveOutCap most that the importance weight of the decisions before a decision may be; 0: no
///     limit, and so no bias
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
        int leaveOutGroups,
        int leaveOutRollouts,
        double leaveOutCap) {
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
        atLeast("leaveOutGroups", leaveOutGroups, 0);
        atLeast("leaveOutRollouts", leaveOutRollouts, 0);
        if (!(leaveOutCap >= 0 && Double.isFinite(leaveOutCap))) {
            throw new IllegalArgumentException("leaveOutCap = " + leaveOutCap + " must be finite and at least 0");
        }
        if (leaveOutGroups > 0 && (scoreTerm != ScoreTerm.SUM || innerSteps != 1)) {
            throw new IllegalArgumentException("leaveOutGroups needs the sum of scores and one inner step, not "
                    + scoreTerm + " and " + innerSteps);
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
        return withScores(0, 0, 0);
    }

    /// SG-MRL's score term with a baseline of its own for each group of inner trajectories.
    ///
    /// @param groups number of groups, at least 1
    /// @param rollouts rollouts of each; 0: importance weights
    /// @param cap most that these may be before a decision; 0: no limit
    /// @return the settings
    /// @throws IllegalArgumentException unless there is one inner step
    public MetaGradientSettings leavingOut(int groups, int rollouts, double cap) {
        atLeast("groups", groups, 1);
        return withScores(groups, rollouts, cap);
    }

    private MetaGradientSettings withScores(int groups, int rollouts, double cap) {
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
                groups,
                rollouts,
                cap);
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
                0,
                0,
                0);
    }

    AdvantageEstimator newAdvantageEstimator(int observationSize) {
        int maxRows = Math.max(innerTrajectories, outerTrajectories) * horizon;
        return switch (weighting) {
            case REWARD_TO_GO -> new RewardToGo(discount);
            case GENERALIZED_ADVANTAGE -> new GeneralizedAdvantage(discount, gaeLambda, observationSize, maxRows);
        };
    }
}
