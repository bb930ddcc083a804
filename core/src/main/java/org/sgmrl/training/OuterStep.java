package org.sgmrl.training;

import java.io.Serializable;
import org.sgmrl.argument.Arguments;

/// The step of meta-training, θ ← θ + step(min(1, X/‖g‖) g) with step size β_k = β 2^(−k / half-life) in iteration k.
///
/// @param optimizer who makes a step of a gradient
/// @param size β, at the first step
/// @param halfLife steps in which the step size halves; 0: it stays
/// @param maxGradientNorm X: a longer meta-gradient is shortened to this length before the step, whose expectation is
///     then not along the gradient; 0: no limit, and so no bias
public record OuterStep(Optimizer.Kind optimizer, double size, double halfLife, double maxGradientNorm)
        implements Serializable {
    /// Checks every value.
    public OuterStep {
        Arguments.given("optimizer", optimizer);
        Arguments.require(
                size >= 0 && Double.isFinite(size), "outer-step-size", size, "be a finite number, at least 0");
        Arguments.require(
                halfLife >= 0 && Double.isFinite(halfLife),
                "outer-step-half-life",
                halfLife,
                "be a finite number of iterations, or 0 for a step size that stays");
        Arguments.require(
                maxGradientNorm >= 0 && Double.isFinite(maxGradientNorm),
                "max-gradient-norm",
                maxGradientNorm,
                "be a finite positive number, or 0 for no limit");
    }

    /// Stochastic gradient ascent with a step size that stays, along gradients of any length.
    ///
    /// @param size β
    /// @return the step
    public static OuterStep sgd(double size) {
        return new OuterStep(Optimizer.Kind.SGD, size, 0, 0);
    }

    /// Adam with a step size that stays, along gradients of any length.
    ///
    /// @param size β
    /// @return the step
    public static OuterStep adam(double size) {
        return new OuterStep(Optimizer.Kind.ADAM, size, 0, 0);
    }

    /// The step size of an iteration.
    ///
    /// @param iteration k, iterations done before
    /// @return β_k
    public double stepSize(int iteration) {
        return halfLife == 0 ? size : size * StrictMath.pow(2, -iteration / halfLife);
    }

    /// Shortens a gradient that is longer than it may be.
    ///
    /// @param gradient g, changed in place
    /// @param norm ‖g‖
    void shorten(double[] gradient, double norm) {
        if (maxGradientNorm > 0 && norm > maxGradientNorm) {
            for (int j = 0; j < gradient.length; j++) {
                gradient[j] *= maxGradientNorm / norm;
            }
        }
    }

    /// With another optimiser.
    ///
    /// @param changed the optimiser
    /// @return the rest as it is
    public OuterStep withOptimizer(Optimizer.Kind changed) {
        return new OuterStep(changed, size, halfLife, maxGradientNorm);
    }

    /// With another step size.
    ///
    /// @param changed β
    /// @return the rest as it is
    public OuterStep withSize(double changed) {
        return new OuterStep(optimizer, changed, halfLife, maxGradientNorm);
    }

    /// With another half-life.
    ///
    /// @param changed steps in which the step size halves
    /// @return the rest as it is
    public OuterStep withHalfLife(double changed) {
        return new OuterStep(optimizer, size, changed, maxGradientNorm);
    }

    /// With another limit on the gradient.
    ///
    /// @param changed X
    /// @return the rest as it is
    public OuterStep withMaxGradientNorm(double changed) {
        return new OuterStep(optimizer, size, halfLife, changed);
    }
}
