package org.sgmrl.spark;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.kernel.FloatKernels;

/// The work of one partition: some tasks of a meta-batch.
final class EstimateTasks implements FlatMapFunction<Iterator<Integer>, Share> {
    private static final long serialVersionUID = 4;

    private final Broadcast<WorkOrder> order;
    private final Broadcast<double[]> theta;
    private final @Nullable Broadcast<double[]> behaviour;
    private final int iteration;
    private final HashSet<String> live; // the class, as interfaces are not Serializable

    /// Of this process, where the tasks run.
    private static final class Worker {
        static final String NAME = name();
        static final String KERNELS = FloatKernels.fastest().description();

        private static String name() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "of unknown name";
            }
        }
    }

    /// @param behaviour what the trajectories are drawn with where they are used again; null: θ itself
    /// @param live ids of the orders whose runs go on: workers keep nothing of others
    EstimateTasks(
            Broadcast<WorkOrder> order,
            Broadcast<double[]> theta,
            @Nullable Broadcast<double[]> behaviour,
            int iteration,
            Set<String> live) {
        this.order = order;
        this.theta = theta;
        this.behaviour = behaviour;
        this.iteration = iteration;
        this.live = new HashSet<>(live);
    }

    @Override
    public Iterator<Share> call(Iterator<Integer> indices) {
        List<Share> shares = new ArrayList<>();
        Estimators.Estimator<?> estimator;
        try {
            estimator = Estimators.take(order.value(), live);
        } catch (EnvironmentException e) {
            // An answer, not an exception: Spark would try again elsewhere and say less.
            shares.add(new Share(-1, new byte[0], 0, null, "worker " + Worker.NAME + ": " + e.getMessage()));
            return shares.iterator();
        }
        double[] parameters = theta.value();
        double[] drawnWith = behaviour == null ? null : behaviour.value();
        long start = System.nanoTime();
        while (indices.hasNext()) {
            int index = indices.next();
            byte[] bytes = estimator.estimate(parameters, drawnWith, iteration, index);
            shares.add(
                    indices.hasNext()
                            ? new Share(index, bytes, 0, null, null)
                            : new Share(
                                    index,
                                    bytes,
                                    System.nanoTime() - start,
                                    Worker.KERNELS + " on " + Worker.NAME,
                                    null));
        }
        // Not in a finally block: an estimator that threw is not used again.
        Estimators.giveBack(estimator);
        return shares.iterator();
    }
}
