package org.sgmrl.training;

import java.util.List;
import org.sgmrl.estimator.SumTree;
import org.sgmrl.estimator.TaskStatistics;

/// An engine that sums shares where it computes them, so that neither bytes nor memory grow with the number of tasks. An
/// engine need not: what [#estimate] returns is summed to the same bits.
///
/// @param <T> type of the task
public interface SummingEngine<T> extends TaskEngine<T> {
    /// Estimates every task's share of the meta-gradient, and sums them.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param iteration number and factor of the score terms
    /// @param tasks the meta-batch, as [MetaTrainer#task] draws it: an engine may draw it again elsewhere
    /// @param statistics `statistics[i]` receives what was seen of task i; overwritten
    /// @param sums an empty tree for as many tasks, begun with the weights of the scores; receives all of them
    void sum(double[] theta, Iteration iteration, List<T> tasks, TaskStatistics[] statistics, SumTree sums);

    /// The same at other parameters, as [#estimateAgain] estimates. An engine that [#estimatesAgain] must override both.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param behaviour θ_old, of the iteration's first estimate, `[parameterCount]`
    /// @param iteration that of the first estimate
    /// @param tasks the meta-batch of that estimate
    /// @param statistics `statistics[i]` receives what was seen of task i; overwritten
    /// @param sums an empty tree for as many tasks, begun with the weights of the scores; receives all of them
    /// @throws UnsupportedOperationException if it cannot, as by default
    default void sumAgain(
            double[] theta,
            double[] behaviour,
            Iteration iteration,
            List<T> tasks,
            TaskStatistics[] statistics,
            SumTree sums) {
        throw new UnsupportedOperationException("this engine sums once in an iteration; outer-epochs must be 1");
    }
}
