package org.sgmrl.estimator;

import java.io.Serializable;
import org.sgmrl.argument.Arguments;

/// The steps of adaptation, θ_t = θ_{t−1} + α ∇̃J(θ_{t−1}, D_t), t = 1..ζ.
///
/// @param steps ζ in 0..1000; 0 gives the plain policy gradient
/// @param size α
public record InnerStep(int steps, double size) implements Serializable {
    /// Checks both.
    public InnerStep {
        Arguments.require(steps >= 0 && steps <= 1000, "inner-steps", steps, "be in 0..1000");
        Arguments.require(
                size >= 0 && Double.isFinite(size), "inner-step-size", size, "be a finite number, at least 0");
    }

    /// With another number of steps.
    ///
    /// @param changed ζ
    /// @return the rest as it is
    public InnerStep withSteps(int changed) {
        return new InnerStep(changed, size);
    }

    /// With another step size.
    ///
    /// @param changed α
    /// @return the rest as it is
    public InnerStep withSize(double changed) {
        return new InnerStep(steps, changed);
    }
}
