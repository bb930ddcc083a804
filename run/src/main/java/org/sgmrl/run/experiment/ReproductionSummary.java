package org.sgmrl.run.experiment;

import java.util.List;
import java.util.Map;
import org.sgmrl.method.Method;
import org.sgmrl.run.evaluation.Comparison;

/// Everything that is finished.
///
/// @param rows in the experiment's order
/// @param comparisons of selected checkpoints: the first algorithm against each other one
public record ReproductionSummary(List<RowResult> rows, List<Comparison> comparisons) {
    /// Returns of all finished seeds of one row and algorithm.
    ///
    /// @param last `[seeds][tasks]` of the last iterates, after adaptation
    /// @param selected the same of the selected checkpoints
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
    public record RowResult(Experiment.Row row, Map<Method, Returns> returns) {}
}
