package org.sgmrl.run.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sgmrl.method.Method;

/// What a reproduction makes, and where.
///
/// @param experiment what is repeated
/// @param folder of all runs
/// @param execution where the runs are made
/// @param cells all runs, done or not
public record ReproductionPlan(Experiment experiment, Path folder, Execution execution, List<ReproductionCell> cells) {
    /// Copies the list.
    public ReproductionPlan {
        cells = List.copyOf(cells);
    }

    /// All runs of an experiment.
    ///
    /// @param experiment the experiment
    /// @param folder of all runs
    /// @param execution where they are made
    /// @return the plan
    public static ReproductionPlan of(Experiment experiment, Path folder, Execution execution) {
        return new ReproductionPlan(experiment, folder, execution, cells(experiment, folder, execution));
    }

    /// The runs, in the order in which they are made: all rows with seed 0 first, so that an early look has
    /// something of everything.
    private static List<ReproductionCell> cells(Experiment experiment, Path folder, Execution execution) {
        List<ReproductionCell> cells = new ArrayList<>();
        for (int seed = 0; seed < experiment.seeds(); seed++) {
            for (Experiment.Row row : experiment.rows()) {
                for (Method algorithm : experiment.algorithms()) {
                    cells.add(new ReproductionCell(experiment, row, algorithm, seed, execution, folder));
                }
            }
        }
        return cells;
    }
}
