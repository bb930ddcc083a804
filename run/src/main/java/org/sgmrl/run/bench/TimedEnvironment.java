package org.sgmrl.run.bench;

import java.util.ArrayList;
import java.util.List;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.random.RandomStream;

/// An environment that adds up how long its resets and steps take, each worker for itself.
///
/// @param <T> type of the task
public final class TimedEnvironment<T> implements MetaEnvironment<T> {
    private final MetaEnvironment<T> environment;
    private final List<TimedBatch<T>> batches = new ArrayList<>();

    TimedEnvironment(MetaEnvironment<T> environment) {
        this.environment = environment;
    }

    @Override
    public EnvironmentSpec spec() {
        return environment.spec();
    }

    @Override
    public TaskDistribution<T> tasks() {
        return environment.tasks();
    }

    @Override
    public BatchedEnvironment<T> create(int rollouts) {
        TimedBatch<T> batch = new TimedBatch<>(environment.create(rollouts));
        batches.add(batch);
        return batch;
    }

    /// Time spent in all batches so far; to be asked while no worker works.
    ///
    /// @return nanoseconds
    long nanoseconds() {
        long sum = 0;
        for (TimedBatch<T> batch : batches) {
            sum += batch.nanoseconds;
        }
        return sum;
    }

    private static final class TimedBatch<T> implements BatchedEnvironment<T> {
        private final BatchedEnvironment<T> batch;
        private long nanoseconds;

        TimedBatch(BatchedEnvironment<T> batch) {
            this.batch = batch;
        }

        @Override
        public void reset(T task, RandomStream[] streams, int rollouts, double[] observations) {
            long start = System.nanoTime();
            batch.reset(task, streams, rollouts, observations);
            nanoseconds += System.nanoTime() - start;
        }

        @Override
        public void step(
                int[] active,
                int count,
                double[] actions,
                double[] observations,
                double[] rewards,
                boolean[] terminated) {
            long start = System.nanoTime();
            batch.step(active, count, actions, observations, rewards, terminated);
            nanoseconds += System.nanoTime() - start;
        }

        @Override
        public boolean diverged(int rollout) {
            return batch.diverged(rollout);
        }

        @Override
        public void close() {
            batch.close();
        }
    }
}
