package org.sgmrl.run.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What an experiment makes, and where.
///
/// @param experiment what is run
/// @param folder of all runs
/// @param execution where the runs are made
/// @param trials the runs that try tuning candidates; they are made first
/// @param cells the runs of the comparison, done or not
public record ExperimentPlan(
        Experiment experiment, Path folder, Execution execution, List<Cell> trials, List<Cell> cells) {
    /// `env-steps` is met to half an iteration.
    private static final double ROUNDED_TO_ITERATIONS = 0.01;

    /// Copies the lists.
    public ExperimentPlan {
        trials = List.copyOf(trials);
        cells = List.copyOf(cells);
    }

    /// All runs of an experiment, those of the comparison with the first tuning candidates.
    ///
    /// @param experiment the experiment
    /// @param folder of all runs
    /// @param execution where they are made
    /// @return the plan
    public static ExperimentPlan of(Experiment experiment, Path folder, Execution execution) {
        return new ExperimentPlan(
                experiment,
                folder,
                execution,
                Tuning.cells(experiment, folder, execution),
                cells(experiment, Tuning.undecided(experiment), folder, execution));
    }

    /// The same with what tuning chose.
    ExperimentPlan tuned(Tuning.Choice choice) {
        return new ExperimentPlan(experiment, folder, execution, trials, cells(experiment, choice, folder, execution));
    }

    /// All runs.
    ///
    /// @return those that tune first
    public List<Cell> all() {
        return Stream.concat(trials.stream(), cells.stream()).toList();
    }

    /// How much shorter a row's runs are than those behind the published figures: a return says nothing about a figure that
    /// took longer.
    ///
    /// @param row the row
    /// @return environment steps of the shortest and of a published run, in words; null where no run is shorter, or nothing
    ///     is published
    public @Nullable String reduction(Experiment.Row row) {
        Long published = row.publishedSteps();
        double steps = cells.stream()
                .filter(cell -> cell.row().equals(row))
                .mapToDouble(Cell::trainingSteps)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        return published == null || steps >= (1 - ROUNDED_TO_ITERATIONS) * published
                ? null
                : String.format(Locale.ROOT, "%,.0f of %,d environment steps a run", steps, published);
    }

    /// What is smaller than in the published experiment.
    ///
    /// @return clauses for people, one for each length of runs and one for what the experiment itself says
    public List<String> reductions() {
        Map<String, List<String>> titles = new LinkedHashMap<>();
        for (Experiment.Row row : experiment.rows()) {
            String shorter = reduction(row);
            if (shorter != null) {
                titles.computeIfAbsent(shorter, _ -> new ArrayList<>()).add(row.title());
            }
        }
        List<String> reductions = new ArrayList<>();
        titles.forEach((shorter, rows) -> reductions.add(shorter + " (" + String.join("; ", rows) + ")"));
        if (experiment.reduction() != null) {
            reductions.add(experiment.reduction());
        }
        return reductions;
    }

    /// In the order in which they are made: all rows with the first seed first, so that an early look has something of
    /// everything.
    private static List<Cell> cells(Experiment experiment, Tuning.Choice tuned, Path folder, Execution execution) {
        List<Cell> cells = new ArrayList<>();
        for (long seed : experiment.seeds()) {
            for (Experiment.Row row : experiment.rows()) {
                for (Experiment.Variant variant : experiment.variants()) {
                    cells.add(Cell.of(experiment, row, variant, tuned, seed, execution, folder));
                }
            }
        }
        return cells;
    }
}
