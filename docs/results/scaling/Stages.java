import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/// What it would cost to sample a task's trajectories in partitions of several processes, without the sampling: jobs that only send
/// what such an iteration sends, for half-cheetah at the released sizes. One line of tab-separated values for each iteration.
///
///     javac -cp 'JARS/*' -d FOLDER Stages.java
///     java -Dspark.executor.extraClassPath=FOLDER -cp 'FOLDER:JARS/*' Stages MASTER CORES ROUNDS
///
/// - `whole`: one stage; each of 40 partitions answers with three vectors.
/// - `stages`: groups of trajectories in partitions; through a shuffle to the task's owner, who makes θ′; through a shuffle back to
///   the groups, which sample the outer batch; through a shuffle to the owner, who answers as above.
static final int TASKS = 40;

static final int THETA = 8 * 12_512;
/// 20 trajectories of 200 steps: 20 numbers of an observation, 6 of an action, a reward.
static final int BATCH = 20 * 200 * 27 * 8;

void main(String[] args) {
    SparkConf conf = new SparkConf()
            .setMaster(args[0])
            .setAppName("stages")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.executor.memory", "1g")
            .set("spark.locality.wait", "0")
            .set("spark.scheduler.minRegisteredResourcesRatio", "1")
            .set("spark.cores.max", args[1]);
    try (JavaSparkContext context = new JavaSparkContext(conf)) {
        IO.println("what\tgroups\tround\tseconds\tdriverSeconds");
        for (int round = -3; round < Integer.parseInt(args[2]); round++) {
            for (int groups : new int[] {1, 2, 10}) {
                long start = System.nanoTime();
                double processor = processor();
                int received = groups == 1 ? whole(context) : stages(context, groups);
                if (received != TASKS * 3 * THETA) {
                    throw new IllegalStateException("received " + received);
                }
                if (round >= 0) {
                    IO.println(String.format(
                            Locale.ROOT,
                            "%s\t%d\t%d\t%.4f\t%.4f",
                            groups == 1 ? "whole" : "stages",
                            groups,
                            round,
                            (System.nanoTime() - start) * 1e-9,
                            processor() - processor));
                }
            }
        }
    }
}

static double processor() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() * 1e-9;
}

static List<Integer> numbers(int count) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
        numbers.add(i);
    }
    return numbers;
}

static int whole(JavaSparkContext context) {
    byte[] theta = new byte[THETA];
    return context.parallelize(numbers(TASKS), TASKS)
            .map(_ -> new byte[3 * theta.length])
            .collect()
            .stream()
            .mapToInt(answer -> answer.length)
            .sum();
}

static int stages(JavaSparkContext context, int groups) {
    byte[] theta = new byte[THETA];
    JavaPairRDD<Integer, byte[]> inner = context.parallelize(numbers(TASKS * groups), TASKS * groups)
            .mapToPair(i -> new Tuple2<>(i / groups, new byte[theta.length > 0 ? BATCH / groups : 0]));
    JavaPairRDD<Integer, byte[]> adapted = inner.groupByKey(new HashPartitioner(TASKS))
            .flatMapToPair(task -> {
                List<Tuple2<Integer, byte[]>> copies = new ArrayList<>();
                for (int g = 0; g < groups; g++) {
                    copies.add(new Tuple2<>(task._1() * groups + g, new byte[THETA]));
                }
                return copies.iterator();
            });
    return adapted.partitionBy(new HashPartitioner(TASKS * groups))
            .mapToPair(group -> new Tuple2<>(group._1() / groups, new byte[BATCH / groups]))
            .groupByKey(new HashPartitioner(TASKS))
            .map(_ -> new byte[3 * THETA])
            .collect()
            .stream()
            .mapToInt(answer -> answer.length)
            .sum();
}
