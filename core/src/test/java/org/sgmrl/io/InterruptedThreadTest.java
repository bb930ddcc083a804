package org.sgmrl.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files on a thread that was interrupted, where channels of the JDK close themselves.
final class InterruptedThreadTest {
    @TempDir
    private Path folder;

    private final Thread thread = Thread.currentThread();

    /// Before what may wait, such as the next test's folder.
    @AfterEach
    void theThreadStaysInterruptedUntilHere() {
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void filesAreReplacedBeforeAndWhileTheyAreWritten() throws IOException {
        Path file = folder.resolve("file");
        AtomicFile.write(file, channel -> {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2}));
            thread.interrupt();
            channel.write(ByteBuffer.wrap(new byte[] {3}).asReadOnlyBuffer());
        });
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
        AtomicFile.write(file, "new");
        assertThat(file).hasContent("new");
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactly(file);
        }
    }

    @Test
    void safetensorsAreWrittenAndRead() throws IOException {
        thread.interrupt();
        Path file = folder.resolve("file");
        double[] values = {1, 2, 3};
        Safetensors tensors = Safetensors.builder().put("x", values, 3).build();
        tensors.write(file);
        assertThat(Safetensors.read(file).doubles("x")).containsExactly(values);
        assertThat(Safetensors.parse(tensors.toBytes(), "memory").doubles("x")).containsExactly(values);
    }

    @Test
    void recordsAreAppendedForcedAndCutOff() throws IOException {
        Path file = folder.resolve("file");
        try (AppendedFile log = AppendedFile.create(file)) {
            log.append(new byte[] {1});
            thread.interrupt();
            log.append(new byte[] {2, 3});
            log.force();
        }
        try (AppendedFile log = AppendedFile.open(file)) {
            log.append(new byte[] {4});
        }
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3, 4});
        AppendedFile.cut(file, 3);
        AppendedFile.cut(file, 100);
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void standardOutputStaysOpen() throws IOException {
        thread.interrupt();
        AtomicBoolean closed = new AtomicBoolean();
        PrintStream stream = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void close() {
                closed.set(true);
            }
        });
        Output.print(stream, channel -> channel.write(ByteBuffer.wrap(new byte[] {1})));
        assertThat(closed).isFalse();
    }
}
