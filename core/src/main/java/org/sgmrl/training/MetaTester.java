package org.sgmrl.training;

import java.io.Serializable;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TaskDistribution;
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
    private final TaskDistribution<T> distribution;
    private final int innerSteps;
    private final PieceEngine<Tests, double[]> engine;

    /// What is asked of test tasks.
    private record Tests(long seed, StreamDomain domain) implements Serializable {}

    /// Each piece is a test task, and answers with its returns after 0 .. k steps.
    private record Work(EstimatorSettings settings) implements PieceWork<Tests, double[]> {
        @Override
        public <T> PieceWork.Worker<Tests, double[]> newWorker(
                MetaEnvironment<T> environment, Policy policy, OwnParts parts) {
            // The batch first: what holds nothing but memory need not be closed.
            TrajectoryBatch lastBatch = new TrajectoryBatch(
                    settings.sampling().outerTrajectories(),
                    settings.sampling().horizon(),
                    policy.observationSize(),
                    policy.actionSize());
            int steps = settings.innerStep().steps();
            return new MetaTester.Worker<>(
                    environment.tasks(),
                    new InnerLoop<>(environment, policy, settings, parts.advantageEstimators(settings)),
                    steps,
                    lastBatch);
        }
    }

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
        this(new EngineRequest<>(environment, policy, settings, parts, ""), innerSteps, LocalPieces.onThreads(threads));
    }

    /// The same by any engine.
    ///
    /// @param request what to test with: environment, policy, settings and parts
    /// @param innerSteps k, at least 0
    /// @param engines starts the engine, which is closed with the tester
    public MetaTester(EngineRequest<T> request, int innerSteps, PieceEngine.Factory engines) {
        Arguments.given("request", request);
        Arguments.given("engines", engines);
        this.distribution = request.environment().tasks();
        this.innerSteps = innerSteps;
        this.engine =
                engines.create(request, new Work(request.settings().estimator().forTesting(innerSteps)));
    }

    /// Buffers of one thread.
    private record Worker<T>(TaskDistribution<T> distribution, InnerLoop<T> loop, int steps, TrajectoryBatch lastBatch)
            implements PieceWork.Worker<Tests, double[]> {
        @Override
        public double[] answer(double[] theta, Tests tests, int piece) {
            T task = MetaTester.task(distribution, tests.seed, tests.domain, piece);
            RolloutKey key = new RolloutKey(tests.seed, tests.domain, 0, piece);
            loop.adapt(theta, task, key);
            loop.sampleAdapted(task, key, lastBatch);
            double[] returns = new double[steps + 1];
            for (int t = 0; t < steps; t++) {
                returns[t] = loop.batch(t).meanReturn(1);
            }
            returns[steps] = lastBatch.meanReturn(1);
            return returns;
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
        requireTests(domain);
        return task(distribution, seed, domain, index);
    }

    private static <T> T task(TaskDistribution<T> distribution, long seed, StreamDomain domain, int index) {
        return distribution.sample(RandomStream.of(seed, domain, 0, index, 0, 0, StreamPurpose.TASK));
    }

    private static void requireTests(StreamDomain domain) {
        if (domain == StreamDomain.TRAINING) {
            throw new IllegalArgumentException("domain = " + domain
                    + " would test on tasks of the training; use " + StreamDomain.TEST + " or "
                    + StreamDomain.VALIDATION);
        }
    }

    /// Tests parameters on fresh tasks.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param tasks how many tasks, at least 1
    /// @param seed seed of tasks and rollouts
    /// @param domain [StreamDomain#TEST] or [StreamDomain#VALIDATION]
    /// @return `[k + 1][tasks]`: the mean return of each task after 0 .. k inner steps
    public double[][] returns(double[] theta, int tasks, long seed, StreamDomain domain) {
        Arguments.positive("tasks", tasks);
        requireTests(domain);
        double[][] returns = new double[innerSteps + 1][tasks];
        engine.inRounds(
                theta,
                new Tests(seed, domain),
                tasks,
                (answer, task) -> {
                    for (int t = 0; t <= innerSteps; t++) {
                        returns[t][task] = answer[t];
                    }
                },
                _ -> {});
        return returns;
    }

    @Override
    public void close() {
        engine.close();
    }
}
