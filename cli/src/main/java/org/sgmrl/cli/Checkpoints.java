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
    private static final int KEPT = 3;

    private final Path folder;

    Checkpoints(Path folder) {
        this.folder = folder;
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
                .build()
                .write(folder.resolve("checkpoint-" + snapshot.iteration() + ".safetensors"));
        List<Path> files = newestFirst();
        for (Path old : files.subList(Math.min(KEPT, files.size()), files.size())) {
            Files.deleteIfExists(old);
        }
    }

    /// The newest checkpoint that is whole and not ahead of the metrics; null if the run has none yet.
    /// Damaged ones are reported. If there are checkpoints but none is valid, a [RunFailure].
    ///
    /// @param completeMetrics iterations whose metrics are on disk
    /// @param parameterCount length of θ
    @Nullable
    TrainingSnapshot newestValid(int completeMetrics, int parameterCount, PrintWriter err) throws IOException {
        List<Path> files = newestFirst();
        for (Path file : files) {
            try {
                TrainingSnapshot snapshot = read(file, parameterCount);
                if (snapshot.iteration() <= completeMetrics) {
                    return snapshot;
                }
                err.println("sgmrl: " + file + " is passed over: metrics.jsonl ends at iteration " + completeMetrics);
            } catch (SafetensorsFormatException e) {
                err.println("sgmrl: " + e.getMessage() + "; the checkpoint before it is used");
            }
        }
        if (!files.isEmpty()) {
            throw new RunFailure("none of the " + files.size() + " checkpoints in " + folder
                    + " can be used; to start anew, train into another folder with --config or the settings in "
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

    private static TrainingSnapshot read(Path file, int parameterCount) throws IOException {
        Safetensors tensors = Safetensors.read(file);
        String format = tensors.metadata().get("format");
        if (!FORMAT.equals(format)) {
            throw new SafetensorsFormatException(file.toString(), "format is " + format + " instead of " + FORMAT);
        }
        double[] theta = tensors.doubles("theta");
        long[] counters = tensors.longs("counters");
        if (theta.length != parameterCount
                || counters.length != 2
                || counters[0] < 0
                || counters[0] > Integer.MAX_VALUE) {
            throw new SafetensorsFormatException(
                    file.toString(), "holds " + theta.length + " parameters, the run's policy has " + parameterCount);
        }
        return new TrainingSnapshot(
                (int) counters[0], counters[1], theta, tensors.doubles("optimizer"), tensors.doubles("baseline"));
    }
}
