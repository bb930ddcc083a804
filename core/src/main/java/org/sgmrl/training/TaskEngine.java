package org.sgmrl.training;

import java.util.List;
import java.util.Map;
import org.sgmrl.estimator.TaskGradient;

/// Maps the estimator over the tasks of a meta-batch. Because an estimate is a pure function of θ, task and
/// key, every engine gives the same bits.
///
/// @param <T> type of the task
public interface TaskEngine<T> extends AutoCloseable {
    /// What the engine was made for. [MetaTrainer] refuses one that estimates something else than it trains with.
    ///
    /// @return the settings, of which the estimator, the seed, and the states and clipping of the outer step count here
    TrainingSettings settings();

    /// Estimates every task's share of the meta-gradient.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param iteration number and factor of the score terms
    /// @param tasks the meta-batch, as [MetaTrainer#task] draws it: an engine may draw it again elsewhere
    /// @param out `out[i]` receives the share of task i; overwritten
    void estimate(double[] theta, Iteration iteration, List<T> tasks, TaskGradient[] out);

    /// Whether the engine can [#estimateAgain].
    ///
    /// @return false by default
    default boolean estimatesAgain() {
        return false;
    }

    /// Estimates every task's share at other parameters, from the trajectories of an iteration's first estimate
    /// ([org.sgmrl.estimator.TaskGradientEstimator#estimateAgain], with the settings' [Reuse#clip]).
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param behaviour θ_old, of that first estimate, `[parameterCount]`
    /// @param iteration that of the first estimate
    /// @param tasks the meta-batch of that estimate
    /// @param out `out[i]` receives the share of task i; overwritten
    /// @throws UnsupportedOperationException if it cannot, as by default
    default void estimateAgain(
            double[] theta, double[] behaviour, Iteration iteration, List<T> tasks, TaskGradient[] out) {
        throw new UnsupportedOperationException("this engine estimates once in an iteration; outer-epochs must be 1");
    }

    /// What the last estimate cost, such as bytes sent, for the metrics' `timing`.
    ///
    /// @return numbers by name, empty where there is nothing to tell
    default Map<String, Long> costs() {
        return Map.of();
    }

    @Override
    void close();
}
