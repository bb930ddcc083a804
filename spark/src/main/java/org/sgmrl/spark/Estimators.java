package org.sgmrl.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.EnvironmentRegistry;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.estimator.SumTree;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskStatistics;
import org.sgmrl.estimator.TaskWeights;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.policy.Policy;
import org.sgmrl.training.EngineRequest;
import org.sgmrl.training.Iteration;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.LocalPieces;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.OwnParts;
import org.sgmrl.training.PieceWork;

/// The estimators of a worker process, kept from one iteration to the next: one for each partition that is computed at the
/// same time.
final class Estimators {
    /// By run. Each estimator takes room for the batches of as many tasks as its threads work on.
    private static final Map<String, ArrayDeque<Estimator<?>>> IDLE = new HashMap<>();

    private Estimators() {}

    /// Threads of a partition.
    ///
    /// @param all the same for all of a process
    /// @param ofTask how many of them sample the trajectories of a task together; another number where workers have come or
    ///     gone
    record Threads(int all, int ofTask) {}

    /// A free estimator for the order. Those of runs that have ended are closed.
    ///
    /// @param live ids of the orders of runs that go on, this one among them
    /// @param threads of the partition
    /// @throws EnvironmentException if the environment is not available on this machine, or another one
    static Estimator<?> take(WorkOrder order, Set<String> live, Threads threads) {
        keep(live);
        synchronized (IDLE) {
            ArrayDeque<Estimator<?>> idle = IDLE.computeIfAbsent(order.id(), _ -> new ArrayDeque<>());
            for (Estimator<?> free = idle.poll(); free != null; free = idle.poll()) {
                if (free.threads.equals(threads)) {
                    return free;
                }
                free.close();
            }
        }
        OwnCode own = OwnCode.read(order.own());
        return new Estimator<>(checked(order, own), order, own.parts().parts(), threads);
    }

    /// Does some pieces of work in this process.
    ///
    /// @return their answers
    /// @throws EnvironmentException if the environment is not available on this machine, or another one
    static <Q extends Serializable, A extends Serializable> List<A> answers(
            WorkOrder order, int threads, PieceWork<Q, A> work, double[] theta, Q question, TaskRange pieces) {
        OwnCode own = OwnCode.read(order.own());
        MetaEnvironment<?> environment = checked(order, own);
        OwnParts parts = own.parts().parts();
        int count = pieces.to() - pieces.from();
        try (LocalPieces<Q, A> engine = new LocalPieces<>(
                environment, policy(environment, order, parts), parts, work, Math.min(threads, count))) {
            return engine.answers(theta, question, pieces.from(), count);
        }
    }

    /// The order's environment, which must be the driver's.
    private static MetaEnvironment<?> checked(WorkOrder order, OwnCode own) {
        // Anew each time: jars come to a worker as runs need them, and what was found before may lack them.
        EnvironmentRegistry registry =
                EnvironmentRegistry.of(Thread.currentThread().getContextClassLoader());
        MetaEnvironment<?> environment = environment(order, own, registry);
        if (!Code.fingerprint(environment, registry.code(environment), own.classes())
                .equals(order.code())) {
            throw new EnvironmentException("it has another build of sgmrl, or of the environment's library, than the"
                    + " driver, in " + Code.place()
                    + "; take it off the workers' class path, the driver sends its own, or install the same");
        }
        environment.requireAvailable();
        if (!environment.simulator().equals(order.simulator())) {
            throw new EnvironmentException("it simulates with " + environment.simulator() + ", the driver with "
                    + order.simulator() + "; results would depend on the worker: install the same on all machines");
        }
        if (!FixedSteps.of(environment).equals(order.steps())) {
            throw new EnvironmentException("its " + environment.simulator()
                    + " computes other bits than the driver's, as another processor or C library does; results would"
                    + " depend on the worker: use machines of one kind, for the driver as well");
        }
        return environment;
    }

