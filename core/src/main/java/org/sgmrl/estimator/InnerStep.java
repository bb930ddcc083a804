package org.sgmrl.estimator;

import java.io.Serializable;
import org.sgmrl.advantage.AdvantageEstimator;
import org.sgmrl.argument.Arguments;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.rollout.TrajectoryBatch;

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

    /// Takes one step from a batch, eq. (12): θ_{t+1} = θ_t + α Σ_n w_n ∇log π(a_n|s_n; θ_t). Training,
    /// meta-testing and deployed policies all adapt by this method.
    ///
    /// @param evaluator holds θ_t
    /// @param advantage gives the weights w
    /// @param batch D_t, sampled at θ_t
    /// @param theta θ_t, `[parameterCount]`
    /// @param stepWeights receives α w, one for each row; overwritten
    /// @param next receives θ_{t+1}, `[parameterCount]`; overwritten
    public void take(
            PolicyEvaluator evaluator,
            AdvantageEstimator advantage,
            TrajectoryBatch batch,
            double[] theta,
            double[] stepWeights,
            double[] next) {
        advantage.weights(batch, stepWeights);
        int rows = batch.rows();
        for (int n = 0; n < rows; n++) {
            stepWeights[n] *= size;
        }
        System.arraycopy(theta, 0, next, 0, theta.length);
        evaluator.gradient(batch.decisions(), 0, rows, stepWeights, next);
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
