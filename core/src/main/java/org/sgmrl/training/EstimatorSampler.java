package org.sgmrl.training;

import java.io.Serializable;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.MetaGradient;
import org.sgmrl.estimator.ScoreCoefficients;
import org.sgmrl.estimator.SumTree;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.rollout.RolloutKey;

/// Draws the meta-gradient again and again at a fixed θ with the code that trains, and keeps its mean and
/// variance. Meta-batch m is what iteration m of training would see, in [StreamDomain#CERTIFICATION].
///
/// The meta-batches are cut into blocks that do not depend on the number of threads, and the blocks are merged in
/// order (Chan, Golub, LeVeque 1979): the bits of the result depend on the request alone.
///
/// A baseline with a memory learns from meta-batches that are not counted, as many as it remembers, and is then
/// kept, so that the counted draws are independent of each other and of what it learned from.
///
/// @param <T> type of the task
public final class EstimatorSampler<T> implements AutoCloseable {
    /// Enough work for a block to be worth handing out.
    private static final int DRAWS_PER_BLOCK = 4096;

    /// Meta-batches that a baseline with a memory learns from.
    private static final int WARM_UP = 10;

    private final MetaEnvironment<T> environment;
    private final Policy policy;
    private final OwnParts parts;
    private final Work work;
    private final int dimension;
    private final PieceEngine<Draws, Moments> engine;

    /// What is asked of blocks.
    ///
    /// @param metaBatches how many there are in all blocks
    /// @param learned what the baseline remembers
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Draws(int metaBatches, long seed, double[] learned) implements Serializable {}

    /// Each piece is a block of meta-batches, and answers with the moments of their means.
    private record Work(EstimatorSettings settings, int tasks) implements PieceWork<Draws, Moments> {
        Work {
            int least =
                    Arguments.given("settings", settings).method().coefficient().leastTasks();
            Arguments.require(tasks >= least, "tasks", tasks, "be at least " + least);
        }

        @Override
        public <T> EstimatorSampler.Worker<T> newWorker(MetaEnvironment<T> environment, Policy policy, OwnParts parts) {
            return new EstimatorSampler.Worker<>(environment, policy, this, parts);
        }

        int metaBatchesOfBlock() {
            return Math.max(1, DRAWS_PER_BLOCK / tasks);
        }

        /// What is sampled is the whole score term.
        ScoreCoefficients newBaseline(OwnParts parts, TaskDistribution<?> distribution) {
            return parts.newScoreCoefficients(
                    settings.withMethod(method -> method.withScoreTermNoise(0)), distribution.parameterCount());
        }
    }

    /// A sampler with its own threads.
    ///
    /// @param environment where to sample
    /// @param policy the policy
    /// @param settings what an estimate is made of
    /// @param tasks B, tasks of a meta-batch
    /// @param threads number of workers, at least 1
    /// @throws IllegalArgumentException if B is less than the score term needs
    public EstimatorSampler(
            MetaEnvironment<T> environment, Policy policy, EstimatorSettings settings, int tasks, int threads) {
        this(environment, policy, settings, OwnParts.NONE, tasks, threads);
    }

    /// The same with weights or coefficients of one's own.
    ///
    /// @param environment where to sample
    /// @param policy the policy
    /// @param settings what an estimate is made of
    /// @param parts parts of one's own
    /// @param tasks B, tasks of a meta-batch
    /// @param threads number of workers, at least 1
    /// @throws IllegalArgumentException if B is less than the score term needs, or there is no place for the parts
    public EstimatorSampler(
            MetaEnvironment<T> environment,
            Policy policy,
            EstimatorSettings settings,
            OwnParts parts,
            int tasks,
            int threads) {
        this(
                environment,
                policy,
                parts,
                new Work(settings, tasks),
                work -> new LocalPieces<>(environment, policy, parts, work, threads));
    }

    /// A sampler by any engine, with the settings' estimator and meta-batches of as many tasks.
    ///
    /// @param request what to draw with: environment, policy, settings and parts
    /// @param engines starts the engine, which is closed with the sampler
    /// @throws IllegalArgumentException if B is less than the score term needs, or coefficients are one's own: engines'
    ///     workers may be elsewhere, and do not have them
    public EstimatorSampler(EngineRequest<T> request, PieceEngine.Factory engines) {
        this(
                Arguments.given("request", request).environment(),
                request.policy(),
                withoutCoefficients(request.parts()),
                new Work(request.settings().estimator(), request.settings().tasks()),
                work -> Arguments.given("engines", engines).create(request, work));
    }

    private static OwnParts withoutCoefficients(OwnParts parts) {
        ScoreCoefficients.Factory own = parts.scoreCoefficients();
        if (own != null) {
            throw new IllegalArgumentException("parts.scoreCoefficients = " + own
                    + " must not be given: workers elsewhere do not have them; use the constructor that takes threads");
        }
        return parts;
    }

    private EstimatorSampler(
            MetaEnvironment<T> environment,
            Policy policy,
            OwnParts parts,
            Work work,
            Function<Work, PieceEngine<Draws, Moments>> engine) {
        this.environment = Arguments.given("environment", environment);
        this.policy = Arguments.given("policy", policy);
        this.parts = Arguments.given("parts", parts);
        this.work = work;
        this.dimension = policy.parameterCount();
        this.engine = engine.apply(work);
    }

