package org.sgmrl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.util.ShutdownHookManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SilenceTest {
    @TempDir
    private Path folder;

    /// Scala's threads print stack traces when Spark stops beneath them, now and then; here it is certain.
    @Test
    void whatSparkSaysAsItIsStoppedIsNotShownButWhatTheRunSaysIs() throws Exception {
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Stopped.class.getName()));
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(code).isEqualTo(3);
        assertThat(Files.readAllLines(output))
                .contains("before", "last word of the run")
                .doesNotContain("a stack trace");
    }

    static final class Stopped {
        public static void main(String[] args) {
            PrintStream ours = System.err;
            SharedContext shared = SharedContext.take("local[1]", "silence");
            System.err.println("before");
            // Right before Spark's own hook.
            ShutdownHookManager.get()
                    .addShutdownHook(
                            () -> {
                                System.err.println("a stack trace");
                                ours.println("last word of the run");
                            },
                            SharedContext.BEFORE_SPARK - 1);
            assertThat(shared.local()).isTrue();
            System.exit(3);
        }
    }
}
