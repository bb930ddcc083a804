package org.sgmrl.spark;

import java.io.IOException;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.estimator.SumTree;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskStatistics;
import org.sgmrl.estimator.TaskWeights;
import org.sgmrl.kernel.FloatKernels;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.training.EngineException;
import org.sgmrl.training.EngineRequest;
import org.sgmrl.training.Iteration;
import org.sgmrl.training.PieceEngine;
import org.sgmrl.training.PieceWork;
import org.sgmrl.training.SummingEngine;
import org.sgmrl.training.TrainingSettings;

/// Maps the tasks of a meta-batch over a Spark cluster: each partition estimates some tasks and sums them, as far as they are
/// subtrees of the one tree that there is; the driver sums the rest of the tree. Where cores are free, several of a process sample
/// the trajectories of a task together ([Division]). Workers draw tasks and randomness from the run's seed, so where
/// a task runs, and how often after failures, changes no bit.
///
/// @param <T> type of the task
final class SparkEngine<T> implements SummingEngine<T> {
    /// The property with which Spark's own tools name the master.
    static final String MASTER = "spark.master";

    private static final String STANDALONE = "spark://";
    private static final Pattern ADDRESS = Pattern.compile("[^/\\s]+:(?<port>[0-9]{1,5})");
    private static final Pattern OTHERS = Pattern.compile(
            "local(\\[([1-9][0-9]*|\\*)(, *[0-9]+)?])?|local-cluster\\[.+]|yarn|[a-z][a-z0-9+.-]*://\\S+");
    private static final int CONNECT_MILLIS = 5_000;
    private static final long POLL_MILLIS = 250;
    /// What another partition costs the driver (docs/results/scaling.md): scheduling, and θ and up to three sums on their way.
    private static final double SECONDS_OF_PARTITION = 1e-3;

    private static final double SECONDS_OF_BYTE = 1e-8;
    private static final int VECTORS = 4;

    private final TrainingSettings settings;
    private final SharedContext shared;
    private final JavaSparkContext context;
    private final Broadcast<WorkOrder> order;
    private final String id = UUID.randomUUID().toString();
    private final String master;
    private final boolean local;
    private final long waitSeconds;
    private final int threadsWanted;
    private final TaskTime taskTime = new TaskTime();
    private boolean pooled;
    private boolean told;
    private Map<String, Long> costs = Map.of();

    SparkEngine(EngineRequest<T> request) {
        this.settings = request.settings();
        this.master = master(request.master());
        this.local = master.startsWith("local");
        this.waitSeconds = Long.getLong("sgmrl.spark.wait", 60);
        this.threadsWanted = Math.max(0, Integer.getInteger("sgmrl.spark.task.threads", 0));
        requireForm(master);
        requireMaster(master);
        MetaEnvironment<T> environment = request.environment();
        MdpProblem problem = environment instanceof TabularEnvironment tabular ? tabular.problem() : null;
        OwnCode.Copy own = OwnCode.copy(
                problem != null || isFoundByWorkers(environment) ? null : environment,
                request.parts().ofWorkers());
        this.shared = SharedContext.take(master, "sgmrl-" + environment.spec().id());
        this.context = shared.context();
        try {
            if (!local) {
                shared.send(Code.jars(environment, own.classes()));
            }
            awaitWorker();
            this.order = context.broadcast(new WorkOrder(
                    id,
                    environment.spec().id(),
                    Environments.simulator(environment),
                    problem,
                    own.bytes(),
                    request.settings(),
                    request.policy().parameterCount(),
                    environment.simulator(),
                    Code.fingerprint(environment, own.classes()),
                    FixedSteps.of(environment)));
            shared.begun(id);
        } catch (RuntimeException | Error e) {
            shared.release();
            throw e;
        }
    }

    /// What a file describes may be something else by the same id there.
    private static boolean isFoundByWorkers(MetaEnvironment<?> environment) {
        return environment.source().isEmpty() && Environments.isFoundById(environment);
    }

    /// The master that is meant.
    private static String master(String given) {
        return given.isEmpty() ? System.getProperty(MASTER, "local[*]") : given;
    }

    /// Refuses what cannot be a master.
    ///
    /// @throws IllegalArgumentException if it cannot
    static void requireForm(String given) {
        String master = master(given);
        boolean standalone = master.startsWith(STANDALONE);
        if (standalone
                ? addresses(master).allMatch(SparkEngine::isAddress)
                : OTHERS.matcher(master).matches()) {
            return;
        }
        throw new IllegalArgumentException("master = " + master + " must be "
                + (standalone ? "" : "local, local[N], local[*], yarn, k8s://URL or ")
                + "spark://host:port, with as many ,host:port more as there are masters");
    }

    private static Stream<String> addresses(String master) {
        return Arrays.stream(master.substring(STANDALONE.length()).split(",", -1));
    }

