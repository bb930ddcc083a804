package org.sgmrl.spark;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.policy.Policy;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.MetaTrainer;

/// The estimators of a worker process, kept from one iteration to the next: one for each task that runs at the same
/// time.
final class Estimators {
    /// Runs whose estimators are kept; each takes room for its batches.
    private static final int RUNS = 16;

    /// By run, the one that was used longest ago first.
    private static final Map<String, ArrayDeque<Estimator<?>>> IDLE = new LinkedHashMap<>(RUNS, 0.75f, true);

    private Estimators() {}

    /// A free estimator for the order.
    ///
    /// @throws EnvironmentException if the environment is not available on this machine
    static Estimator<?> take(WorkOrder order) {
        synchronized (IDLE) {
            ArrayDeque<Estimator<?>> idle = IDLE.get(order.id());
            if (idle != null) {
                @Nullable Estimator<?> free = idle.poll();
                if (free != null) {
                    return free;
                }
            } else {
                IDLE.put(order.id(), new ArrayDeque<>());
                if (IDLE.size() > RUNS) {
                    Iterator<ArrayDeque<Estimator<?>>> oldest = IDLE.values().iterator();
                    oldest.next().forEach(Estimator::close);
                    oldest.remove();
                }
            }
        }
        MetaEnvironment<?> environment = environment(order);
        environment.requireAvailable();
        if (!environment.simulator().equals(order.simulator())) {
            throw new EnvironmentException("it simulates with " + environment.simulator() + ", the driver with "
                    + order.simulator() + "; results would depend on the worker: install the same on all machines");
        }
        return new Estimator<>(environment, order);
    }

    private static MetaEnvironment<?> environment(WorkOrder order) {
        MdpProblem problem = order.problem();
        return problem != null
                ? new TabularEnvironment(problem)
                : Environments.byId(order.environment())
                        .orElseThrow(() -> new EnvironmentException("environment " + order.environment()
                                + " is unknown here; add its library to the workers' class path"));
    }

    /// Gives an estimator back.
    static void giveBack(Estimator<?> estimator) {
        synchronized (IDLE) {
            ArrayDeque<Estimator<?>> idle = IDLE.get(estimator.order.id());
            if (idle != null) {
                idle.add(estimator);
                return;
            }
        }
        estimator.close();
    }

    /// Estimates one task after the other.
    static final class Estimator<T> implements AutoCloseable {
        private final MetaEnvironment<T> environment;
        private final WorkOrder order;
        private final TaskGradientEstimator<T> estimator;
        private final TaskGradient share;

        Estimator(MetaEnvironment<T> environment, WorkOrder order) {
            this.environment = environment;
            this.order = order;
            Policy policy = order.settings().newPolicy(environment.spec());
            if (policy.parameterCount() != order.parameterCount()) {
                throw new EnvironmentException(
                        "environment " + order.environment() + " is another one here: the policy has "
                                + policy.parameterCount() + " parameters instead of " + order.parameterCount()
                                + "; use the same version of sgmrl on all machines");
            }
            this.estimator = new TaskGradientEstimator<>(
                    environment, policy, order.settings().metaGradient());
            this.share = new TaskGradient(order.parameterCount());
        }

        byte[] estimate(double[] theta, int iteration, int index) {
            long seed = order.settings().seed();
            T task = MetaTrainer.task(environment.tasks(), seed, iteration, index);
            estimator.estimate(theta, task, LocalEngine.key(seed, iteration, index), share);
            byte[] bytes = new byte[share.encodedSize()];
            share.write(ByteBuffer.wrap(bytes));
            return bytes;
        }

        @Override
        public void close() {
            estimator.close();
        }
    }
}
