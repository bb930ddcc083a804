package org.sgmrl.estimator;

import java.io.Serializable;
import org.sgmrl.advantage.AdvantageEstimator;
import org.sgmrl.advantage.GeneralizedAdvantage;
import org.sgmrl.advantage.RewardToGo;
import org.sgmrl.argument.Arguments;

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
        Arguments.given("kind", kind);
        Arguments.require(lambda >= 0 && lambda <= 1, "gae-lambda", lambda, "be in [0, 1]");
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

    /// Makes the estimators of these weights.
    ///
    /// @return the factory
    public AdvantageEstimator.Factory advantageEstimators() {
        return switch (kind) {
            case REWARD_TO_GO -> (discount, _, _) -> new RewardToGo(discount);
            case GENERALIZED_ADVANTAGE -> {
                double decay = lambda;
                yield (discount, observationSize, maxRows) ->
                        new GeneralizedAdvantage(discount, decay, observationSize, maxRows);
            }
        };
    }
}