    /// Draws.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param metaBatches number of meta-batches, at least 2; the number of draws is B times that
    /// @param seed seed of tasks and rollouts
    /// @param progress told the number of draws done now and then, on the calling thread
    /// @return mean and variance of the draws
    public SampleMoments sample(double[] theta, int metaBatches, long seed, LongConsumer progress) {
        ScoreCoefficients baseline = work.newBaseline(parts, environment.tasks());
        int most = baseline.learns() ? Integer.MAX_VALUE - WARM_UP : Integer.MAX_VALUE;
        if (metaBatches < 2 || metaBatches > most) {
            throw new IllegalArgumentException("metaBatches = " + metaBatches + " must be in [2, " + most + "]");
        }
        double[] learned = baseline.learns() ? learned(theta, metaBatches, seed) : baseline.state();
        int blocks = Math.ceilDiv(metaBatches, work.metaBatchesOfBlock());
        int tasks = work.tasks();
        Moments total = new Moments(dimension);
        engine.inRounds(
                theta,
                new Draws(metaBatches, seed, learned),
                blocks,
                (ofBlock, _) -> total.merge(ofBlock),
                _ -> progress.accept(total.count * tasks));
        double[] standardError = new double[dimension];
        double trace = 0;
        for (int j = 0; j < dimension; j++) {
            double variance = total.squares[j] / (total.count - 1);
            standardError[j] = Math.sqrt(variance / total.count);
            trace += variance;
        }
        return new SampleMoments(total.count * tasks, total.mean, standardError, tasks * trace);
    }

    private double[] learned(double[] theta, int metaBatches, long seed) {
        try (Worker<T> learner = work.newWorker(environment, policy, parts)) {
            return learner.learn(theta, metaBatches, seed);
        }
    }

    @Override
    public void close() {
        engine.close();
    }

    /// Buffers of one thread.
    private static final class Worker<T> implements PieceWork.Worker<Draws, Moments> {
        private final TaskDistribution<T> distribution;
        private final TaskGradientEstimator<T> estimator;
        private final int metaBatchesOfBlock;
        private final ScoreCoefficients baseline;
        private final TaskGradient[] shares;
        private final double[][] taskParameters;
        private final SumTree sums;
        private final double[] gradient;
        private final double[] scoreTerm;
        private final RandomStream taskStream = new RandomStream();

        Worker(MetaEnvironment<T> environment, Policy policy, Work work, OwnParts parts) {
            EstimatorSettings settings = work.settings();
            int tasks = work.tasks();
            int d = policy.parameterCount();
            this.distribution = environment.tasks();
            this.metaBatchesOfBlock = work.metaBatchesOfBlock();
            this.baseline = work.newBaseline(parts, distribution);
            this.shares = new TaskGradient[tasks];
            for (int i = 0; i < tasks; i++) {
                shares[i] = new TaskGradient(d);
            }
            this.taskParameters = new double[tasks][distribution.parameterCount()];
            this.sums = new SumTree(tasks, d);
            this.gradient = new double[d];
            this.scoreTerm = new double[d];
            // Last: what holds nothing but memory need not be closed.
            this.estimator = new TaskGradientEstimator<>(
                    environment, policy, settings, parts.advantageEstimators(settings), false);
        }

        @Override
        public void close() {
            estimator.close();
        }

        @Override
        public Moments answer(double[] theta, Draws draws, int piece) {
            baseline.restore(draws.learned);
            Moments moments = new Moments(gradient.length);
            int from = piece * metaBatchesOfBlock;
            for (int m = from; m < draws.metaBatches && m - from < metaBatchesOfBlock; m++) {
                estimate(theta, m, draws.seed);
                MetaGradient.mean(shares, taskParameters, baseline, sums, gradient, scoreTerm);
                moments.add(gradient);
            }
            return moments;
        }

        /// Teaches the baseline by the meta-batches after the last counted one.
        ///
        /// @return its memory
        double[] learn(double[] theta, int metaBatches, long seed) {
            for (int m = metaBatches; m < metaBatches + WARM_UP; m++) {
                estimate(theta, m, seed);
                baseline.learn(shares, taskParameters);
            }
            return baseline.state();
        }

        private void estimate(double[] theta, int m, long seed) {
            for (int i = 0; i < shares.length; i++) {
                taskStream.rekey(seed, StreamDomain.CERTIFICATION, m, i, 0, 0, StreamPurpose.TASK);
                T task = distribution.sample(taskStream);
                distribution.parameters(task, taskParameters[i]);
                estimator.estimate(theta, task, new RolloutKey(seed, StreamDomain.CERTIFICATION, m, i), shares[i]);
            }
        }
    }

    /// Running mean and sum of squared deviations of each entry.
    private static final class Moments implements Serializable {
        private static final long serialVersionUID = 1;

        private long count;
        private final double[] mean;
        private final double[] squares;

        Moments(int dimension) {
            this.mean = new double[dimension];
            this.squares = new double[dimension];
        }

        void add(double[] x) {
            count++;
            for (int j = 0; j < x.length; j++) {
                double difference = x[j] - mean[j];
                mean[j] += difference / count;
                squares[j] += difference * (x[j] - mean[j]);
            }
        }

        void merge(Moments other) {
            long all = count + other.count;
            for (int j = 0; j < mean.length; j++) {
                double difference = other.mean[j] - mean[j];
                mean[j] += difference * ((double) other.count / all);
                squares[j] += other.squares[j] + difference * difference * ((double) count * other.count / all);
            }
            count = all;
        }
    }
}