    private static boolean isAddress(String address) {
        Matcher matcher = ADDRESS.matcher(address);
        if (!matcher.matches()) {
            return false;
        }
        int port = Integer.parseInt(matcher.group("port"));
        return port > 0 && port < 1 << 16;
    }

    /// Spark itself tries for a minute and then ends without a word that helps.
    static void requireMaster(String given) {
        String master = master(given);
        if (!master.startsWith(STANDALONE)) {
            return;
        }
        String reason = "";
        for (String address : addresses(master).toList()) {
            int colon = address.lastIndexOf(':');
            try (Socket socket = new Socket()) {
                int port = Integer.parseInt(address.substring(colon + 1));
                socket.connect(new InetSocketAddress(address.substring(0, colon), port), CONNECT_MILLIS);
                return;
            } catch (IOException e) {
                reason = String.valueOf(e.getMessage());
            }
        }
        throw new EngineException("no Spark master answers at " + master + " (" + reason
                + "); start it, or give another one with --master");
    }

    private int workers() {
        // The driver is in the list as well.
        return context.statusTracker().getExecutorInfos().length - 1;
    }

    private void awaitWorker() {
        // With dynamic allocation they come only when there is work.
        if (local || context.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
            return;
        }
        long start = System.nanoTime();
        try {
            while (workers() < 1) {
                if (context.sc().isStopped()) {
                    throw new EngineException(ended("it ended the application before a worker came"));
                }
                if (System.nanoTime() - start > waitSeconds * 1_000_000_000L) {
                    throw noWorker();
                }
                pause();
            }
        } catch (EngineException e) {
            throw e;
        } catch (RuntimeException e) { // such as what a context that has just been stopped throws
            throw context.sc().isStopped() ? new EngineException(ended(reason(e)), e) : e;
        }
    }

    private String ended(String reason) {
        return "the connection with Spark master " + master + " has ended (" + reason
                + "); finished iterations are kept; why a worker failed is in its folder work, in stderr";
    }

