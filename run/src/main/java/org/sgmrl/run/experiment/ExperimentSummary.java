package org.sgmrl.run.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.evaluation.Comparison;

/// Everything of an experiment that is finished.
///
/// @param rows in the experiment's order
/// @param comparisons of selected checkpoints: the first variant against each other one
public record ExperimentSummary(List<RowResult> rows, List<Comparison> comparisons) {
    /// Returns of all finished seeds of one row and variant.
    ///
    /// @param last `[seeds][tasks]` of the last iterates, after adaptation
    /// @param selected the same of the selected checkpoints; of the last iterates where none are selected
    /// @param initial of the last iterates, before adaptation
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Returns(double[][] last, double[][] selected, double[][] initial) {
        /// Finished seeds.
        ///
        /// @return how many
        public int seeds() {
            return last.length;
        }
    }

    /// A row's finished parts.
    ///
    /// @param row the row
    /// @param reduction how much shorter its runs are than the published ones, see [ExperimentPlan#reduction]
    /// @param returns by variant's name, in the experiment's order
    public record RowResult(Experiment.Row row, @Nullable String reduction, Map<String, Returns> returns) {
        /// Whether returns can be held against published figures.
        ///
        /// @return whether there are figures, of runs that are no longer
        public boolean isComparable() {
            return !row.published().isEmpty() && reduction == null;
        }
    }

    /// Reads what is on disk.
    static ExperimentSummary of(ExperimentPlan plan) throws IOException {
        List<RowResult> rows = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        for (Experiment.Row row : plan.experiment().rows()) {
            Map<String, Returns> returns = new LinkedHashMap<>();
            for (Experiment.Variant variant : plan.experiment().variants()) {
                List<CellResult> results = finished(plan, row, variant);
                if (!results.isEmpty()) {
                    returns.put(
                            variant.name(),
                            new Returns(
                                    each(results, result -> result.last().adapted()),
                                    each(results, result -> result.selected().adapted()),
                                    each(results, result -> result.last().initial())));
                }
            }
            rows.add(new RowResult(row, plan.reduction(row), returns));
            String proposed = plan.experiment().variants().getFirst().name();
            Returns ours = returns.get(proposed);
            returns.forEach((other, theirs) -> {
                if (!other.equals(proposed) && ours != null) {
                    comparisons.add(Comparison.of(row.title(), proposed, ours.selected(), other, theirs.selected()));
                }
            });
        }
        return new ExperimentSummary(rows, Comparison.corrected(comparisons));
    }

    private static List<CellResult> finished(ExperimentPlan plan, Experiment.Row row, Experiment.Variant variant)
            throws IOException {
        List<CellResult> results = new ArrayList<>();
        for (Cell cell : plan.cells()) {
            if (cell.row().equals(row) && cell.variant().equals(variant)) {
                CellResult result = cell.result();
                if (result != null) {
                    results.add(result);
                }
            }
        }
        return results;
    }

    private static double[][] each(List<CellResult> results, Function<CellResult, double[]> of) {
        return results.stream().map(of).toArray(double[][]::new);
    }
}
