package org.sgmrl.run.folder;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sgmrl.io.AppendedFile;
import org.sgmrl.run.text.Json;
import org.sgmrl.training.IterationReport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `metrics.jsonl`: a line for each iteration 1, 2, 3, …, appended while a run is made. A line that is cut short,
/// damaged or out of order, which a killed run may leave, ends it for a reader. [MetricsTail] follows it as it grows.
public final class MetricsLog {
    /// Longest line that is read.
    static final int MAX_LINE_BYTES = 64 * 1024;

    private static final int BLOCK_BYTES = 1 << 16;

    private final Path file;

    /// The log in a file, which need not exist.
    ///
    /// @param file the file
    public MetricsLog(Path file) {
        this.file = file;
    }

    /// What was read.
    ///
    /// @param lines complete lines
    /// @param bytes where they end
    /// @param whole whether nothing follows them
    public record Scanned(int lines, long bytes, boolean whole) {}

    /// Shows all complete lines to a visitor, one at a time: the file of a long run is large.
    ///
    /// @param visitor who takes the lines
    /// @return how many there were
    /// @throws IOException if the file cannot be read
    public Scanned scan(Consumer<JsonNode> visitor) throws IOException {
        return scan(Integer.MAX_VALUE, visitor);
    }

    /// Number of complete lines.
    ///
    /// @return iterations
    /// @throws IOException if the file cannot be read
    public int complete() throws IOException {
        return scan(_ -> {}).lines();
    }

    /// All complete lines of a run that is known to be short.
    ///
    /// @return lines
    /// @throws IOException if the file cannot be read
    public List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        scan(lines::add);
        return lines;
    }

    /// Cuts the file after an iteration, so that what follows a checkpoint is not there twice. Works on a full
    /// disk.
    ///
    /// @param iteration the last one that stays
    /// @throws IOException if the file cannot be read or cut
    public void truncate(int iteration) throws IOException {
        AppendedFile.cut(file, scan(iteration, _ -> {}).bytes());
    }

    /// Goes on with the file, which must exist.
    ///
    /// @return writes at its end
    /// @throws IOException if it cannot be opened
    public Writer append() throws IOException {
        return new Writer(AppendedFile.open(file));
    }

    private Scanned scan(int most, Consumer<JsonNode> visitor) throws IOException {
        int lines = 0;
        long bytes = 0;
        byte[] block = new byte[BLOCK_BYTES + MAX_LINE_BYTES];
        int length = 0;
        try (InputStream in = Files.newInputStream(file)) {
            while (true) {
                int more = in.readNBytes(block, length, block.length - length);
                length += more;
                int start = 0;
                for (int end = 0; end < length && lines < most; end++) {
                    if (block[end] != '\n') {
                        continue;
                    }
                    JsonNode line = end - start > MAX_LINE_BYTES
                            ? null
                            : line(new String(block, start, end - start, StandardCharsets.UTF_8), lines + 1);
                    if (line == null) {
                        return new Scanned(lines, bytes, false);
                    }
                    visitor.accept(line);
                    lines++;
                    bytes += end + 1 - start;
                    start = end + 1;
                }
                // The begin of a line goes to the front of the next block.
                length -= start;
                System.arraycopy(block, start, block, 0, length);
                if (more == 0 || lines == most || length > MAX_LINE_BYTES) {
                    return new Scanned(lines, bytes, more == 0 && length == 0);
                }
            }
        } catch (NoSuchFileException e) {
            return new Scanned(0, 0, true);
        }
    }

    /// A line's content, or null if it is not that of the iteration.
    static @Nullable JsonNode line(String text, int iteration) {
        try {
            JsonNode line = Json.parse(text);
            return line.path("iteration").asInt(-1) == iteration ? line : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /// Appends lines.
    public static final class Writer implements Closeable {
        private final AppendedFile lines;

        private Writer(AppendedFile lines) {
            this.lines = lines;
        }

        /// Appends the line of an iteration, in one write.
        ///
        /// @param report what happened
        /// @param costs what the engine tells of it, beside the time
        /// @throws IOException if it cannot be written
        public void append(IterationReport report, Map<String, Long> costs) throws IOException {
            ObjectNode line = Json.object();
            line.put("iteration", report.iteration());
            line.put("envSteps", report.envSteps());
            for (IterationReport.Measure measure : IterationReport.Measure.values()) {
                if (!measure.optional() || Double.isFinite(measure.of(report))) {
                    Json.putNumber(line, measure.key(), measure.of(report));
                }
            }
            line.put("divergedEpisodes", report.divergedEpisodes());
            line.put("skippedUpdates", report.skippedUpdates());
            ObjectNode timing = line.putObject("timing");
            timing.put("seconds", report.seconds());
            costs.forEach(timing::put);
            lines.append((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
        }

        /// Brings what was appended to the disk.
        ///
        /// @throws IOException if that fails
        public void force() throws IOException {
            lines.force();
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
