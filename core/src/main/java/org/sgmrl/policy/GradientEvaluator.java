package org.sgmrl.policy;

import org.sgmrl.random.RandomStream;

/// What a policy of one's own must be able to do at one parameter vector: act, and tell log-probabilities and their
/// gradient. [PolicyEvaluator#differencing] makes the rest of it. Owned by one worker. Batches are ranges of rows
/// `[from, to)` of a [DecisionBatch].
public interface GradientEvaluator {
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

    /// log π(a_n|s_n; θ) of each row.
    ///
    /// @param batch decisions
    /// @param from first row
    /// @param to row after the last
    /// @param out receives `[to - from]` logarithms (nats); overwritten
    void logProbability(DecisionBatch batch, int from, int to, double[] out);

    /// Gradient ∇ℓ_w(θ) of the weighted log-likelihood ℓ_w(θ) = Σ_n w_n log π(a_n|s_n; θ).
    ///
    /// @param batch decisions
    /// @param from first row
    /// @param to row after the last
    /// @param weights w, indexed by the batch's row
    /// @param out the gradient is added to it, `[parameterCount]`; accumulated
    void gradient(DecisionBatch batch, int from, int to, double[] weights, double[] out);
}
