package org.sgmrl.training;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.estimator.SumTree;
import org.sgmrl.estimator.TaskStatistics;
import org.sgmrl.estimator.TaskWeights;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.testing.ProcessorTime;

/// Runs in a virtual machine of its own, started by [LocalEngineTest]: prints how many rounds of ten
/// iterations in a row the workers allocated nothing, at most 5.
final class EngineProbe {
    private EngineProbe() {}

    /// Prints the line.
    ///
    /// @param arguments none
    public static void main(String[] arguments) {
        PointNavigation environment = PointNavigation.distance();
        TrainingSettings settings = TrainingSettings.of(Preset.RELEASED, environment.spec(), Method.SG_MRL)
                .withOuterStep(_ -> OuterStep.within(TrustRegion.DEFAULT));
        Policy policy = settings.newPolicy(environment.spec());
        double[] theta = new double[policy.parameterCount()];
        policy.initialize(RandomStream.of(0, StreamDomain.INITIALIZATION, 0, 0, 0, 0, StreamPurpose.PARAMETERS), theta);
        List<Goal> tasks = List.of(new Goal(0.1, 0.2), new Goal(-0.5, 0.5), new Goal(0.01, 0.02), new Goal(0.3, 0));
        TaskStatistics[] statistics = new TaskStatistics[tasks.size()];
        Arrays.setAll(statistics, _ -> settings.newTaskStatistics(policy));
        SumTree sums = new SumTree(tasks.size(), theta.length);
        try (LocalEngine<Goal> engine = new LocalEngine<>(environment, policy, settings, 2)) {
            ProcessorTime time = new ProcessorTime(120);
            int iteration = 0;
            long allocated;
            int without = 0;
            do {
                long before = allocatedByWorkers();
                for (int i = 0; i < 10; i++) {
                    sums.begin(new TaskWeights.ReturnAndScale());
                    engine.sum(theta, Iteration.whole(iteration++), tasks, statistics, sums);
                }
                allocated = allocatedByWorkers() - before;
                without = allocated == 0 ? without + 1 : 0;
            } while (without < 5 && time.isLeft());
            System.out.println("rounds without allocation " + without);
        }
    }

    private static long allocatedByWorkers() {
        ThreadMXBean beans = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] bytes = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sgmrl-worker-"))
                .mapToLong(thread -> beans.getThreadAllocatedBytes(thread.threadId()))
                .toArray();
        if (bytes.length != 2) {
            throw new IllegalStateException("there are " + bytes.length + " workers, not 2");
        }
        return bytes[0] + bytes[1];
    }
}
