package org.sgmrl.training;

import org.sgmrl.advantage.AdvantageEstimator;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerLoop;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.TrajectoryBatch;
import org.sgmrl.worker.Workers;

/// Meta-testing: fresh tasks, which share no randomness with training, are adapted to by 0 .. k inner
/// steps; the return at each stage is the mean undiscounted return of the trajectories sampled there.
///
/// @param <T> type of the task
public final class MetaTester<T> implements TaskTester {
    private final MetaEnvironment<T> environment;
    private final EstimatorSettings settings;
    private final Workers<Worker<T>> workers;

    /// A tester with its own threads.
    ///
    /// @param environment environment and tasks
    /// @param policy the policy
    /// @param settings the run's settings; its inner step size, batch sizes and weighting are used
    /// @param innerSteps k, at least 0
    /// @param threads number of workers, at least 1
    public MetaTester(
            MetaEnvironment<T> environment, Policy policy, TrainingSettings settings, int innerSteps, int threads) {
        this(environment, policy, settings, OwnParts.NONE, innerSteps, threads);
    }

    /// The same with parts of one's own.
    ///
    /// @param environment environment and tasks
    /// @param policy the policy
    /// @param settings the run's settings
    /// @param parts the run's parts, of which the weights are used
    /// @param innerSteps k, at least 0
    /// @param threads number of workers, at least 1
    public MetaTester(
            MetaEnvironment<T> environment,
            Policy policy,
            TrainingSettings settings,
            OwnParts parts,
            int innerSteps,
            int threads) {
        this.environment = Arguments.given("environment", environment);
        Arguments.given("policy", policy);
        Arguments.given("settings", settings);
        Arguments.given("parts", parts);
        this.settings = settings.estimator().forTesting(innerSteps);
        AdvantageEstimator.Factory advantageEstimators = parts.advantageEstimators(this.settings);
        this.workers = new Workers<>(threads, () -> Worker.of(environment, policy, this.settings, advantageEstimators));
    }

    /// Buffers of one thread.
    private record Worker<T>(InnerLoop<T> loop, TrajectoryBatch lastBatch) implements AutoCloseable {
        static <T> Worker<T> of(
                MetaEnvironment<T> environment,
                Policy policy,
                EstimatorSettings settings,
                AdvantageEstimator.Factory advantageEstimators) {
            // The batch first: what holds nothing but memory need not be closed.
            TrajectoryBatch lastBatch = new TrajectoryBatch(
                    settings.sampling().outerTrajectories(),
                    settings.sampling().horizon(),
                    policy.observationSize(),
                    policy.actionSize());
            return new Worker<>(new InnerLoop<>(environment, policy, settings, advantageEstimators), lastBatch);
        }

        @Override
        public void close() {
            loop.close();
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

    @Override
    public double[][] returns(double[] theta, int tasks, long seed, StreamDomain domain) {
        return returns(theta, 0, tasks, seed, domain);
    }

    /// Tests parameters on some tasks that follow each other.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param first number of the first of them, at least 0
    /// @param tasks how many, at least 1
    /// @param seed seed of tasks and rollouts
    /// @param domain [StreamDomain#TEST] or [StreamDomain#VALIDATION]
    /// @return `[k + 1][tasks]`: the mean return of each task after 0 .. k inner steps
    public double[][] returns(double[] theta, int first, int tasks, long seed, StreamDomain domain) {
        Arguments.require(first >= 0, "first", first, "be at least 0");
        int steps = settings.innerStep().steps();
        if (tasks < 1) {
            throw new IllegalArgumentException("tasks = " + tasks + " must be at least 1");
        }
        double[][] returns = new double[steps + 1][tasks];
        workers.forEach(tasks, (worker, i) -> {
            InnerLoop<T> loop = worker.loop;
            T task = task(seed, domain, first + i);
            RolloutKey key = new RolloutKey(seed, domain, 0, first + i);
            loop.adapt(theta, task, key);
            loop.sampleAdapted(task, key, worker.lastBatch);
            for (int t = 0; t < steps; t++) {
                returns[t][i] = loop.batch(t).meanReturn(1);
            }
            returns[steps][i] = worker.lastBatch.meanReturn(1);
        });
        return returns;
    }

    @Override
    public void close() {
        workers.close();
    }
}
