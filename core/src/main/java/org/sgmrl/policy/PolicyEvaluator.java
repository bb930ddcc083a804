package org.sgmrl.policy;

import org.jspecify.annotations.Nullable;
import org.sgmrl.random.RandomStream;

/// Evaluates a policy at one parameter vector, set by [#setParameters]. Owned by one worker; allocates
/// nothing after construction. Batches are ranges of rows `[from, to)` of a [DecisionBatch].
///
/// Every estimator of the family needs no more than these operations: acting, and of the weighted
/// log-likelihood ℓ_w(θ) = Σ_n w_n log π(a_n|s_n; θ) its terms, its gradient, its terms'
/// derivatives along a vector and its Hessian times a vector.
public interface PolicyEvaluator {
    /// Sets the parameters for all following calls.
    ///
    /// @param theta `[parameterCount]`; read now, not kept
    void setParameters(double[] theta);

    /// Random numbers that one action consumes.
    ///
    /// @return the count
    int noiseSize();

    /// Draws the randomness of `actions` consecutive actions of one rollout.
    ///
    /// @param random the rollout's stream for actions
    /// @param actions how many actions
    /// @param out receives `[actions × noiseSize]`
    /// @param offset first index to write
    void drawNoise(RandomStream random, int actions, double[] out, int offset);

    /// Chooses actions: a deterministic function of parameters, observation and noise.
    ///
    /// @param rows how many
    /// @param observations `[rows × observationSize]`
    /// @param noise `[rows × noiseSize]`
    /// @param actions receives `[rows × actionSize]` in the policy's units; overwritten
    void act(int rows, double[] observations, double[] noise, double[] actions);

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
    /// @param memory of this evaluator; accumulated
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

    /// log π(a_n|s_n; θ) of each row.
    ///
    /// @param batch decisions
    /// @param from first row
    /// @param to row after the last
    /// @param out receives `[to - from]` logarithms (nats); overwritten
    void logProbability(DecisionBatch batch, int from, int to, double[] out);

    /// Gradient ∇ℓ_w(θ) of the weighted log-likelihood.
    ///
    /// @param batch decisions
    /// @param from first row
    /// @param to row after the last
    /// @param weights w, indexed by the batch's row
    /// @param out the gradient is added to it, `[parameterCount]`; accumulated
    void gradient(DecisionBatch batch, int from, int to, double[] weights, double[] out);

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
