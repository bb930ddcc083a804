package org.sgmrl.training;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.estimator.SumTree;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.estimator.TaskStatistics;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.worker.Workers;

/// Maps tasks over threads of this process, each with buffers of its own. Where there are at least twice as many threads as
/// tasks, several sample the trajectories of each task together.
///
/// @param <T> type of the task
public final class LocalEngine<T> implements SummingEngine<T> {
    /// What a thread works with.
    ///
    /// @param estimator made last, after what holds nothing but memory
    private record Worker<T>(TaskGradient share, double clip, TaskGradientEstimator<T> estimator)
            implements AutoCloseable {
        void estimate(
                double[] theta,
                double @Nullable [] behaviour,
                double factor,
                T task,
                RolloutKey key,
                TaskGradient out) {
            if (behaviour == null) {
                estimator.estimate(theta, factor, task, key, out);
            } else {
                estimator.estimateAgain(theta, behaviour, clip, task, key, out);
            }
        }

        @Override
        public void close() {
            estimator.close();
        }
    }

    private final Workers<Worker<T>> workers;
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
    /// @param threads how many, at least 1
    public LocalEngine(EngineRequest<T> request, int threads) {
        this(
                request,
                threads,
                threadsOfTask(
                        Arguments.given("request", request).settings(),
                        threads,
                        request.settings().tasks()));
    }

    /// An engine with its own threads, so many of which sample the trajectories of a task together.
    ///
    /// @param request what to work on
    /// @param threads how many in all, at least 1
    /// @param threadsOfTask how many of them work on one task, in 1..threads
    public LocalEngine(EngineRequest<T> request, int threads, int threadsOfTask) {
        this.settings = Arguments.given("request", request).settings();
        Arguments.require(threads >= 1, "threads", threads, "be at least 1");
        Arguments.require(
                threadsOfTask >= 1 && threadsOfTask <= threads,
                "threadsOfTask",
                threadsOfTask,
                "be in [1, threads = " + threads + "]");
        double clip = settings.outerStep().reuse().clip();
        this.workers = new Workers<>(
                threads / threadsOfTask,
                () -> new Worker<>(
                        settings.newTaskGradient(request.policy()), clip, request.newEstimator(threadsOfTask)));
    }

    /// Threads that have work on one task: an even share, but no more than a batch has trajectories.
    ///
    /// @param settings the settings
    /// @param threads of a process
    /// @param tasks that the process has in an iteration, at least 1
    /// @return 1 where tasks are more than half of the threads
    public static int threadsOfTask(TrainingSettings settings, int threads, int tasks) {
        Arguments.positive("tasks", tasks);
        Sampling sampling = Arguments.given("settings", settings).estimator().sampling();
        int trajectories = Math.max(sampling.innerTrajectories(), sampling.outerTrajectories());
        return Math.clamp(threads / tasks, 1, trajectories);
    }

    @Override
    public TrainingSettings settings() {
        return settings;
    }

    @Override
    public void estimate(double[] theta, Iteration iteration, List<T> tasks, TaskGradient[] out) {
        estimate(theta, null, iteration, 0, tasks, out);
    }

    @Override
    public boolean estimatesAgain() {
        return true;
    }

    @Override
    public void estimateAgain(
            double[] theta, double[] behaviour, Iteration iteration, List<T> tasks, TaskGradient[] out) {
        estimate(theta, behaviour, iteration, 0, tasks, out);
    }

    @Override
    public void sum(double[] theta, Iteration iteration, List<T> tasks, TaskStatistics[] statistics, SumTree sums) {
        sum(theta, null, iteration, 0, tasks, statistics, sums);
    }

    @Override
    public void sumAgain(
            double[] theta,
            double[] behaviour,
            Iteration iteration,
            List<T> tasks,
            TaskStatistics[] statistics,
            SumTree sums) {
        sum(theta, behaviour, iteration, 0, tasks, statistics, sums);
    }

    /// Estimates some tasks of a meta-batch that follow each other.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param behaviour θ_old of [#estimateAgain], `[parameterCount]`; null for [#estimate]
    /// @param iteration number and factor of the score terms
    /// @param first number of the first of the tasks in the meta-batch
    /// @param tasks these tasks
    /// @param out `out[i]` receives the share of task `first + i`; overwritten
    public void estimate(
            double[] theta,
            double @Nullable [] behaviour,
            Iteration iteration,
            int first,
            List<T> tasks,
            TaskGradient[] out) {
        RolloutKey[] keys = keys(iteration.number(), first, tasks.size());
        double factor = iteration.scoreTermFactor();
        workers.forEach(
                keys.length, (worker, i) -> worker.estimate(theta, behaviour, factor, tasks.get(i), keys[i], out[i]));
    }

    /// Sums some tasks of a meta-batch that follow each other.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param behaviour θ_old of [#sumAgain], `[parameterCount]`; null for [#sum]
    /// @param iteration number and factor of the score terms
    /// @param first number of the first of the tasks in the meta-batch
    /// @param tasks these tasks
    /// @param statistics `statistics[i]` receives what was seen of task `first + i`; overwritten
    /// @param sums the tree of the whole meta-batch, begun with the weights of the scores; receives these tasks
    public void sum(
            double[] theta,
            double @Nullable [] behaviour,
            Iteration iteration,
            int first,
            List<T> tasks,
            TaskStatistics[] statistics,
            SumTree sums) {
        RolloutKey[] keys = keys(iteration.number(), first, tasks.size());
        double factor = iteration.scoreTermFactor();
        workers.forEach(keys.length, (worker, i) -> {
            worker.estimate(theta, behaviour, factor, tasks.get(i), keys[i], worker.share);
            statistics[i].setStatistics(worker.share);
            sums.add(first + i, worker.share);
        });
    }

    /// Made by the caller, because the workers allocate nothing.
    private RolloutKey[] keys(int iteration, int first, int count) {
        RolloutKey[] keys = new RolloutKey[count];
        Arrays.setAll(keys, i -> key(settings.seed(), iteration, first + i));
        return keys;
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
