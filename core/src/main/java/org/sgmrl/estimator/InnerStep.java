package org.sgmrl.estimator;

import java.io.Serializable;
import java.util.Arrays;
import org.sgmrl.advantage.AdvantageEstimator;
import org.sgmrl.argument.Arguments;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.policy.PolicyWithStepSizes;
import org.sgmrl.rollout.TrajectoryBatch;

/// The steps of adaptation, θ_t = θ_{t−1} + α ∇̃J(θ_{t−1}, D_t), t = 1..ζ.
///
/// @param steps ζ in 0..1000; 0 gives the plain policy gradient
/// @param size α, of all parameters; where sizes are learned, what they begin with
/// @param learned whether each parameter has a step size of its own, which is learned with θ (Meta-SGD, Li et al. 2017):
///     θ_t = θ_{t−1} + α ⊙ ∇̃J(θ_{t−1}, D_t). Parameters are (θ, α) then, as [org.sgmrl.policy.PolicyWithStepSizes] has them
public record InnerStep(int steps, double size, boolean learned) implements Serializable {
    /// Checks the numbers.
    public InnerStep {
        Arguments.require(steps >= 0 && steps <= 1000, "inner-steps", steps, "be in 0..1000");
        Arguments.require(
                size >= 0 && Double.isFinite(size), "inner-step-size", size, "be a finite number, at least 0");
    }

    /// Steps of one size.
    ///
    /// @param steps ζ in 0..1000
    /// @param size α
    public InnerStep(int steps, double size) {
        this(steps, size, false);
    }

    /// Refuses a policy without step sizes where they are learned, and one with them where they are not.
    ///
    /// @param policy what adapts
    public void requireFit(Policy policy) {
        Arguments.given("policy", policy);
        Arguments.require(
                learned == policy instanceof PolicyWithStepSizes,
                "inner-step-learned",
                learned,
                "be " + !learned + " for policy " + policy.description());
    }

    /// Takes one step from a batch, eq. (12): θ_{t+1} = θ_t + α Σ_n w_n ∇log π(a_n|s_n; θ_t). Training,
    /// meta-testing and deployed policies all adapt by this method.
    ///
    /// @param evaluator holds θ_t
    /// @param advantage gives the weights w
    /// @param batch D_t, sampled at θ_t
    /// @param theta θ_t, `[parameterCount]`
    /// @param stepWeights receives α w, one for each row, or w where sizes are learned; overwritten
    /// @param next receives θ_{t+1}, `[parameterCount]`; overwritten
    public void take(
            PolicyEvaluator evaluator,
            AdvantageEstimator advantage,
            TrajectoryBatch batch,
            double[] theta,
            double[] stepWeights,
            double[] next) {
        advantage.weights(batch, stepWeights);
        move(evaluator, batch, theta, stepWeights, newGradient(theta.length), next);
    }

    /// A place for what [#move] keeps.
    ///
    /// @param parameterCount length of the parameters
    /// @return `[parameterCount]` where sizes are learned, else empty
    double[] newGradient(int parameterCount) {
        return new double[learned ? parameterCount : 0];
    }

    /// The step of given weights.
    ///
    /// @param weights w, one for each row; scaled to what `stepWeights` of [#take] receives
    /// @param gradient receives ∇̃J, where sizes are learned; as [#newGradient] makes it
    void move(
            PolicyEvaluator evaluator,
            TrajectoryBatch batch,
            double[] theta,
            double[] weights,
            double[] gradient,
            double[] next) {
        if (!learned) {
            for (int n = 0; n < batch.rows(); n++) {
                weights[n] *= size;
            }
        }
        moveByScaled(evaluator, batch, theta, weights, gradient, next);
    }

    /// The step of weights that are scaled already, as `stepWeights` of [#take] are.
    ///
    /// @param weights w [#scale], one for each row
    /// @param gradient receives ∇̃J, where sizes are learned; as [#newGradient] makes it
    void moveByScaled(
            PolicyEvaluator evaluator,
            TrajectoryBatch batch,
            double[] theta,
            double[] weights,
            double[] gradient,
            double[] next) {
        System.arraycopy(theta, 0, next, 0, theta.length);
        if (!learned) {
            evaluator.gradient(batch.decisions(), 0, batch.rows(), weights, next);
            return;
        }
        Arrays.fill(gradient, 0);
        evaluator.gradient(batch.decisions(), 0, batch.rows(), weights, gradient);
        int d = theta.length / 2;
        for (int j = 0; j < d; j++) {
            next[j] += theta[d + j] * gradient[j];
        }
    }

    /// What weights of a row are multiplied with.
    ///
    /// @return α, or 1 where each parameter has its own
    double scale() {
        return learned ? 1 : size;
    }

    /// With another number of steps.
    ///
    /// @param changed ζ
    /// @return the rest as it is
    public InnerStep withSteps(int changed) {
        return new InnerStep(changed, size, learned);
    }

    /// With another step size.
    ///
    /// @param changed α
    /// @return the rest as it is
    public InnerStep withSize(double changed) {
        return new InnerStep(steps, changed, learned);
    }

    /// With step sizes that are learned or not.
    ///
    /// @param changed whether they are
    /// @return the rest as it is
    public InnerStep withLearned(boolean changed) {
        return new InnerStep(steps, size, changed);
    }
}
