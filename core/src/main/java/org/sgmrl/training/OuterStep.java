package org.sgmrl.training;

import java.io.Serializable;
import java.util.function.UnaryOperator;
import org.sgmrl.argument.Arguments;

/// The step of meta-training: by an optimiser along the gradient, θ ← θ + step(min(1, X/‖g‖) g) with step size
/// β_k = β 2^(−k / half-life) in iteration k; or within a trust region,
///
///     θ ← θ + s x,   (F + λI) x = g,   s as large as mean KL(π_θ ‖ π_{θ + s x}) ≤ δ_k = δ 4^(−k / half-life) lets it be
///
/// F the Fisher information of the policy before adaptation ([TrustRegion]). That step's length follows from δ_k alone,
/// so it has no optimiser, size or limit on the gradient: they are zero with it, and others are refused. The half-life
/// is that of the step's length in both kinds.
///
/// @param kind which of the two
/// @param optimizer who makes a step of a gradient; SGD, as there is none, with a trust region
/// @param size β, at the first step; 0 with a trust region
/// @param halfLife steps in which the step's length halves; 0: it stays
/// @param maxGradientNorm X: a longer meta-gradient is shortened to this length before the step, whose expectation is
///     then not along the gradient; 0: no limit, and so no bias
/// @param reuse how often the same data are stepped on; [Reuse#NONE] with a trust region
/// @param trustRegion the limits of a step within a trust region; [TrustRegion#DEFAULT] with a step along the gradient
public record OuterStep(
        Kind kind,
        Optimizer.Kind optimizer,
        double size,
        double halfLife,
        double maxGradientNorm,
        Reuse reuse,
        TrustRegion trustRegion)
        implements Serializable {
    /// What bounds the step.
    public enum Kind {
        /// A step size.
        GRADIENT,
        /// How far the policy before adaptation moves.
        TRUST_REGION
    }

    /// Checks every value.
    public OuterStep {
        Arguments.given("kind", kind);
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
        Arguments.given("reuse", reuse);
        Arguments.given("trustRegion", trustRegion);
        if (kind == Kind.GRADIENT) {
            TrustRegion usual = TrustRegion.DEFAULT;
            unused("outer-kl", trustRegion.kl(), usual.kl());
            unused("outer-states", trustRegion.states(), usual.states());
            unused("outer-cg-iterations", trustRegion.iterations(), usual.iterations());
            unused("outer-damping", trustRegion.damping(), usual.damping());
            unused("outer-backtracks", trustRegion.backtracks(), usual.backtracks());
        } else {
            require(optimizer == Optimizer.Kind.SGD, "optimizer", optimizer, "sgd");
            require(size == 0, "outer-step-size", size, "0");
            require(maxGradientNorm == 0, "max-gradient-norm", maxGradientNorm, "0");
            require(reuse.epochs() == 1, "outer-epochs", reuse.epochs(), "1");
        }
    }

    private static void unused(String name, Number value, Number usual) {
        Arguments.require(
                value.equals(usual), name, value, "be left out unless outer-step is trust-region, whose it is");
    }

    private static void require(boolean holds, String name, Object value, String rule) {
        Arguments.require(
                holds,
                name,
                value,
                "be " + rule + " with outer-step trust-region, whose length follows from outer-kl alone");
    }

    /// A step within a trust region whose limit stays.
    ///
    /// @param limits its limits
    /// @return the step
    public static OuterStep within(TrustRegion limits) {
        return new OuterStep(Kind.TRUST_REGION, Optimizer.Kind.SGD, 0, 0, 0, Reuse.NONE, limits);
    }

    /// Stochastic gradient ascent with a step size that stays, along gradients of any length.
    ///
    /// @param size β
    /// @return the step
    public static OuterStep sgd(double size) {
        return gradient(Optimizer.Kind.SGD, size);
    }

    /// Adam with a step size that stays, along gradients of any length.
    ///
    /// @param size β
    /// @return the step
    public static OuterStep adam(double size) {
        return gradient(Optimizer.Kind.ADAM, size);
    }

    private static OuterStep gradient(Optimizer.Kind optimizer, double size) {
        return new OuterStep(Kind.GRADIENT, optimizer, size, 0, 0, Reuse.NONE, TrustRegion.DEFAULT);
    }

    /// The step size of an iteration.
    ///
    /// @param iteration k, iterations done before
    /// @return β_k
    public double stepSize(int iteration) {
        return halfLife == 0 ? size : size * StrictMath.pow(2, -iteration / halfLife);
    }

    /// The limit on the mean KL divergence in an iteration: a quarter where the step's length is half.
    ///
    /// @param iteration k, iterations done before
    /// @return δ_k
    public double klLimit(int iteration) {
        double kl = trustRegion.kl();
        return halfLife == 0 ? kl : kl * StrictMath.pow(4, -iteration / halfLife);
    }

    /// Decisions of each task that a step needs the states of.
    ///
    /// @return 0 for steps along the gradient, unless divergences are penalised
    public int states() {
        return kind == Kind.TRUST_REGION || reuse.klPenalty() > 0 ? trustRegion.states() : 0;
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

    /// The other kind of step with its defaults: a trust region has no optimiser, size, half-life or limit on the
    /// gradient until they are given anew, a step along the gradient has size 0.
    ///
    /// @param changed which kind
    /// @return this if it is of that kind
    public OuterStep withKind(Kind changed) {
        Arguments.given("kind", changed);
        if (changed == kind) {
            return this;
        }
        return changed == Kind.GRADIENT ? sgd(0) : within(TrustRegion.DEFAULT);
    }

    /// With another optimiser.
    ///
    /// @param changed the optimiser
    /// @return the rest as it is
    public OuterStep withOptimizer(Optimizer.Kind changed) {
        return new OuterStep(kind, changed, size, halfLife, maxGradientNorm, reuse, trustRegion);
    }

    /// With another step size.
    ///
    /// @param changed β
    /// @return the rest as it is
    public OuterStep withSize(double changed) {
        return new OuterStep(kind, optimizer, changed, halfLife, maxGradientNorm, reuse, trustRegion);
    }

    /// With another half-life.
    ///
    /// @param changed steps in which the step's length halves
    /// @return the rest as it is
    public OuterStep withHalfLife(double changed) {
        return new OuterStep(kind, optimizer, size, changed, maxGradientNorm, reuse, trustRegion);
    }

    /// With another limit on the gradient.
    ///
    /// @param changed X
    /// @return the rest as it is
    public OuterStep withMaxGradientNorm(double changed) {
        return new OuterStep(kind, optimizer, size, halfLife, changed, reuse, trustRegion);
    }

    /// With something changed about how often the same data are stepped on.
    ///
    /// @param change of it
    /// @return the rest as it is
    public OuterStep withReuse(UnaryOperator<Reuse> change) {
        return new OuterStep(
                kind,
                optimizer,
                size,
                halfLife,
                maxGradientNorm,
                Arguments.given("change", change).apply(reuse),
                trustRegion);
    }

    /// With something changed about the trust region.
    ///
    /// @param change of its limits
    /// @return the rest as it is
    public OuterStep withTrustRegion(UnaryOperator<TrustRegion> change) {
        return new OuterStep(
                kind,
                optimizer,
                size,
                halfLife,
                maxGradientNorm,
                reuse,
                Arguments.given("change", change).apply(trustRegion));
    }
}
