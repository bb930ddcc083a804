package org.sgmrl.oracle;

import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.method.EstimatorVariant;

/// Gradient ascent with the exact expectation of an estimator, which is what training with that estimator
/// follows when batches are large and steps small:
///
///     θ_{k+1} = θ_k + η E[estimator](θ_k),   k = 0..K−1
///
/// with V_ζ and ‖∇V_ζ‖ (of the exact gradient, whatever the estimator) at θ_0..θ_K.
public final class ExactFlow {
    private final EstimatorVariant variant;
    private final double[] value;
    private final double[] gradientNorm;
    private final StateActionTable theta;

    private ExactFlow(EstimatorVariant variant, double[] value, double[] gradientNorm, StateActionTable theta) {
        this.variant = variant;
        this.value = value;
        this.gradientNorm = gradientNorm;
        this.theta = theta;
    }

    /// The number of evaluations of a flow of K steps, for [MetaOracle#requireFeasible].
    public static double evaluations(int steps) {
        return 2.0 * steps + 1;
    }

    /// Runs a flow.
    ///
    /// @param start θ_0, S × A
    /// @param steps K ≥ 0
    /// @param stepSize η, finite
    /// @param progress told after each step
    /// @throws EnumerationTooLargeException before starting, if the flow visits too many inner paths
    /// @throws ArithmeticException if a number is not finite
    public static ExactFlow run(
            MetaOracle oracle,
            EstimatorVariant variant,
            StateActionTable start,
            int steps,
            double stepSize,
            OracleProgress progress) {
        if (steps < 0) {
            throw new IllegalArgumentException("flow steps = " + steps + " must be >= 0");
        }
        if (!Double.isFinite(stepSize)) {
            throw new IllegalArgumentException("flow step size = " + stepSize + " must be finite");
        }
        oracle.requireFeasible(evaluations(steps));
        int states = start.states();
        int actions = start.actions();
        double[] theta = start.toFlat();
        double[] gradient = new double[theta.length];
        double[] direction = new double[theta.length];
        double[] value = new double[steps + 1];
        double[] gradientNorm = new double[steps + 1];
        String phase = "flow " + variant.id();
        for (int k = 0; k <= steps; k++) {
            value[k] = oracle.valueAndGradient(theta, gradient);
            gradientNorm[k] = StateActionTable.ofFlat(states, actions, gradient).norm();
            if (k < steps) {
                oracle.expectation(variant, theta, direction);
                for (int i = 0; i < theta.length; i++) {
                    theta[i] += stepSize * direction[i];
                }
            }
            progress.advanced(phase, k + 1L, steps + 1L);
        }
        return new ExactFlow(variant, value, gradientNorm, StateActionTable.ofFlat(states, actions, theta));
    }

    /// Whose expectation was followed.
    public EstimatorVariant variant() {
        return variant;
    }

    /// V_ζ(θ_0) … V_ζ(θ_K), a copy.
    public double[] value() {
        return value.clone();
    }

    /// ‖∇V_ζ(θ_0)‖ … ‖∇V_ζ(θ_K)‖, a copy.
    public double[] gradientNorm() {
        return gradientNorm.clone();
    }

    /// θ_K.
    public StateActionTable theta() {
        return theta;
    }
}
