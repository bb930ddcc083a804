package org.sgmrl.run.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sgmrl.io.AtomicFile;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.node.ObjectNode;

/// Tries the tuning candidates of each row and variant on seeds and tasks that the comparison does not use, and chooses
/// the one whose last iterate has the highest mean return after adaptation; the first of equals. A return that is not a
/// number, or a training that diverged, is below all others.
public final class Tuning {
    private Tuning() {}

    /// One candidate's result.
    ///
    /// @param row the row
    /// @param variant the variant
    /// @param candidate number of the candidate
    /// @param mean mean return after adaptation over tuning seeds and tasks
    /// @param chosen whether it is the one to compare with
    public record Trial(Experiment.Row row, Experiment.Variant variant, int candidate, double mean, boolean chosen) {
        /// What was tried, for people.
        ///
        /// @return such as `outer-step-size 0.001`
        public String text() {
            return String.join(
                    ", ",
                    variant.candidate(candidate).arguments().entrySet().stream()
                            .map(entry -> entry.getKey() + " " + entry.getValue())
                            .toList());
        }
    }

    /// The results of tuning.
    ///
    /// @param trials of all candidates
    /// @param decided whether all were tried; until then the first candidates stand in, to check settings with
    public record Choice(List<Trial> trials, boolean decided) {
        /// What to compare with.
        ///
        /// @return value by setting; nothing where nothing was tuned
        GivenSettings of(Experiment.Row row, Experiment.Variant variant) {
            return trials.stream()
                    .filter(trial -> trial.chosen()
                            && trial.row().equals(row)
                            && trial.variant().equals(variant))
                    .findFirst()
                    .map(trial -> variant.candidate(trial.candidate()))
                    .orElse(GivenSettings.NONE);
        }

        /// Writes one line of JSON for each candidate.
        void write(Path file) throws IOException {
            StringBuilder lines = new StringBuilder();
            for (Trial trial : trials) {
                ObjectNode node = Json.object();
                node.put("environment", trial.row().environment());
                node.put("row", trial.row().id());
                node.put("variant", trial.variant().name());
                trial.variant().candidate(trial.candidate()).put(node.putObject("settings"));
                Json.putNumber(node, "mean", trial.mean());
                node.put("chosen", trial.chosen());
                lines.append(Json.line(node)).append('\n');
            }
            AtomicFile.write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /// The first candidate everywhere: to check settings and to plan with, before anything is tried.
    static Choice undecided(Experiment experiment) {
        List<Trial> trials = new ArrayList<>();
        for (Experiment.Row row : experiment.rows()) {
            for (Experiment.Variant variant : experiment.variants()) {
                if (!variant.tune().isEmpty()) {
                    trials.add(new Trial(row, variant, 0, Double.NaN, true));
                }
            }
        }
        return new Choice(trials, false);
    }

    /// The runs that try candidates.
    static List<Cell> cells(Experiment experiment, Path folder, Execution execution) {
        List<Cell> cells = new ArrayList<>();
        for (long seed : experiment.tuningSeeds()) {
            for (Experiment.Row row : experiment.rows()) {
                for (Experiment.Variant variant : experiment.variants()) {
                    for (int k = 0; !variant.tune().isEmpty() && k < variant.candidates(); k++) {
                        cells.add(Cell.trying(experiment, row, variant, k, seed, execution, folder));
                    }
                }
            }
        }
        return cells;
    }

    /// Compares the candidates, all of whose runs are done.
    static Choice choose(Experiment experiment, List<Cell> cells) throws IOException {
        List<Trial> trials = new ArrayList<>();
        for (Experiment.Row row : experiment.rows()) {
            for (Experiment.Variant variant : experiment.variants()) {
                if (variant.tune().isEmpty()) {
                    continue;
                }
                double[] means = new double[Math.toIntExact(variant.candidates())];
                for (int k = 0; k < means.length; k++) {
                    means[k] = mean(cells, row, variant, k);
                }
                int best = best(means);
                for (int k = 0; k < means.length; k++) {
                    trials.add(new Trial(row, variant, k, means[k], k == best));
                }
            }
        }
        return new Choice(List.copyOf(trials), true);
    }

    private static double mean(List<Cell> cells, Experiment.Row row, Experiment.Variant variant, int candidate)
            throws IOException {
        double sum = 0;
        int count = 0;
        for (Cell cell : cells) {
            if (cell.tries(row, variant, candidate)) {
                CellResult result = cell.result();
                sum += result == null
                        ? Double.NaN
                        : Arrays.stream(result.last().adapted()).average().orElse(Double.NaN);
                count++;
            }
        }
        return sum / count;
    }

    static int best(double[] means) {
        int best = 0;
        for (int k = 1; k < means.length; k++) {
            if (means[k] > means[best] || (Double.isNaN(means[best]) && !Double.isNaN(means[k]))) {
                best = k;
            }
        }
        return best;
    }
}
