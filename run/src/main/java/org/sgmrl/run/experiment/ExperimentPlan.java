package org.sgmrl.run.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What an experiment makes, and where.
///
/// @param experiment what is run
/// @param folder of all runs
/// @param execution where the runs are made
/// @param trials the runs that try tuning candidates; they are made first
/// @param cells the runs of the comparison, done or not
public record ExperimentPlan(
        Experiment experiment, Path folder, Execution execution, List<Cell> trials, List<Cell> cells) {
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
