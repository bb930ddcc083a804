package org.sgmrl.run.training;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.sgmrl.io.AppendedFile;
import org.sgmrl.io.Closing;
import org.sgmrl.run.protobuf.ProtobufMessage;
import org.sgmrl.training.IterationReport;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.TrainingSnapshot;
import org.sgmrl.training.TrainingTracker;

/// The event file that TensorBoard shows: `events.out.tfevents.<iteration>.sgmrl`, where the iteration is
/// the last one before the file begins.
///
/// The file is a sequence of TFRecords,
///
///     length (uint64), masked CRC-32C of these 8 bytes, data, masked CRC-32C of the data
///
/// all little endian, where masked means rotated right by 15 bits plus 0xa282ead8. The data are `Event`
/// messages: the file's version, then one for each iteration with a scalar for each tag, in single
/// precision; numbers that are not finite are left out, as `metrics.jsonl` has null for them. An event's
/// wall time is the clock's.
///
/// A resumed run begins a new file with a `SessionLog` START at its first iteration: readers drop what
/// earlier files have from there on. Files that began later than the new one are deleted: the run repeats
/// them. Earlier files are not rewritten, because a TensorBoard that watches the run reads on where it was.
/// A record that a kill has cut short is the end of its file for a reader.
final class EventFile implements TrainingTracker, Closeable {
    private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{10})\\.sgmrl");

    // Field numbers of Event, Summary, Summary.Value and SessionLog in TensorFlow's event.proto and summary.proto.
    private static final int EVENT_WALL_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_FILE_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    private static final int EVENT_SESSION_LOG = 7;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE_VALUE = 2;
    private static final int SESSION_LOG_STATUS = 1;
    private static final int SESSION_START = 1;

    private final AppendedFile records;
    private long envSteps;

    private EventFile(AppendedFile records, long envSteps) {
        this.records = records;
        this.envSteps = envSteps;
    }

    /// Begins the event file of a run, or of its part after a snapshot.
    static EventFile open(Path folder, @Nullable TrainingSnapshot start) throws IOException {
        int done = start == null ? 0 : start.iteration();
        for (Path file : files(folder)) {
            if (begin(file) > done) {
                Files.delete(file);
            }
        }
        Path path = folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%010d.sgmrl", done));
        long envSteps = start == null ? 0 : start.envSteps();
        try (Closing opened = new Closing()) {
            EventFile file = new EventFile(opened.add(AppendedFile.create(path)), envSteps);
            file.append(event(0).putString(EVENT_FILE_VERSION, "brain.Event:2"));
            if (done > 0) {
                file.append(event(done + 1L)
                        .putMessage(
                                EVENT_SESSION_LOG, new ProtobufMessage().putVarint(SESSION_LOG_STATUS, SESSION_START)));
            }
            opened.keep();
            return file;
        }
    }

    /// The event files of a run, in the order in which they began.
    static List<Path> files(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (begin(file) >= 0) {
                    found.add(file);
                }
            }
        }
        found.sort(null);
        return found;
    }

    private static long begin(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(1)) : -1;
    }

    @Override
    public void onIteration(IterationReport report, MetaTrainer<?> trainer) {
        ProtobufMessage summary = new ProtobufMessage();
        for (IterationReport.Measure measure : IterationReport.Measure.values()) {
            put(summary, measure.tag(), measure.of(report));
        }
        put(summary, "speed/env_steps_per_second", (report.envSteps() - envSteps) / report.seconds());
        envSteps = report.envSteps();
        try {
            append(event(report.iteration()).putMessage(EVENT_SUMMARY, summary));
        } catch (IOException e) {
            throw new WritingFailed(e);
        }
    }

    @Override
    public void close() throws IOException {
        records.close();
    }

    private static ProtobufMessage event(long step) {
        return new ProtobufMessage()
                .putDouble(EVENT_WALL_TIME, System.currentTimeMillis() / 1000.0)
                .putVarint(EVENT_STEP, step);
    }

    private static void put(ProtobufMessage summary, String tag, double value) {
        if (Double.isFinite(value)) {
            summary.putMessage(
                    SUMMARY_VALUE,
                    new ProtobufMessage().putString(VALUE_TAG, tag).putFloat(VALUE_SIMPLE_VALUE, narrow(value)));
        }
    }

    /// The nearest finite float: the format has no wider numbers, and its readers draw no infinite ones.
    static float narrow(double value) {
        return (float) Math.clamp(value, -Float.MAX_VALUE, Float.MAX_VALUE);
    }

    /// Appends a record in one write, so that the file holds whole records but for a kill in the middle of it.
    private void append(ProtobufMessage event) throws IOException {
        byte[] data = event.toBytes();
        ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(maskedChecksum(record.array(), 0, Long.BYTES));
        record.put(data);
        record.putInt(maskedChecksum(data, 0, data.length));
        records.append(record.array());
    }

    private static int maskedChecksum(byte[] bytes, int offset, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, offset, length);
        return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282ead8;
    }
}
