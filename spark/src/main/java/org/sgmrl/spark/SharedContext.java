package org.sgmrl.spark;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.sgmrl.training.EngineException;
import org.sgmrl.training.EngineProvider;

/// The Spark context of this process, of which Spark allows one at a time: made for the first engine, shared by those
/// that are open at the same moment, stopped after the last.
final class SharedContext {
    private static final int MOST_CAUSES = 20;

    private static final Object MONITOR = new Object();
    private static final AtomicLong POOLS = new AtomicLong();
    /// Spark's own hook has 30 above that of file systems, which is 10; a higher one runs earlier.
    static final int BEFORE_SPARK = 50;

    private static final String TASK_CPUS = "spark.task.cpus";
    private static final String EXECUTOR_CORES = "spark.executor.cores";
    private static final Pattern LOCAL_CORES = Pattern.compile("local\\[([0-9]+|\\*)[,\\]].*");

    private static final String EXECUTOR_OPTIONS = "spark.executor.defaultJavaOptions";

    // Guarded by the monitor, as is users.
    private static @Nullable SharedContext current;
    private static int holds;
    private static boolean silenced;

    private final JavaSparkContext context;
    private final String master;
    /// File names: Spark, too, knows jars by them.
    private final Set<String> jars = new HashSet<>();
    private final Set<String> orders = new HashSet<>();
    private int users;

    private SharedContext(JavaSparkContext context, String master) {
        this.context = context;
        this.master = master;
    }

    /// The context at a master; to be [#release]d.
    static SharedContext take(String master, String name) {
        synchronized (MONITOR) {
            SharedContext shared = current;
            if (shared == null || shared.context.sc().isStopped()) {
                shared = new SharedContext(start(master, name), master);
                current = shared;
            } else if (!shared.master.equals(master)) {
                throw new EngineException("this process works with Spark master " + shared.master
                        + " and cannot work with " + master + " at the same time");
            }
            shared.users++;
            return shared;
        }
    }

    private static JavaSparkContext start(String master, String name) {
        try {
            SparkConf conf = configuration(master, name);
            silenceStoppedSpark();
            return new JavaSparkContext(conf);
        } catch (EngineException e) {
            throw e;
        } catch (Exception | LinkageError e) { // checked exceptions from Scala, and classes that cannot be initialised
            throw new EngineException(notStarted(master, e), e);
        }
    }

    static String notStarted(String master, Throwable e) {
        Throwable first = e;
        for (int i = 0; i < MOST_CAUSES; i++) {
            if (first instanceof UnknownHostException) {
                return "Spark does not start with master " + master + ": this machine's own name does not resolve ("
                        + SparkEngine.reason(first) + "); set SPARK_LOCAL_IP to an address of it, such as 127.0.0.1 for"
                        + " a local master, or put the name into /etc/hosts";
            }
            if (first.getCause() == null) {
                break;
            }
            first = first.getCause();
        }
        boolean scheduled = master.equals("yarn") || master.startsWith("k8s://");
        if (scheduled && SparkEngine.reason(first).startsWith("Could not parse Master URL")) {
            return "Spark does not start with master " + master + ": it is Spark's core alone here, without what"
                    + " connects it to such a cluster; use spark-submit of a distribution of Spark that has it, with"
                    + " target/sgmrl-spark.jar (docs/spark.md)";
        }
        return "Spark does not start with master " + master + ": "
                + SparkEngine.reason(e instanceof LinkageError ? first : e);
    }

    /// A signal ends Spark's threads while it still uses them, which Scala tells in stack traces. What is said after
    /// Spark has begun to stop is not about the run: that has said its last word to the stream that it took at the
    /// start.
    private static void silenceStoppedSpark() {
        if (!silenced) {
            ShutdownHookManager.get()
                    .addShutdownHook(
                            () -> System.setErr(new PrintStream(OutputStream.nullOutputStream())), BEFORE_SPARK);
            silenced = true;
        }
    }

