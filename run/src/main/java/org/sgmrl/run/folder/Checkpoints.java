package org.sgmrl.run.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sgmrl.io.Safetensors;
import org.sgmrl.io.SafetensorsFormatException;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.DamagedFile;
import org.sgmrl.run.failure.SettingsChanged;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.Json;
import org.sgmrl.run.text.OneLine;
import org.sgmrl.training.TrainingSettings;
import org.sgmrl.training.TrainingSnapshot;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The checkpoints of a run folder: `checkpoint-<iteration>.safetensors`, the last ones kept. Random
/// streams are named by iteration, so the iteration is the stream position.
public final class Checkpoints {
    /// Far above what a header of ours takes.
    static final long MOST_HEADER_BYTES = 1 << 20;

    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,9})\\.safetensors");
    private static final String FORMAT = "sgmrl-checkpoint-1";

    private final Path folder;
    private final RunRequest request;

    /// The checkpoints in a folder.
    ///
    /// @param folder the run folder
    /// @param request what is trained there
    public Checkpoints(Path folder, RunRequest request) {
        this.folder = folder;
        this.request = request;
    }

    /// Where they are.
    ///
    /// @return the run folder
    public Path folder() {
        return folder;
    }

    /// Writes a checkpoint; then removes those beyond the last few, and those that the run has passed over
    /// because they were damaged or ahead of its metrics.
    ///
    /// @param before iteration of the checkpoint before this one: all others later than that were passed over
    public void write(TrainingSnapshot snapshot, int before) throws IOException {
        double[] theta = snapshot.theta();
        double[] optimizer = snapshot.optimizer();
        double[] baseline = snapshot.baseline();
        long[] counters = {snapshot.iteration(), snapshot.envSteps(), snapshot.skippedUpdates()};
        Safetensors.builder()
                .put("theta", theta, theta.length)
                .put("optimizer", optimizer, optimizer.length)
                .put("baseline", baseline, baseline.length)
                .put("counters", counters, counters.length)
                .metadata("format", FORMAT)
                .metadata("settings", request.digest())
                .metadata("decisive", Json.line(request.decisive()))
                .build()
                .write(folder.resolve("checkpoint-" + snapshot.iteration() + ".safetensors"));
        for (Map.Entry<Integer, Path> file : byIteration().entrySet()) {
            if (file.getKey() > before && file.getKey() != snapshot.iteration()) {
                Files.deleteIfExists(file.getValue());
            }
        }
        keepNewest(request.options().keepCheckpoints());
    }

    /// Removes all but the newest `kept` checkpoints.
    public void keepNewest(int kept) throws IOException {
        List<Path> files = newestFirst();
        for (Path old : files.subList(Math.min(kept, files.size()), files.size())) {
            Files.deleteIfExists(old);
        }
    }

    /// The newest checkpoint that is whole and not ahead of the metrics; null if the run has none yet.
    /// Others are reported and passed over. If there are checkpoints but none can be used, a `RunFailedException`.
    ///
    /// @param completeMetrics iterations whose metrics are on disk
    @Nullable
    public TrainingSnapshot newestValid(int completeMetrics, Consumer<String> warnings) throws IOException {
        List<Map.Entry<Integer, Path>> files = new ArrayList<>(byIteration().entrySet());
        for (Map.Entry<Integer, Path> entry : files) {
            Path file = entry.getValue();
            try {
                TrainingSnapshot snapshot = read(file, entry.getKey());
                if (snapshot.iteration() <= completeMetrics) {
                    return snapshot;
                }
                warnings.accept(
                        file + " is passed over: metrics.jsonl is complete only up to iteration " + completeMetrics);
            } catch (IOException e) {
                warnings.accept("a checkpoint is passed over: "
                        + OneLine.of(
                                e instanceof SafetensorsFormatException
                                        ? String.valueOf(e.getMessage())
                                        : file + ": " + Errors.reason(e)));
            }
        }
        if (!files.isEmpty()) {
            throw new DamagedFile("none of the " + files.size() + " checkpoints in " + folder
                    + " can be used; train anew into another folder, with the settings in "
                    + folder.resolve("config.json"));
        }
        return null;
    }

    /// Checkpoint files, newest first.
    public List<Path> newestFirst() throws IOException {
        return new ArrayList<>(byIteration().values());
    }

    /// Checkpoint files by iteration, newest first.
    private Map<Integer, Path> byIteration() throws IOException {
        try (var files = Files.list(folder)) {
            Map<Integer, Path> byIteration = new TreeMap<>(Comparator.reverseOrder());
            for (Path file : (Iterable<Path>) files::iterator) {
                Matcher matcher = NAME.matcher(file.getFileName().toString());
                if (matcher.matches()) {
                    byIteration.put(Integer.parseInt(matcher.group(1)), file);
                }
            }
            return byIteration;
        }
    }

    /// The iteration that a checkpoint's name states.
    public static int iteration(Path file) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            throw new SafetensorsFormatException(file.toString(), "is not named like a checkpoint");
        }
        return Integer.parseInt(name.group(1));
    }

    /// A checkpoint's content.
    public TrainingSnapshot read(Path file) throws IOException {
        return read(file, iteration(file));
    }

    private TrainingSnapshot read(Path file, int iteration) throws IOException {
        TrainingSettings settings = request.settings();
        int parameterCount = request.newPolicy().parameterCount();
        int taskParameters = request.environment().tasks().parameterCount();
        double mostNumbers = (request.parts().optimizer() == null ? 3.0 : 66.0) * parameterCount
                + 10.0 * settings.tasks() * (taskParameters * (taskParameters + 2.0) + 8);
        Safetensors tensors = Safetensors.read(file, (long) (8 * mostNumbers) + MOST_HEADER_BYTES);
        String source = file.toString();
        String format = tensors.metadata().get("format");
        if (!FORMAT.equals(format)) {
            throw new SafetensorsFormatException(
                    source, "format is " + OneLine.brief(format) + " instead of " + FORMAT);
        }
        if (!tensors.checksumVerified()) {
            throw new SafetensorsFormatException(source, "it has no checksum");
        }
        if (!request.hasDigest(tensors.metadata().get("settings"))) {
            throw new SettingsChanged(folder.resolve("config.json") + " was changed since " + file.getFileName()
                    + " was written" + changes(tensors.metadata().get("decisive"))
                    + ": a run goes on with the settings that it began with (iterations and threads may"
                    + " change); undo the change, or train anew into another folder");
        }
        double[] theta = finite(tensors, "theta", source);
        double[] optimizer = finite(tensors, "optimizer", source);
        double[] baseline = finite(tensors, "baseline", source);
        long[] counters = tensors.longs("counters");
        if (theta.length != parameterCount) {
            throw new SafetensorsFormatException(
                    source, "holds " + theta.length + " parameters, the run's policy has " + parameterCount);
        }
        // Two counters: from before updates could be skipped.
        if (counters.length < 2 || counters.length > 3 || counters[0] != iteration || counters[1] < 0) {
            throw new SafetensorsFormatException(
                    source,
                    "its counters are not iteration " + iteration + " and numbers of steps and skipped updates");
        }
        try {
            request.parts().newOptimizer(settings, parameterCount).restore(optimizer);
            request.parts()
                    .newScoreCoefficients(settings.estimator(), taskParameters)
                    .restore(baseline);
        } catch (IllegalArgumentException e) {
            throw new SafetensorsFormatException(source, String.valueOf(e.getMessage()));
        }
        return new TrainingSnapshot(
                iteration, counters[1], counters.length == 2 ? 0 : counters[2], theta, optimizer, baseline);
    }

    private static double[] finite(Safetensors tensors, String name, String source) throws IOException {
        double[] values = tensors.doubles(name);
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new SafetensorsFormatException(source, name + " holds " + value + ", expected finite numbers");
            }
        }
        return values;
    }

    /// Which settings differ from those of a checkpoint, in brackets.
    private String changes(@Nullable String decisive) {
        JsonNode before;
        try {
            if (decisive == null) {
                return "";
            }
            before = Json.parse(decisive);
        } catch (JacksonException e) {
            return "";
        }
        JsonNode now = request.decisive();
        ObjectNode meantBefore = Json.object();
        Settings.TRAINING.forEach(setting -> setting.putBefore(meantBefore));
        List<String> changes = new ArrayList<>();
        for (String name : now.propertyNames()) {
            String old = before.has(name)
                    ? before.path(name).toString()
                    : meantBefore.path(name).isMissingNode()
                            ? "missing"
                            : meantBefore.path(name).toString();
            String current = now.path(name).toString();
            if (!old.equals(current)) {
                changes.add(OneLine.brief(name + " was " + old + " and is " + current));
            }
        }
        return changes.isEmpty() ? "" : " (" + String.join("; ", changes) + ")";
    }
}
