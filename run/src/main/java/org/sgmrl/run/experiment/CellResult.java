package org.sgmrl.run.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.io.AtomicFile;
import org.sgmrl.run.failure.DamagedFile;
import org.sgmrl.run.failure.SettingsChanged;
import org.sgmrl.run.text.Json;
import org.sgmrl.statistics.Series;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What one run of an experiment reached on the test tasks.
///
/// @param settings fingerprint of everything that decides the numbers
/// @param last the last iterate
/// @param selected the checkpoint that did best on the validation tasks
/// @param envSteps environment steps of the training
/// @param seconds wall-clock time of the training
/// @param stepsPerSecond rate of the training, the median over its iterations
public record CellResult(
        String settings, Tested last, Tested selected, long envSteps, double seconds, double stepsPerSecond) {
    /// Parameters tested.
    ///
    /// @param iteration after which iteration
    /// @param validation mean return on the validation tasks after adaptation
    /// @param returns entry s: the mean return of each test task after s steps of adaptation
    public record Tested(int iteration, double validation, List<Series> returns) {
        double[] adapted() {
            return returns.getLast().toArray();
        }

        double[] initial() {
            return returns.getFirst().toArray();
        }

        private ObjectNode toJson() {
            ObjectNode node = Json.object();
            node.put("iteration", iteration);
            Json.putNumber(node, "validation", validation);
            Json.putRows(node, "returns", returns.stream().map(Series::toArray).toArray(double[][]::new));
            return node;
        }

        private static Tested of(JsonNode node) {
            List<Series> returns = new ArrayList<>();
            for (JsonNode atStep : node.path("returns")) {
                double[] values = new double[atStep.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] =
                            atStep.get(i).isNull() ? Double.NaN : atStep.get(i).asDouble();
                }
                returns.add(Series.of(values));
            }
            if (returns.isEmpty()) {
                throw new IllegalArgumentException("it has no returns");
            }
            if (returns.stream()
                            .mapToInt(each -> each.toArray().length)
                            .distinct()
                            .count()
                    > 1) {
                throw new IllegalArgumentException("it has returns of more tasks after one step than after another");
            }
            return new Tested(
                    node.path("iteration").asInt(), node.path("validation").asDouble(Double.NaN), returns);
        }
    }

    /// The result of a run that diverged: one return, which is not a number.
    ///
    /// @param settings fingerprint of everything that decides the numbers
    static CellResult diverged(String settings) {
        Tested nothing = new Tested(0, Double.NaN, List.of(Series.of(new double[] {Double.NaN})));
        return new CellResult(settings, nothing, nothing, 0, Double.NaN, Double.NaN);
    }

    void write(Path file) throws IOException {
        ObjectNode root = Json.object();
        root.put("settings", settings);
        root.set("last", last.toJson());
        root.set("selected", selected.toJson());
        root.put("envSteps", envSteps);
        ObjectNode timing = root.putObject("timing");
        Json.putNumber(timing, "seconds", seconds);
        Json.putNumber(timing, "envStepsPerSecond", stepsPerSecond);
        AtomicFile.write(file, Json.pretty(root).getBytes(StandardCharsets.UTF_8));
    }

    /// The result in a file, or null if there is none. A file of other settings is a `RequestException`.
    ///
    /// @param settings fingerprints of what is asked for, in the ways in which versions have made them
    static @Nullable CellResult read(Path file, List<String> settings) throws IOException {
        try {
            JsonNode root = Json.parse(Files.readString(file));
            String made = root.path("settings").asString("");
            if (!settings.contains(made)) {
                throw new SettingsChanged(file + " was made with other settings; give another folder with --out");
            }
            return new CellResult(
                    made,
                    Tested.of(root.path("last")),
                    Tested.of(root.path("selected")),
                    root.path("envSteps").asLong(),
                    root.path("timing").path("seconds").asDouble(Double.NaN),
                    root.path("timing").path("envStepsPerSecond").asDouble(Double.NaN));
        } catch (NoSuchFileException e) {
            return null;
        } catch (JacksonException e) {
            throw damaged(file, Json.reason(e));
        } catch (IllegalArgumentException e) {
            throw damaged(file, String.valueOf(e.getMessage()));
        }
    }

    private static DamagedFile damaged(Path file, String how) {
        return new DamagedFile(file + " is damaged (" + how + "); delete the folder " + file.getParent()
                + ", and the run is made again");
    }
}
