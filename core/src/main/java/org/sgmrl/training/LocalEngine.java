package org.sgmrl.training;

import java.util.Arrays;
import java.util.List;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.rollout.RolloutKey;

/// Maps tasks over threads of this process, each with buffers of its own.
///
/// @param <T> type of the task
public final class LocalEngine<T> implements TaskEngine<T> {
    private final Workers<TaskGradientEstimator<T>> workers;
    private final TrainingSettings settings;

    /// An engine with its own threads.
    ///
    /// @param environment where to sample
    /// @param policy the policy
    /// @param settings the settings
    /// @param threads number of workers, at least 1
    public LocalEngine(MetaEnvironment<T> environment, Policy policy, TrainingSettings settings, int threads) {
        this(new EngineRequest<>(environment, policy, settings, ""), threads);
    }

    /// An engine with its own threads.
    ///
    /// @param request what to work on
    /// @param threads number of workers, at least 1
    public LocalEngine(EngineRequest<T> request, int threads) {
        this.settings = Arguments.given("request", request).settings();
        this.workers = new Workers<>(threads, request::newEstimator);
    }

    @Override
    public TrainingSettings settings() {
        return settings;
    }

    @Override
    public void estimate(double[] theta, int iteration, List<T> tasks, TaskGradient[] out) {
        // Made here, because the workers allocate nothing.
        RolloutKey[] keys = new RolloutKey[tasks.size()];
        Arrays.setAll(keys, i -> key(settings.seed(), iteration, i));
        workers.forEach(keys.length, (estimator, i) -> estimator.estimate(theta, tasks.get(i), keys[i], out[i]));
    }

    @Override
    public boolean estimatesAgain() {
        return true;
    }

    @Override
    public void estimateAgain(double[] theta, double[] behaviour, int iteration, List<T> tasks, TaskGradient[] out) {
        RolloutKey[] keys = new RolloutKey[tasks.size()];
        Arrays.setAll(keys, i -> key(settings.seed(), iteration, i));
        double clip = settings.outerStep().reuse().clip();
        workers.forEach(
                keys.length,
                (estimator, i) -> estimator.estimateAgain(theta, behaviour, clip, tasks.get(i), keys[i], out[i]));
    }

    /// The key of all randomness in one task of a meta-batch.
    ///
    /// @param seed the run's seed
    /// @param iteration iterations done before
    /// @param index number of the task in the meta-batch
    /// @return the key
    public static RolloutKey key(long seed, int iteration, int index) {
        return new RolloutKey(seed, StreamDomain.TRAINING, iteration, index);
    }

    @Override
    public void close() {
        workers.close();
    }
}
