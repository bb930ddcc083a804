package org.sgmrl.spark;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.random.StreamDomain;

/// The work of one partition where parameters are tested: some tasks, adapted to and sampled from.
final class TestTasks implements Function<TaskRange, Part> {
    private static final long serialVersionUID = 1;

    private final Broadcast<WorkOrder> order;
    private final byte[] theta;
    private final int innerSteps;
    private final long seed;
    private final StreamDomain domain;
    private final HashSet<String> live; // the class, as interfaces are not Serializable

    TestTasks(
            Broadcast<WorkOrder> order,
            double[] theta,
            int innerSteps,
            long seed,
            StreamDomain domain,
            Set<String> live) {
        this.order = order;
        this.theta = EstimateTasks.bytes(theta);
        this.innerSteps = innerSteps;
        this.seed = seed;
        this.domain = domain;
        this.live = new HashSet<>(live);
    }

    @Override
    public Part call(TaskRange tasks) {
        Estimators.keep(live);
        long start = System.nanoTime();
        try {
            double[][] returns = Estimators.returns(
                    order.value(),
                    TaskContext.get().cpus(),
                    EstimateTasks.numbers(theta),
                    innerSteps,
                    tasks,
                    seed,
                    domain);
            ByteBuffer bytes = ByteBuffer.allocate((innerSteps + 1) * (tasks.to() - tasks.from()) * Double.BYTES);
            for (double[] ofStep : returns) {
                for (double ofTask : ofStep) {
                    bytes.putDouble(ofTask);
                }
            }
            return new Part(bytes.array(), System.nanoTime() - start, EstimateTasks.Worker.KERNELS, null);
        } catch (EnvironmentException e) {
            return EstimateTasks.refused(e);
        }
    }
}
