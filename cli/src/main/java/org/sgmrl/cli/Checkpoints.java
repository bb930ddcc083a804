package org.sgmrl.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sgmrl.io.Safetensors;
import org.sgmrl.io.SafetensorsFormatException;
import org.sgmrl.training.TrainingSnapshot;

/// The checkpoints of a run folder: `checkpoint-<iteration>.safetensors`, the last ones kept. Random
/// streams are named by iteration, so the iteration is the stream position.
final class Checkpoints {
    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,9})\\.safetensors");
    private static final String FORMAT = "sgmrl-checkpoint-1";

    private final Path folder;
    private final RunRequest request;

    Checkpoints(Path folder, RunRequest request) {
        this.folder = folder;
        this.request = request;
    }

    /// Writes a checkpoint, then removes those beyond the last few.
    void write(TrainingSnapshot snapshot) throws IOException {
        double[] theta = snapshot.theta();
        double[] optimizer = snapshot.optimizer();
        double[] baseline = snapshot.baseline();
        Safetensors.builder()
                .put("theta", theta, theta.length)
                .put("optimizer", optimizer, optimizer.length)
                .put("baseline", baseline, baseline.length)
                .put("counters", new long[] {snapshot.iteration(), snapshot.envSteps()}, 2)
                .metadata("format", FORMAT)
                .metadata("settings", request.digest())
                .build()
                .write(folder.resolve("checkpoint-" + snapshot.iteration() + ".safetensors"));
        keepNewest(request.keepCheckpoints());
    }

    /// Removes all but the newest `kept` checkpoints.
    void keepNewest(int kept) throws IOException {
        List<Path> files = newestFirst();
        for (Path old : files.subList(Math.min(kept, files.size()), files.size())) {
            Files.deleteIfExists(old);
        }
    }

    /// The newest checkpoint that is whole and not ahead of the metrics; null if the run has none yet.
    /// Others are reported and passed over. If there are checkpoints but none can be used, a [RunFailure].
    ///
    /// @param completeMetrics iterations whose metrics are on disk
    @Nullable
    TrainingSnapshot newestValid(int completeMetrics, PrintWriter err) throws IOException {
        List<Path> files = newestFirst();
        for (Path file : files) {
            try {
                TrainingSnapshot snapshot = read(file);
                if (snapshot.iteration() <= completeMetrics) {
                    return snapshot;
                }
                err.println("sgmrl: " + file + " is passed over: metrics.jsonl is complete only up to iteration "
                        + completeMetrics);
            } catch (IOException e) {
                err.println("sgmrl: a checkpoint is passed over: "
                        + (e instanceof SafetensorsFormatException ? e.getMessage() : file + ": " + Errors.reason(e)));
            }
        }
        if (!files.isEmpty()) {
            throw new RunFailure("none of the " + files.size() + " checkpoints in " + folder
                    + " can be used; train anew into another folder, with the settings in "
                    + folder.resolve("config.json"));
        }
        return null;
    }

    /// Checkpoint files, newest first.
    List<Path> newestFirst() throws IOException {
        try (var files = Files.list(folder)) {
            Map<Integer, Path> byIteration = new TreeMap<>(Comparator.reverseOrder());
            for (Path file : (Iterable<Path>) files::iterator) {
                Matcher matcher = NAME.matcher(file.getFileName().toString());
                if (matcher.matches()) {
                    byIteration.put(Integer.parseInt(matcher.group(1)), file);
                }
            }
            return new ArrayList<>(byIteration.values());
        }
    }

    /// A checkpoint's content.
    TrainingSnapshot read(Path file) throws IOException {
        Safetensors tensors = Safetensors.read(file);
        String source = file.toString();
        String format = tensors.metadata().get("format");
        if (!FORMAT.equals(format)) {
            throw new SafetensorsFormatException(source, "format is " + format + " instead of " + FORMAT);
        }
        if (!tensors.checksumVerified()) {
            throw new SafetensorsFormatException(source, "it has no checksum");
        }
        if (!request.digest().equals(tensors.metadata().get("settings"))) {
            throw new UserError(folder.resolve("config.json") + " was changed since " + file.getFileName()
                    + " was written: a run goes on with the settings that it began with (iterations and threads may"
                    + " change); undo the change, or train anew into another folder");
        }
        int parameterCount =
                request.settings().newPolicy(request.environment().spec()).parameterCount();
        double[] theta = tensors.doubles("theta");
        long[] counters = tensors.longs("counters");
        if (theta.length != parameterCount) {
            throw new SafetensorsFormatException(
                    source, "holds " + theta.length + " parameters, the run's policy has " + parameterCount);
        }
        if (counters.length != 2 || counters[0] < 0 || counters[0] > Integer.MAX_VALUE) {
            throw new SafetensorsFormatException(source, "its counters are not an iteration and a number of steps");
        }
        return new TrainingSnapshot(
                (int) counters[0], counters[1], theta, tensors.doubles("optimizer"), tensors.doubles("baseline"));
    }
}
