package org.sgmrl.rollout;

import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;

/// Who samples a worker's batches: the worker itself ([RolloutSampler]), or several threads the trajectories of each batch
/// ([SplitSampler]). A trajectory has random streams of its own and does not depend on those beside it, so that every bit is
/// the same. Owned by one worker.
///
/// @param <T> type of the task
public interface BatchSampler<T> extends AutoCloseable {
    /// Samples some of the trajectories of a batch.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param policy evaluator whose parameters are θ, and that the memory of `out` is of
    /// @param task the task
    /// @param key names the randomness
    /// @param phase number of the batch within the task
    /// @param first number of the first trajectory in the batch
    /// @param trajectories how many, at most the capacity of this sampler and of `out`
    /// @param out receives them, from 0 on; overwritten
    void sample(
            double[] theta,
            PolicyEvaluator policy,
            T task,
            RolloutKey key,
            int phase,
            int first,
            int trajectories,
            TrajectoryBatch out);

    @Override
    void close();

    /// A sampler for one worker.
    ///
    /// @param <T> type of the task
    /// @param environment where to sample
    /// @param policy the policy to act
    /// @param threads how many sample a batch together, at least 1; with more than one the worker waits for them
    /// @param noiseSize random numbers that one action of the policy consumes
    /// @param maxTrajectories most trajectories of a batch
    /// @param horizon most steps of a trajectory
    /// @return the sampler
    static <T> BatchSampler<T> of(
            MetaEnvironment<T> environment,
            Policy policy,
            int threads,
            int noiseSize,
            int maxTrajectories,
            int horizon) {
        return threads == 1
                ? new RolloutSampler<>(environment, noiseSize, maxTrajectories, horizon)
                : new SplitSampler<>(environment, policy, threads, noiseSize, maxTrajectories, horizon);
    }
}
