package org.sgmrl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The application jar given to `spark-submit`, which is class `SparkSubmit`, with nothing but Spark's own jars on the
/// class paths of driver, master and workers.
final class SparkSubmitIT {
    @TempDir
    private Path folder;

    @Test
    void theApplicationJarTrainsOnTheClusterThatItIsSubmittedTo() throws IOException, InterruptedException {
        Path jar = Path.of("target", "sgmrl-spark-application.jar").toAbsolutePath();
        assertThat(jar).isRegularFile();
        Path expected = Runs.trained(folder.resolve("local"), Runs.CHEETAH, "--threads", "1");
        Path run = folder.resolve("submitted");
        try (Cluster cluster = Cluster.ofSparkAlone(folder)) {
            cluster.startWorker();
            List<String> train = new ArrayList<>(List.of(jar.toString(), "train"));
            train.addAll(Runs.CHEETAH);
            train.addAll(List.of("--out", run.toString()));
            Cluster.Running submitted = cluster.submit(train);
            assertThat(submitted.exitCode()).as(submitted.text()).isZero();
            assertThat(submitted.text()).contains("iterations, engine spark");
            Runs.assertSame(expected, run);
        }
    }
}