    private static Policy policy(MetaEnvironment<?> environment, WorkOrder order, OwnParts parts) {
        Policy policy = parts.newPolicy(order.settings(), environment.spec());
        if (policy.parameterCount() != order.parameterCount()) {
            throw new EnvironmentException(
                    "environment " + order.environment() + " is another one here: the policy has "
                            + policy.parameterCount() + " parameters instead of " + order.parameterCount()
                            + "; use the same version of sgmrl on all machines");
        }
        return policy;
    }

    /// Closes the estimators of all runs but these.
    static void keep(Set<String> live) {
        synchronized (IDLE) {
            Iterator<Map.Entry<String, ArrayDeque<Estimator<?>>>> runs =
                    IDLE.entrySet().iterator();
            while (runs.hasNext()) {
                Map.Entry<String, ArrayDeque<Estimator<?>>> run = runs.next();
                if (!live.contains(run.getKey())) {
                    run.getValue().forEach(Estimator::close);
                    runs.remove();
                }
            }
        }
    }

    private static MetaEnvironment<?> environment(WorkOrder order, OwnCode own, EnvironmentRegistry registry) {
        MetaEnvironment<?> copied = own.environment();
        if (copied != null) {
            return copied;
        }
        MdpProblem problem = order.problem();
        return problem != null
                ? new TabularEnvironment(problem)
                : (order.choice().isEmpty()
                                ? registry.byId(order.environment())
                                : registry.byId(order.environment(), order.choice()))
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

    /// Estimates the tasks of a partition in its threads.
    static final class Estimator<T> implements AutoCloseable {
        private final MetaEnvironment<T> environment;
        private final WorkOrder order;
        private final Threads threads;
        private final Policy policy;
        private final LocalEngine<T> engine;
        private final SumTree tree;

        Estimator(MetaEnvironment<T> environment, WorkOrder order, OwnParts parts, Threads threads) {
            this.environment = environment;
            this.order = order;
            this.threads = threads;
            this.policy = policy(environment, order, parts);
            this.tree = new SumTree(order.settings().tasks(), order.parameterCount());
            // Last: what holds nothing but memory need not be closed.
            this.engine = new LocalEngine<>(
                    new EngineRequest<>(environment, policy, order.settings(), parts, ""),
                    threads.all(),
                    threads.ofTask());
        }

        /// Whole shares, one after the other.
        ///
        /// @param behaviour what the trajectories are drawn with where they are used again; null: θ itself
        byte[] shares(double[] theta, double @Nullable [] behaviour, Iteration iteration, TaskRange range) {
            TaskGradient[] shares = new TaskGradient[range.to() - range.from()];
            Arrays.setAll(shares, _ -> order.settings().newTaskGradient(policy));
            engine.estimate(theta, behaviour, iteration, range.from(), tasks(iteration, range), shares);
            ByteBuffer all = ByteBuffer.allocate(
                    Arrays.stream(shares).mapToInt(TaskGradient::encodedSize).sum());
            for (TaskGradient share : shares) {
                share.write(all);
            }
            return all.array();
        }

        /// The statistics of all tasks, then the sums of their subtrees.
        ///
        /// @param behaviour what the trajectories are drawn with where they are used again; null: θ itself
        byte[] sums(
                double[] theta,
                double @Nullable [] behaviour,
                Iteration iteration,
                TaskRange range,
                TaskWeights weights) {
            TaskStatistics[] statistics = new TaskStatistics[range.to() - range.from()];
            Arrays.setAll(statistics, _ -> order.settings().newTaskStatistics(policy));
            tree.begin(weights);
            engine.sum(theta, behaviour, iteration, range.from(), tasks(iteration, range), statistics, tree);
            int size = tree.encodedSize();
            for (TaskStatistics task : statistics) {
                size += task.statisticsSize();
            }
            ByteBuffer all = ByteBuffer.allocate(size);
            for (TaskStatistics task : statistics) {
                task.writeStatistics(all);
            }
            tree.write(all);
            return all.array();
        }

        private List<T> tasks(Iteration iteration, TaskRange range) {
            return IntStream.range(range.from(), range.to())
                    .mapToObj(i -> MetaTrainer.task(
                            environment.tasks(), order.settings().seed(), iteration.number(), i))
                    .toList();
        }

        @Override
        public void close() {
            engine.close();
        }
    }
}
