package org.sgmrl.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.ejml.data.DMatrixRMaj;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.training.EngineException;
import org.sgmrl.training.EngineRequest;
import org.sgmrl.training.TaskEngine;

/// Maps the tasks of a meta-batch over a Spark cluster: θ is broadcast, each partition estimates some tasks, the
/// driver takes the shares in the order of the tasks. Workers draw tasks and randomness from the run's seed, so where
/// a task runs, and how often after failures, changes no bit.
///
/// @param <T> type of the task
final class SparkEngine<T> implements TaskEngine<T> {
    private static final int DEFAULT_PORT = 7077;
    private static final int CONNECT_MILLIS = 5_000;
    private static final long POLL_MILLIS = 250;

    private final JavaSparkContext context;
    private final WorkOrder order;
    private final String master;
    private final boolean local;
    private final long waitSeconds;
    private long sent;
    private long received;

    SparkEngine(EngineRequest<T> request) {
        this.master = request.master().isEmpty() ? "local[*]" : request.master();
        this.local = master.startsWith("local");
        this.waitSeconds = Long.getLong("sgmrl.spark.wait", 60);
        this.order = new WorkOrder(
                request.environment().spec().id(),
                request.settings(),
                request.policy().parameterCount(),
                request.environment().simulator());
        requireMaster();
        try {
            this.context = new JavaSparkContext(configuration(request));
        } catch (Exception e) { // Spark throws checked exceptions from Scala
            throw new EngineException("Spark does not start with master " + master + ": " + reason(e), e);
        }
        try {
            awaitWorker();
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    private SparkConf configuration(EngineRequest<T> request) {
        SparkConf conf = new SparkConf()
                .setMaster(master)
                .setAppName("sgmrl " + request.environment().spec().id());
        // What the user sets by -Dspark.… or spark-submit stays.
        conf.setIfMissing("spark.ui.enabled", "false");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        conf.setIfMissing("spark.task.maxFailures", "8");
        conf.setIfMissing(
                "spark.executor.extraJavaOptions",
                "--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED");
        Set<String> jars = new LinkedHashSet<>();
        for (Class<?> type : List.of(
                SparkEngine.class, TaskEngine.class, request.environment().getClass(), DMatrixRMaj.class)) {
            CodeSource source = type.getProtectionDomain().getCodeSource();
            if (source != null && source.getLocation().getPath().endsWith(".jar")) {
                jars.add(source.getLocation().toString());
            }
        }
        if (!local && !jars.isEmpty()) {
            conf.setIfMissing("spark.jars", String.join(",", jars));
        }
        return conf;
    }

    /// Spark itself tries for a minute and then ends without a word that helps.
    private void requireMaster() {
        if (!master.startsWith("spark://")) {
            return;
        }
        String reason = "";
        for (String address : master.substring("spark://".length()).split(",", -1)) {
            int colon = address.lastIndexOf(':');
            String host = colon < 0 ? address : address.substring(0, colon);
            try (Socket socket = new Socket()) {
                int port = colon < 0 ? DEFAULT_PORT : Integer.parseInt(address.substring(colon + 1));
                socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
                return;
            } catch (IOException e) {
                reason = String.valueOf(e.getMessage());
            } catch (IllegalArgumentException e) {
                throw new EngineException("master " + master + " must have the form spark://host:port");
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
        long start = System.nanoTime();
        while (!local && workers() < 1) {
            if (System.nanoTime() - start > waitSeconds * 1_000_000_000L) {
                throw noWorker();
            }
            pause();
        }
    }

    private EngineException noWorker() {
        return new EngineException("no Spark worker has come to " + master + " for " + waitSeconds
                + " s; start workers (sbin/start-worker.sh " + master
                + ") or free some, see the master's web page; finished iterations are kept");
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
    public void estimate(double[] theta, int iteration, List<T> tasks, TaskGradient[] out) {
        Broadcast<double[]> parameters = context.broadcast(theta.clone());
        try {
            int partitions = Math.clamp(context.defaultParallelism(), 1, tasks.size());
            List<Integer> indices = IntStream.range(0, tasks.size()).boxed().toList();
            List<Share> shares = await(context.parallelize(indices, partitions)
                    .mapPartitions(new EstimateTasks(order, parameters, iteration))
                    .collectAsync());
            received = 0;
            int seen = 0;
            for (Share share : shares) {
                if (share.error() != null) {
                    throw new EngineException(share.error());
                }
                out[share.index()].read(ByteBuffer.wrap(share.bytes()));
                received += share.bytes().length;
                seen++;
            }
            if (seen != tasks.size()) {
                throw new EngineException("Spark returned " + seen + " of " + tasks.size() + " tasks");
            }
            sent = (long) theta.length * Double.BYTES;
        } finally {
            parameters.destroy(false);
        }
    }

    /// Waits for a job, but not for ever where no worker is left.
    private List<Share> await(JavaFutureAction<List<Share>> job) {
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
                        "Spark gave an iteration up: " + reason(e.getCause() == null ? e : e.getCause()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                job.cancel(true);
                throw new EngineException("interrupted while waiting for Spark", e);
            }
        }
    }

    /// The first line, without the worker's stack trace.
    private static String reason(Throwable e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }

    @Override
    public Map<String, Long> costs() {
        return Map.of("broadcastBytes", sent, "resultBytes", received, "workers", (long) Math.max(1, workers()));
    }

    @Override
    public void close() {
        context.close();
    }
}
