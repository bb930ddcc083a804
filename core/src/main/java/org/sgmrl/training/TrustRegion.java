package org.sgmrl.training;

import java.io.Serializable;
import org.sgmrl.argument.Arguments;

/// The limits of an outer step that is bounded by how far the policy before adaptation moves: TRPO's step (Schulman,
/// Levine, Moritz, Jordan and Abbeel 2015, section 6 and appendix C).
///
/// @param kl δ, the largest mean KL divergence from the policy before the step to the one after it, in nats, over the states that
///     were kept
/// @param states decisions of each task, drawn at θ, of which the states are kept
/// @param iterations most iterations of conjugate gradient
/// @param damping λ, what is added to the diagonal of the Fisher information, so that no step is longer than √(2δ/λ)
/// @param backtracks how often a step that goes too far is shortened before none is taken
public record TrustRegion(double kl, int states, int iterations, double damping, int backtracks)
        implements Serializable {
    /// The field's usual limits: δ = 0.01, ten iterations, λ = 0.1, 15 backtracks; 50 states of each task. Smaller λ lets steps grow along
    /// directions that so few states say nothing of.
    public static final TrustRegion DEFAULT = new TrustRegion(0.01, 50, 10, 0.1, 15);

    /// Checks every value.
    public TrustRegion {
        Arguments.require(kl > 0 && Double.isFinite(kl), "outer-kl", kl, "be a finite positive number of nats");
        Arguments.require(states >= 1 && states <= 10_000, "outer-states", states, "be in 1..10000");
        Arguments.require(iterations >= 1 && iterations <= 10_000, "outer-cg-iterations", iterations, "be in 1..10000");
        Arguments.require(
                damping >= 0 && Double.isFinite(damping), "outer-damping", damping, "be a finite number, at least 0");
        Arguments.require(backtracks >= 0 && backtracks <= 1000, "outer-backtracks", backtracks, "be in 0..1000");
    }

    /// With another limit.
    ///
    /// @param changed δ
    /// @return the rest as it is
    public TrustRegion withKl(double changed) {
        return new TrustRegion(changed, states, iterations, damping, backtracks);
    }

    /// With another number of states.
    ///
    /// @param changed decisions of each task
    /// @return the rest as it is
    public TrustRegion withStates(int changed) {
        return new TrustRegion(kl, changed, iterations, damping, backtracks);
    }

    /// With another number of iterations.
    ///
    /// @param changed most iterations of conjugate gradient
    /// @return the rest as it is
    public TrustRegion withIterations(int changed) {
        return new TrustRegion(kl, states, changed, damping, backtracks);
    }

    /// With another damping.
    ///
    /// @param changed λ
    /// @return the rest as it is
    public TrustRegion withDamping(double changed) {
        return new TrustRegion(kl, states, iterations, changed, backtracks);
    }

    /// With another number of backtracks.
    ///
    /// @param changed how often a step is shortened
    /// @return the rest as it is
    public TrustRegion withBacktracks(int changed) {
        return new TrustRegion(kl, states, iterations, damping, changed);
    }
}
