package org.sgmrl.policy;

import org.jspecify.annotations.Nullable;
import org.sgmrl.argument.Arguments;

/// Evaluates a policy at one parameter vector, set by [#setParameters]. Owned by one worker; allocates
/// nothing after construction. Batches are ranges of rows `[from, to)` of a [DecisionBatch].
///
/// Every estimator of the family needs no more than these operations: acting, and of the weighted
/// log-likelihood ℓ_w(θ) = Σ_n w_n log π(a_n|s_n; θ) its terms, its gradient, its terms'
/// derivatives along a vector and its Hessian times a vector. Where only the first three are at hand,
/// [#differencing] makes the others of them.
public interface PolicyEvaluator extends GradientEvaluator {
    /// A whole evaluator of one that has gradients, which it owns: scores along a direction are its gradients of
    /// single rows times the direction, exact up to rounding and about as costly as one gradient of the batch for
    /// each use; Hessian-vector products are central differences,
    ///
    ///     ∇²ℓ_w v ≈ (∇ℓ_w(θ + h v) − ∇ℓ_w(θ − h v)) / 2h,    h = ε^{1/3} max(1, ‖θ‖_∞) / ‖v‖_∞
    ///
    /// with ε = 2⁻⁵³, the error of gradients computed in double precision. Their error relative to the product is of
    /// order ε^{2/3} ≈ 2e-11 where the third derivatives along v are of the size of the second; 1e-8 is tested for
    /// logits of ordinary size. Each product costs two gradients. The parameters that were set stay as they are.
    ///
    /// @param evaluator acts, and has gradients in double precision
    /// @param parameterCount length of θ, at least 1
    /// @return the whole evaluator
    static PolicyEvaluator differencing(GradientEvaluator evaluator, int parameterCount) {
        return differencing(evaluator, parameterCount, 0x1p-53);
    }

    /// The same for gradients of another accuracy: the error of a Hessian-vector product is of order ε^{2/3}.
    ///
    /// @param evaluator acts, and has gradients
    /// @param parameterCount length of θ, at least 1
    /// @param gradientError ε in (0, 1), the relative error of its gradients, such as 2⁻²⁴ in single precision
    /// @return the whole evaluator
    static PolicyEvaluator differencing(GradientEvaluator evaluator, int parameterCount, double gradientError) {
        Arguments.given("evaluator", evaluator);
        if (parameterCount < 1) {
            throw new IllegalArgumentException("parameterCount = " + parameterCount + " must be at least 1");
        }
        if (!(gradientError > 0 && gradientError < 1)) {
            throw new IllegalArgumentException("gradientError = " + gradientError + " must be in (0, 1)");
        }
        return new DifferencingEvaluator(evaluator, parameterCount, gradientError);
    }

    /// Chooses the most likely actions: the mean of a Gaussian; of discrete actions the one of the largest probability,
    /// the first of several.
    ///
    /// @param rows how many
    /// @param observations `[rows × observationSize]`
    /// @param actions receives `[rows × actionSize]` in the policy's units; overwritten
    /// @throws UnsupportedOperationException where a policy has no such action; by default
    default void mode(int rows, double[] observations, double[] actions) {
        throw new UnsupportedOperationException("this policy has no most likely action; sample its actions");
    }

    /// Actions that [#actionNodes] has for each observation.
    ///
    /// @return 0 where a policy has none, by default
    default int actionNodes() {
        return 0;
    }

    /// Actions with weights that stand for all actions at an observation,
    ///
    ///     Σ_k w_k log π(a_k|s; θ′) = E[log π(a|s; θ′)],  a ∼ π(·|s; θ),   for every θ′
    ///
    /// so that with log-probabilities and Hessian-vector products of these few rows KL divergences from π(·|s; θ) and its
    /// Fisher information −Σ_k w_k ∇²log π(a_k|s; θ) are exact: of a Gaussian the points one standard deviation to
    /// either side of the mean, of discrete actions all of them.
    ///
    /// @param rows how many observations
    /// @param observations `[rows × observationSize]`
    /// @param actions receives `[rows × actionNodes() × actionSize]` in the policy's units; overwritten
    /// @param weights receives w, `[rows × actionNodes()]`, summing to 1 for each observation; overwritten
    /// @throws UnsupportedOperationException where [#actionNodes()] is 0
    default void actionNodes(int rows, double[] observations, double[] actions, double[] weights) {
        throw new UnsupportedOperationException("this policy has no action nodes; take sampled actions");
    }

    /// A memory for a batch of at most `capacity` rows.
    ///
    /// @param capacity most rows
    /// @return the memory, or null if this evaluator has no use for one
    default @Nullable DecisionMemory newMemory(int capacity) {
        return null;
    }

    /// Chooses actions and remembers what it computed.
    ///
    /// @param rows how many
    /// @param observations `[rows × observationSize]`
    /// @param noise `[rows × noiseSize]`
    /// @param actions receives `[rows × actionSize]` in the policy's units; overwritten
    /// @param memory of this evaluator, or one that takes from many; accumulated
    /// @param memoryRows entry k is the row of the batch that row k will be
    default void act(
            int rows,
            double[] observations,
            double[] noise,
            double[] actions,
            DecisionMemory memory,
            int[] memoryRows) {
        act(rows, observations, noise, actions);
    }

    /// p_n = ∇log π(a_n|s_n; θ)·v of each row: its score along a direction.
    ///
    /// These are the tangents with which the Hessian-vector product along v begins. If the batch
    /// has a memory, a product that follows takes them from there, so that weights which depend on
    /// p can ride in that product, and both together cost what the product costs; every bit is the
    /// same without.
    ///
    /// @param batch decisions
    /// @param from first row
    /// @param to row after the last
    /// @param direction v, `[parameterCount]`
    /// @param out receives p, indexed by the batch's row; overwritten in these rows
    void scoresAlong(DecisionBatch batch, int from, int to, double[] direction, double[] out);

    /// p_n as in [#scoresAlong], to rounding, where no product along v follows: of rows whose derivatives a gradient has left
    /// in their batch's memory it may take half the work.
    ///
    /// @param batch decisions
    /// @param from first row
    /// @param to row after the last
    /// @param direction v, `[parameterCount]`
    /// @param out receives p, indexed by the batch's row; overwritten in these rows
    default void scoresAlongWithoutProduct(DecisionBatch batch, int from, int to, double[] direction, double[] out) {
        scoresAlong(batch, from, to, direction, out);
    }

    /// Hessian-vector product ∇²ℓ_w(θ) v, and with it, in the same pass, the gradient of a second
    /// weighting: out += ∇²ℓ_w(θ) v + ∇ℓ_c(θ). The second part rides along for free because the backward
    /// pass is linear in its seed.
    ///
    /// @param batch decisions
    /// @param from first row
    /// @param to row after the last
    /// @param weights w, indexed by the batch's row
    /// @param direction v, `[parameterCount]`; must not be `out`
    /// @param scoreWeights c, indexed by the batch's row, or null for none
    /// @param out the result is added to it, `[parameterCount]`; accumulated
    void hessianVectorProduct(
            DecisionBatch batch,
            int from,
            int to,
            double[] weights,
            double[] direction,
            double @Nullable [] scoreWeights,
            double[] out);
}
