package org.sgmrl.estimator;

import java.io.Serializable;
import org.sgmrl.advantage.AdvantageEstimator;
import org.sgmrl.advantage.GeneralizedAdvantage;
import org.sgmrl.advantage.RewardToGo;

/// How a batch of trajectories is weighted into a policy-gradient estimate, inner and outer alike.
///
/// @param kind the weights
/// @param lambda λ of generalised advantages; reward-to-go does not use it
public record Weighting(Kind kind, double lambda) implements Serializable {
    /// The weights by name.
    public enum Kind {
        /// Discounted reward-to-go, summed over time: eqs. (4) and (5).
        REWARD_TO_GO,
        /// Generalised advantages, standardised, mean over time: the released experiments.
        GENERALIZED_ADVANTAGE
    }

    /// Checks λ.
    public Weighting {
        Checks.require(lambda >= 0 && lambda <= 1, "gae-lambda", lambda, "be in [0, 1]");
    }

    /// The paper's weights.
    ///
    /// @return reward-to-go
    public static Weighting rewardToGo() {
        return new Weighting(Kind.REWARD_TO_GO, 1);
    }

    /// With other weights.
    ///
    /// @param changed the weights
    /// @return the rest as it is
    public Weighting withKind(Kind changed) {
        return new Weighting(changed, lambda);
    }

    /// With another λ.
    ///
    /// @param changed λ
    /// @return the rest as it is
    public Weighting withLambda(double changed) {
        return new Weighting(kind, changed);
    }

    /// What computes the weights, for one worker.
    ///
    /// @param discount γ
    /// @param observationSize numbers in an observation
    /// @param maxRows most rows of a batch
    /// @return a new estimator
    public AdvantageEstimator newAdvantageEstimator(double discount, int observationSize, int maxRows) {
        return switch (kind) {
            case REWARD_TO_GO -> new RewardToGo(discount);
            case GENERALIZED_ADVANTAGE -> new GeneralizedAdvantage(discount, lambda, observationSize, maxRows);
        };
    }
}
