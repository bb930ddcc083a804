package org.sgmrl.estimator;

import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.TrajectoryBatch;

/// The score term's part of one task's share, made while the backward loop runs. Owned by one worker.
///
/// @param <T> type of the task
interface ScorePart<T> {
    /// Where adaptation puts Σ ∇log π of its first inner batches, `[batches][parameterCount]`.
    double[][] scores();

    /// Before the loop; the evaluator holds θ_ζ.
    ///
    /// @param task the task
    /// @param outerKey names the randomness of the outer batch
    /// @param outer D_o, sampled at θ_ζ
    /// @param outerWeights w of its rows
    /// @param share its outer scale is there already; what is made goes to its score, which is zero
    void begin(T task, RolloutKey outerKey, TrajectoryBatch outer, double[] outerWeights, TaskGradient share);

    /// Whether there is something of later turns to carry through turn t.
    boolean carries(int t);

    /// Turn t of the loop, after what came from later turns has been carried through it.
    ///
    /// @param t from ζ − 1 to 0
    /// @param share what is made goes to its score
    void turn(int t, TaskGradient share);

    /// Environment steps that it took, beyond those of the batches.
    int steps();

    /// Episodes of these that the simulator gave up.
    int divergedEpisodes();
}