    /// What the user sets by `-Dspark.…` or spark-submit stays.
    static SparkConf configuration(String master, String name) {
        SparkConf conf = new SparkConf().setMaster(master).setAppName(name);
        conf.setIfMissing("spark.ui.enabled", "false");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        conf.setIfMissing("spark.task.maxFailures", "8");
        // Runs at the same time share the workers evenly.
        conf.setIfMissing("spark.scheduler.mode", "FAIR");
        // A partition is a process's: its threads take tasks as they are free, and it sums all that they make.
        int cores = coresOfWorker(master, conf);
        if (cores > 1) {
            conf.setIfMissing(TASK_CPUS, Integer.toString(cores));
        }
        if (master.startsWith("local")) {
            // Nobody else is to connect.
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        // Spark puts these before the user's extraJavaOptions, which may lack ours.
        StringBuilder options = new StringBuilder(conf.get(EXECUTOR_OPTIONS, ""));
        for (String option : List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED")) {
            if (options.indexOf(option) < 0) {
                options.append(options.isEmpty() ? "" : " ").append(option);
            }
        }
        return conf.set(EXECUTOR_OPTIONS, options.toString());
    }

    /// Cores of a process that computes, as far as that is known beforehand; otherwise 1.
    private static int coresOfWorker(String master, SparkConf conf) {
        Matcher local = LOCAL_CORES.matcher(master);
        if (local.matches()) {
            return local.group(1).equals("*")
                    ? Runtime.getRuntime().availableProcessors()
                    : Integer.parseInt(local.group(1));
        }
        return master.startsWith("local") ? 1 : conf.getInt(EXECUTOR_CORES, 1);
    }

    /// What can compute at the same time now.
    Division.Cores cores() {
        int threads = context.getConf().getInt(TASK_CPUS, 1);
        int processes = Math.max(1, context.defaultParallelism() / threads);
        return new Division.Cores(processes, threads, Math.max(1, live().size()));
    }

    JavaSparkContext context() {
        return context;
    }

    /// Sends jars to the workers, but for those that Spark sends because the user, or `spark-submit`, has said so.
    void send(Collection<String> paths) {
        synchronized (MONITOR) {
            for (String jar : context.getConf().get("spark.jars", "").split(",", -1)) {
                jars.add(Code.fileName(jar.strip()));
            }
            for (String path : paths) {
                if (jars.add(Code.fileName(path))) {
                    context.addJar(path);
                }
            }
        }
    }

    /// Tells that a run goes on, until it is [#ended].
    void begun(String order) {
        synchronized (MONITOR) {
            orders.add(order);
        }
    }

    void ended(String order) {
        synchronized (MONITOR) {
            orders.remove(order);
        }
        if (local()) {
            // No later task of this process may come and do it.
            Estimators.keep(live());
        }
    }

    /// Ids of the orders of runs that go on.
    Set<String> live() {
        synchronized (MONITOR) {
            return Set.copyOf(orders);
        }
    }

    /// Whether tasks run in this process.
    boolean local() {
        return context.isLocal();
    }

    /// Gives the calling thread a fair share of the workers of its own.
    void enterPool() {
        context.setLocalProperty("spark.scheduler.pool", "sgmrl-" + POOLS.incrementAndGet());
    }

    void release() {
        synchronized (MONITOR) {
            users--;
            stopIfUnused(this);
        }
    }

    /// Keeps the context between engines.
    static EngineProvider.Hold hold() {
        synchronized (MONITOR) {
            holds++;
        }
        return () -> {
            synchronized (MONITOR) {
                holds--;
                SharedContext shared = current;
                if (shared != null) {
                    stopIfUnused(shared);
                }
            }
        };
    }

    private static void stopIfUnused(SharedContext shared) {
        if (shared.users == 0 && (holds == 0 || current != shared)) {
            shared.context.close();
            if (current == shared) {
                current = null;
            }
        }
    }
}
