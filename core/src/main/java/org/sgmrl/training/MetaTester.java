package org.sgmrl.training;

import java.util.ArrayList;
import java.util.List;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerLoop;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.TrajectoryBatch;

/// Meta-testing: fresh tasks, which share no randomness with training, are adapted to by 0 .. k inner
/// steps; the return at each stage is the mean undiscounted return of the trajectories sampled there.
///
/// @param <T> type of the task
public final class MetaTester<T> implements AutoCloseable {
    private final MetaEnvironment<T> environment;
    private final EstimatorSettings settings;
    private final WorkerPool pool;
    private final List<InnerLoop<T>> loops = new ArrayList<>();
    private final List<TrajectoryBatch> lastBatches = new ArrayList<>();

    /// A tester with its own threads.
    ///
    /// @param environment environment and tasks
    /// @param policy the policy
    /// @param settings the run's settings; its inner step size, batch sizes and weighting are used
    /// @param innerSteps k, at least 0
    /// @param threads number of workers, at least 1
    public MetaTester(
            MetaEnvironment<T> environment, Policy policy, TrainingSettings settings, int innerSteps, int threads) {
        this.environment = environment;
        this.settings = settings.estimator().forTesting(innerSteps);
        this.pool = new WorkerPool(threads);
        try {
            for (int i = 0; i < threads; i++) {
                loops.add(new InnerLoop<>(environment, policy, this.settings));
                lastBatches.add(new TrajectoryBatch(
                        this.settings.sampling().outerTrajectories(),
                        this.settings.sampling().horizon(),
                        policy.observationSize(),
                        policy.actionSize()));
            }
        } catch (RuntimeException | Error e) {
            pool.close();
            loops.forEach(InnerLoop::close);
            throw e;
        }
    }

    /// Draws test task number `index` of a seed.
    ///
    /// @param seed seed of the evaluation
    /// @param domain [StreamDomain#TEST] or [StreamDomain#VALIDATION]
    /// @param index number of the task
    /// @return the task
    public T task(long seed, StreamDomain domain, int index) {
        if (domain == StreamDomain.TRAINING) {
            throw new IllegalArgumentException("domain = " + domain
                    + " would test on tasks of the training; use " + StreamDomain.TEST + " or "
                    + StreamDomain.VALIDATION);
        }
        return environment.tasks().sample(RandomStream.of(seed, domain, 0, index, 0, 0, StreamPurpose.TASK));
    }

    /// Tests parameters on fresh tasks.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param tasks how many tasks
    /// @param seed seed of tasks and rollouts
    /// @param domain [StreamDomain#TEST] or [StreamDomain#VALIDATION]
    /// @return `[k + 1][tasks]`: the mean return of each task after 0 .. k inner steps
    public double[][] returns(double[] theta, int tasks, long seed, StreamDomain domain) {
        int steps = settings.innerStep().steps();
        if (tasks < 1) {
            throw new IllegalArgumentException("tasks = " + tasks + " must be at least 1");
        }
        double[][] returns = new double[steps + 1][tasks];
        pool.forEach(tasks, (worker, i) -> {
            InnerLoop<T> loop = loops.get(worker);
            T task = task(seed, domain, i);
            RolloutKey key = new RolloutKey(seed, domain, 0, i);
            loop.adapt(theta, task, key);
            loop.sampleAdapted(task, key, lastBatches.get(worker));
            for (int t = 0; t < steps; t++) {
                returns[t][i] = loop.batch(t).meanReturn(1);
            }
            returns[steps][i] = lastBatches.get(worker).meanReturn(1);
        });
        return returns;
    }

    @Override
    public void close() {
        pool.close();
        loops.forEach(InnerLoop::close);
    }
}
