package org.sgmrl.spark;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.estimator.TaskWeights;
import org.sgmrl.io.Closing;
import org.sgmrl.training.Iteration;

/// The work of one partition: some tasks of a meta-batch. Parameters are a part of it, as Spark broadcasts what its tasks
/// run anyway; another broadcast would be another round of messages.
final class EstimateTasks implements Function<TaskRange, Part<byte[]>> {
    private static final long serialVersionUID = 7;

    private final Broadcast<WorkOrder> order;
    /// As bytes, which Java's serialization copies at once.
    private final byte[] theta;

    private final byte @Nullable [] behaviour;
    private final Iteration iteration;
    private final @Nullable TaskWeights weights;
    private final int threadsOfTask;
    private final HashSet<String> live; // the class, as interfaces are not Serializable

    /// @param behaviour what the trajectories are drawn with where they are used again; null: θ itself
    /// @param weights of the scores in the sums that are wanted; null for whole shares
    /// @param threadsOfTask threads of a partition that sample the trajectories of a task together
    /// @param live ids of the orders whose runs go on: workers keep nothing of others
    EstimateTasks(
            Broadcast<WorkOrder> order,
            double[] theta,
            double @Nullable [] behaviour,
            Iteration iteration,
            @Nullable TaskWeights weights,
            int threadsOfTask,
            Set<String> live) {
        this.order = order;
        this.theta = bytes(theta);
        this.behaviour = behaviour == null ? null : bytes(behaviour);
        this.iteration = iteration;
        this.weights = weights;
        this.threadsOfTask = threadsOfTask;
        this.live = new HashSet<>(live);
    }

    @Override
    public Part<byte[]> call(TaskRange tasks) {
        // One that threw is not used again.
        try (Closing opened = new Closing()) {
            Estimators.Threads threads =
                    new Estimators.Threads(TaskContext.get().cpus(), threadsOfTask);
            Estimators.Estimator<?> estimator = opened.add(Estimators.take(order.value(), live, threads));
            Part<byte[]> part = estimated(estimator, tasks);
            opened.keep();
            Estimators.giveBack(estimator);
            return part;
        } catch (EnvironmentException e) {
            return Part.refused(e);
        }
    }

    private Part<byte[]> estimated(Estimators.Estimator<?> estimator, TaskRange tasks) {
        double[] parameters = numbers(theta);
        double[] drawnWith = behaviour == null ? null : numbers(behaviour);
        long start = System.nanoTime();
        byte[] bytes = weights == null
                ? estimator.shares(parameters, drawnWith, iteration, tasks)
                : estimator.sums(parameters, drawnWith, iteration, tasks, weights);
        return Part.made(bytes, start);
    }

    static byte[] bytes(double[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Double.BYTES);
        bytes.asDoubleBuffer().put(numbers);
        return bytes.array();
    }

    static double[] numbers(byte[] bytes) {
        double[] numbers = new double[bytes.length / Double.BYTES];
        ByteBuffer.wrap(bytes).asDoubleBuffer().get(numbers);
        return numbers;
    }
}
