package org.sgmrl.run.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/// Follows a `metrics.jsonl` that another process appends to, and cuts back when a killed run goes on.
public final class MetricsTail {
    private static final int BLOCK_BYTES = 1 << 16;

    private final Path file;
    private long offset;
    private int iterations;
    private boolean damaged;
    /// The last line that was taken, with its end; where it is missing, the file was cut back.
    private byte[] last = {};

    /// Who is told what the file says.
    public interface Receiver {
        /// What was told before is no longer so: the file starts anew.
        void startAnew();

        /// The next complete line, that of the next iteration.
        void take(String text, JsonNode line);
    }

    /// At the start of a file, which need not exist yet.
    public MetricsTail(Path file) {
        this.file = file;
    }

    /// Tells what has happened since the last time. A line that is still being written is left for later.
    public void poll(Receiver receiver) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (!lastIsThere(channel)) {
                startAnew(receiver);
            }
            read(channel, receiver);
        } catch (NoSuchFileException e) {
            if (offset > 0) {
                startAnew(receiver);
            }
        }
    }

    /// Whether a complete line is not that of the next iteration, so that nothing after it is taken.
    public boolean damaged() {
        return damaged;
    }

    private void startAnew(Receiver receiver) {
        offset = 0;
        iterations = 0;
        last = new byte[0];
        damaged = false;
        receiver.startAnew();
    }

    private boolean lastIsThere(FileChannel channel) throws IOException {
        if (channel.size() < offset) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.allocate(last.length);
        fill(channel, bytes, offset - last.length);
        return Arrays.equals(bytes.array(), 0, bytes.position(), last, 0, last.length);
    }

    private void read(FileChannel channel, Receiver receiver) throws IOException {
        damaged = false;
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES + MetricsLog.MAX_LINE_BYTES);
        while (channel.size() > offset) {
            block.clear();
            fill(channel, block, offset);
            int taken = lines(block.array(), block.position(), receiver);
            if (taken == 0) {
                damaged |= block.position() > MetricsLog.MAX_LINE_BYTES;
                return;
            }
            if (damaged) {
                return;
            }
        }
    }

    /// Takes the complete lines of a block; returns their bytes.
    private int lines(byte[] block, int length, Receiver receiver) {
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (block[i] != '\n') {
                continue;
            }
            String text = new String(block, start, i - start, StandardCharsets.UTF_8);
            JsonNode line = MetricsLog.line(text, iterations + 1);
            if (line == null) {
                damaged = true;
                return start;
            }
            last = Arrays.copyOfRange(block, start, i + 1);
            offset += last.length;
            iterations++;
            start = i + 1;
            receiver.take(text, line);
        }
        return start;
    }

    private static void fill(FileChannel channel, ByteBuffer bytes, long from) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                return;
            }
        }
    }
}
