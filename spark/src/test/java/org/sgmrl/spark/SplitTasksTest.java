package org.sgmrl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tasks whose trajectories are sampled by several threads, on a standalone cluster of two processes of two cores.
final class SplitTasksTest {
    @TempDir
    private Path folder;

    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void takeSettings() {
        settings.putAll(Cluster.settings(Cluster.PATIENT));
        settings.put("spark.executor.cores", "2");
        settings.put("spark.cores.max", "4");
        settings.put("sgmrl.spark.task.threads", "2");
        settings.put("spark.scheduler.minRegisteredResourcesRatio", "1");
        settings.forEach(System::setProperty);
    }

    @AfterEach
    void removeSettings() {
        settings.keySet().forEach(System::clearProperty);
    }

    /// With the worker half of the threads go: the other has one task after the other.
    @Test
    void aWorkerLostInTheMiddleChangesNoBit() throws IOException, InterruptedException {
        List<String> longer = Runs.with(Runs.NAVIGATION, "--tasks", "2", "--iterations", "60");
        Path expected = Runs.trained(folder.resolve("threads"), longer, "--threads", "1");
        Path run = folder.resolve("run");
        try (Cluster cluster = new Cluster(folder)) {
            Process worker = cluster.startWorker();
            cluster.startWorker();
            cluster.awaitWorkers(2);
            Thread killer = Cluster.killOnceItRuns(worker, run);
            Runs.trained(run, longer, "--engine", "spark", "--master", cluster.master());
            killer.join();
            assertThat(worker.isAlive()).isFalse();
        }
        List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
        assertThat(lines.getFirst()).contains("\"partitions\":2,", "\"taskThreads\":2,");
        assertThat(lines.getLast()).contains("\"partitions\":1,", "\"taskThreads\":2,");
        Runs.assertSame(expected, run);
    }
}