    private EngineException noWorker() {
        return new EngineException("no Spark worker has come to " + master + " for " + waitSeconds
                + " s; start workers (sbin/start-worker.sh " + master
                + ") or free some, see the master's web page and the stderr of workers that failed; finished iterations"
                + " are kept");
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while waiting for a Spark worker", e);
        }
    }

    @Override
    public TrainingSettings settings() {
        return settings;
    }

    @Override
    public void estimate(double[] theta, Iteration iteration, List<T> tasks, TaskGradient[] out) {
        estimate(theta, null, iteration, out);
    }

    @Override
    public boolean estimatesAgain() {
        return true;
    }

    @Override
    public void estimateAgain(
            double[] theta, double[] behaviour, Iteration iteration, List<T> tasks, TaskGradient[] out) {
        estimate(theta, behaviour, iteration, out);
    }

    @Override
    public void sum(double[] theta, Iteration iteration, List<T> tasks, TaskStatistics[] statistics, SumTree sums) {
        sum(theta, null, iteration, statistics, sums);
    }

    @Override
    public void sumAgain(
            double[] theta,
            double[] behaviour,
            Iteration iteration,
            List<T> tasks,
            TaskStatistics[] statistics,
            SumTree sums) {
        sum(theta, behaviour, iteration, statistics, sums);
    }

    private void estimate(double[] theta, double @Nullable [] behaviour, Iteration iteration, TaskGradient[] out) {
        onWorkers(theta, behaviour, iteration, null, (range, bytes) -> {
            for (int i = range.from(); i < range.to(); i++) {
                out[i].read(bytes);
            }
        });
    }

    private void sum(
            double[] theta,
            double @Nullable [] behaviour,
            Iteration iteration,
            TaskStatistics[] statistics,
            SumTree sums) {
        onWorkers(theta, behaviour, iteration, sums.weights(), (range, bytes) -> {
            for (int i = range.from(); i < range.to(); i++) {
                statistics[i].readStatistics(bytes);
            }
            sums.read(bytes);
        });
    }

    private void onWorkers(
            double[] theta,
            double @Nullable [] behaviour,
            Iteration iteration,
            @Nullable TaskWeights weights,
            BiConsumer<TaskRange, ByteBuffer> reader) {
        long start = System.nanoTime();
        double partition = SECONDS_OF_PARTITION + SECONDS_OF_BYTE * VECTORS * theta.length * Double.BYTES;
        Division.Cores cores = shared.cores();
        Division division =
                Division.of(settings, cores, new Division.Costs(taskTime.seconds(), partition), threadsWanted);
        AtomicLong received = new AtomicLong();
        long slowest = onWorkers(
                division.ranges(),
                new EstimateTasks(order, theta, behaviour, iteration, weights, division.threadsOfTask(), shared.live()),
                (range, bytes) -> {
                    received.addAndGet(bytes.length);
                    reader.accept(range, ByteBuffer.wrap(bytes));
                });
        taskTime.add(division, cores.threads(), slowest);
        Map<String, Long> now = new LinkedHashMap<>();
        now.put("workers", (long) Math.max(1, workers()));
        now.put("partitions", (long) division.ranges().size());
        now.put("taskThreads", (long) division.threadsOfTask());
        now.put("broadcastBytes", (long) theta.length * (behaviour == null ? 1 : 2) * Double.BYTES);
        now.put("resultBytes", received.get());
        now.put("computeMicros", slowest / 1000);
        now.put("collectMicros", (System.nanoTime() - start - slowest) / 1000);
        costs = now;
    }

    /// Maps work over the workers and reads what they make, in the order of the ranges.
    ///
    /// @return nanoseconds of the partition that computed longest
    private <M extends Serializable> long onWorkers(
            List<TaskRange> ranges, Function<TaskRange, Part<M>> work, BiConsumer<TaskRange, M> reader) {
        try {
            if (!pooled) {
                shared.enterPool();
                pooled = true;
            }
            List<Part<M>> parts =
                    await(context.parallelize(ranges, ranges.size()).map(work).collectAsync());
            long slowest = 0;
            for (int k = 0; k < ranges.size(); k++) {
                Part<M> part = parts.get(k);
                M made = part.made();
                if (made == null) {
                    throw new EngineException(String.valueOf(part.error()));
                }
                tellSlowKernels(part.kernels());
                reader.accept(ranges.get(k), made);
                slowest = Math.max(slowest, part.nanos());
            }
            return slowest;
        } catch (EngineException e) {
            throw e;
        } catch (RuntimeException e) {
            if (context.sc().isStopped()) {
                throw new EngineException(ended(reason(e)), e);
            }
            throw e;
        }
    }

    /// Does pieces of work where the tasks of a meta-batch would be, and is closed with who asked for it.
    <Q extends Serializable, A extends Serializable> PieceEngine<Q, A> pieces(PieceWork<Q, A> work) {
        return new PieceEngine<>() {
            @Override
            public int workers() {
                Division.Cores cores = shared.cores();
                return cores.processes() * cores.threads();
            }

            @Override
            public List<A> answers(double[] theta, Q question, int first, int count) {
                Division.Cores cores = shared.cores();
                int partitions = Math.clamp(cores.processes(), 1, Math.ceilDiv(count, cores.threads()));
                List<A> answers = new ArrayList<>(count);
                onWorkers(
                        TaskRange.cut(count, partitions).stream()
                                .map(range -> range.shifted(first))
                                .toList(),
                        new DoPieces<>(order, work, theta, question, shared.live()),
                        (_, made) -> answers.addAll(made));
                return answers;
            }

            @Override
            public void close() {
                SparkEngine.this.close();
            }
        };
    }

    /// Vectors of another length are as good; plain loops where the driver has vectors are worth a line.
    private void tellSlowKernels(String kernels) {
        if (told || !kernels.startsWith("scalar")) {
            return;
        }
        told = true;
        String ours = FloatKernels.fastest().description();
        if (ours.equals("scalar")) {
            return;
        }
        System.err.println("sgmrl: a Spark worker computes with slower kernels than the driver (" + kernels
                + ", the driver with " + ours
                + "), to the same bits: its processor has no vector instructions for them, or its options switch"
                + " them off");
    }

    private void discard(Broadcast<?> broadcast) {
        // Of a context that is gone there is nothing to remove, and asking for it would hide why it is gone.
        if (!context.sc().isStopped()) {
            try {
                broadcast.destroy(false);
            } catch (RuntimeException e) {
                if (!context.sc().isStopped()) {
                    throw e;
                }
            }
        }
    }

    /// Waits for a job, but not for ever where no worker is left.
    private <M extends Serializable> List<Part<M>> await(JavaFutureAction<List<Part<M>>> job) {
        long lastSeen = System.nanoTime();
        while (true) {
            try {
                return job.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                if (local || workers() > 0) {
                    lastSeen = System.nanoTime();
                } else if (System.nanoTime() - lastSeen > waitSeconds * 1_000_000_000L) {
                    job.cancel(true);
                    throw noWorker();
                }
            } catch (ExecutionException e) {
                throw new EngineException(
                        "Spark gave the work up: " + reason(e.getCause() == null ? e : e.getCause()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                job.cancel(true);
                throw new EngineException("interrupted while waiting for Spark", e);
            }
        }
    }

    /// The first line, without the worker's stack trace.
    static String reason(Throwable e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }

    /// `taskThreads`: threads that sample the trajectories of a task together. `broadcastBytes`: θ, of which every worker gets a copy, and where trajectories are used again what they are drawn
    /// with. `resultBytes`: numbers of all tasks, states where the outer step asks for them, and the sums of all
    /// partitions. `computeMicros`: the partition that computed longest. `collectMicros`: everything else, from
    /// handing the work out to having read the sums.
    @Override
    public Map<String, Long> costs() {
        return costs;
    }

    @Override
    public void close() {
        shared.ended(id);
        discard(order);
        shared.release();
    }
}
