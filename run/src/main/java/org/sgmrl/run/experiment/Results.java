package org.sgmrl.run.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.sgmrl.io.AtomicFile;
import org.sgmrl.run.evaluation.Evaluation;
import org.sgmrl.run.failure.DamagedFile;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.text.Json;
import org.sgmrl.run.text.OneLine;
import org.sgmrl.statistics.Series;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `results.jsonl`: a line of JSON for each finished run, in the experiment's order whatever was finished first.
///
/// `returns` are those of the final policy, whose file has the hash `policySha256`, as in `evaluate --json`; `selected`
/// those of the checkpoint that validation chose; `reached` the environment steps after which each level was reached;
/// `lastQuarterGain` what the last quarter of the run brought, `curve` the learning curve, thinned; `provenance` the program
/// and the machine that made it. Small enough to be kept when the run folders are not.
final class Results {
    /// Of a run's provenance what might change a result.
    private static final List<String> MADE_BY =
            List.of("version", "commit", "java", "architecture", "processor", "kernels");

    private final Path file;

    /// Lines of runs that are done: they do not change, and a large experiment is written after every run.
    private final Map<Path, String> lines = new HashMap<>();

    Results(Path file) {
        this.file = file;
    }

    /// Writes the file anew. Not for two threads at once.
    void write(List<Cell> cells) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Cell cell : cells) {
            String line = lines.get(cell.path());
            CellResult result = line == null ? cell.result() : null;
            if (result != null) {
                line = Json.line(line(cell, result));
                lines.put(cell.path(), line);
            }
            if (line != null) {
                text.append(line).append('\n');
            }
        }
        AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode line(Cell cell, CellResult result) throws IOException {
        ObjectNode node = Json.object();
        node.put("environment", cell.row().environment());
        node.put("row", cell.row().id());
        node.put("variant", cell.variant().name());
        node.put("seed", cell.seed());
        node.put("envSteps", result.envSteps());
        putReturns(node, result.last());
        node.put("policySha256", sha256(cell.path()));
        if (Double.isFinite(result.selected().validation())) {
            ObjectNode selected = node.putObject("selected");
            selected.put("iteration", result.selected().iteration());
            Json.putNumber(selected, "validation", result.selected().validation());
            putReturns(selected, result.selected());
        }
        LearningCurve curve = LearningCurve.read(cell.path());
        if (!cell.levels().isEmpty()) {
            ArrayNode reached = node.putArray("reached");
            for (double level : cell.levels()) {
                ObjectNode entry = reached.addObject();
                entry.put("level", level);
                curve.stepsTo(level)
                        .ifPresentOrElse(steps -> entry.put("envSteps", steps), () -> entry.putNull("envSteps"));
            }
        }
        Json.putNumber(node, "lastQuarterGain", curve.lastQuarterGain());
        curve.put(node.putObject("curve"));
        node.put("command", OneLine.command(cell.command()));
        JsonNode made = RunFolder.open(cell.path()).runConfig().provenance();
        ObjectNode provenance = node.putObject("provenance");
        MADE_BY.forEach(key -> provenance.set(key, made.path(key)));
        ObjectNode timing = node.putObject("timing");
        Json.putNumber(timing, "seconds", result.seconds());
        Json.putNumber(timing, "envStepsPerSecond", result.stepsPerSecond());
        return node;
    }

    private static void putReturns(ObjectNode node, CellResult.Tested tested) {
        double[][] returns = tested.returns().stream().map(Series::toArray).toArray(double[][]::new);
        Evaluation.of(returns).putReturns(node);
    }

    private static String sha256(Path run) throws IOException {
        Path file = run.resolve("policy.safetensors");
        if (Files.notExists(file)) {
            throw new DamagedFile(file + " is missing; delete the folder " + run + ", and the run is made again");
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
