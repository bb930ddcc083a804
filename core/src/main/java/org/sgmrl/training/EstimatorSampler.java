package org.sgmrl.training;

import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
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
import org.sgmrl.worker.Workers;

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

    private static final int BLOCKS_PER_ROUND_AND_WORKER = 4;

    /// Meta-batches that a baseline with a memory learns from.
    private static final int WARM_UP = 10;

    private final Workers<Worker<T>> workers;
    private final int tasks;
    private final int dimension;

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
        Arguments.given("environment", environment);
        Arguments.given("policy", policy);
        Arguments.given("settings", settings);
        Arguments.given("parts", parts);
        int least = settings.method().coefficient().leastTasks();
        if (tasks < least) {
            throw new IllegalArgumentException("tasks = " + tasks + " must be at least " + least);
        }
        this.tasks = tasks;
        this.dimension = policy.parameterCount();
        this.workers = new Workers<>(threads, () -> new Worker<>(environment, policy, settings, parts, tasks));
    }

    /// Draws.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param metaBatches number of meta-batches, at least 2; the number of draws is B times that
    /// @param seed seed of tasks and rollouts
    /// @param progress told the number of draws done now and then, on the calling thread
    /// @return mean and variance of the draws
    public SampleMoments sample(double[] theta, int metaBatches, long seed, LongConsumer progress) {
        int most = workers.first().baseline.learns() ? Integer.MAX_VALUE - WARM_UP : Integer.MAX_VALUE;
        if (metaBatches < 2 || metaBatches > most) {
            throw new IllegalArgumentException("metaBatches = " + metaBatches + " must be in [2, " + most + "]");
        }
        int perBlock = Math.max(1, DRAWS_PER_BLOCK / tasks);
        long blocks = ((long) metaBatches + perBlock - 1) / perBlock;
        int round = BLOCKS_PER_ROUND_AND_WORKER * workers.count();
        double[] learned = workers.first().learn(theta, metaBatches, seed);
        workers.resources().forEach(worker -> worker.baseline.restore(learned));
        Moments total = new Moments(dimension);
        Moments[] parts = new Moments[round];
        for (int i = 0; i < round; i++) {
            parts[i] = new Moments(dimension);
        }
        for (long first = 0; first < blocks; first += round) {
            long begin = first;
            int count = (int) Math.min(round, blocks - first);
            workers.forEach(count, (worker, i) -> {
                long from = (begin + i) * perBlock;
                int to = (int) Math.min(metaBatches, from + perBlock);
                worker.sample(theta, (int) from, to, seed, parts[i]);
            });
            for (int i = 0; i < count; i++) {
                total.merge(parts[i]);
            }
            progress.accept(total.count * tasks);
        }
        double[] standardError = new double[dimension];
        double trace = 0;
        for (int j = 0; j < dimension; j++) {
            double variance = total.squares[j] / (total.count - 1);
            standardError[j] = Math.sqrt(variance / total.count);
            trace += variance;
        }
        return new SampleMoments(total.count * tasks, total.mean, standardError, tasks * trace);
    }

    @Override
    public void close() {
        workers.close();
    }

    /// Buffers of one thread.
    private static final class Worker<T> implements AutoCloseable {
        private final TaskDistribution<T> distribution;
        private final TaskGradientEstimator<T> estimator;
        private final Supplier<ScoreCoefficients> withoutMemory;
        private ScoreCoefficients baseline;
        private final TaskGradient[] shares;
        private final double[][] taskParameters;
        private final SumTree sums;
        private final double[] gradient;
        private final double[] scoreTerm;
        private final RandomStream taskStream = new RandomStream();

        Worker(MetaEnvironment<T> environment, Policy policy, EstimatorSettings settings, OwnParts parts, int tasks) {
            int d = policy.parameterCount();
            // What is sampled is the whole score term.
            EstimatorSettings whole = settings.withMethod(method -> method.withScoreTermNoise(0));
            this.distribution = environment.tasks();
            this.withoutMemory = () -> parts.newScoreCoefficients(whole, distribution.parameterCount());
            this.baseline = withoutMemory.get();
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

        /// Meta-batches `from` to `to` − 1.
        void sample(double[] theta, int from, int to, long seed, Moments out) {
            out.clear();
            for (int m = from; m < to; m++) {
                estimate(theta, m, seed);
                MetaGradient.mean(shares, taskParameters, baseline, sums, gradient, scoreTerm);
                out.add(gradient);
            }
        }

        /// Teaches the baseline by the meta-batches after the last counted one.
        ///
        /// @return its memory
        double[] learn(double[] theta, int metaBatches, long seed) {
            baseline = withoutMemory.get();
            if (baseline.learns()) {
                for (int m = metaBatches; m < metaBatches + WARM_UP; m++) {
                    estimate(theta, m, seed);
                    baseline.learn(shares, taskParameters);
                }
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
    private static final class Moments {
        private long count;
        private final double[] mean;
        private final double[] squares;

        Moments(int dimension) {
            this.mean = new double[dimension];
            this.squares = new double[dimension];
        }

        void clear() {
            count = 0;
            Arrays.fill(mean, 0);
            Arrays.fill(squares, 0);
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
