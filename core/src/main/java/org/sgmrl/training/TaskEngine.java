package org.sgmrl.training;

import java.util.List;
import org.sgmrl.estimator.TaskGradient;

/// Maps the estimator over the tasks of a meta-batch. Because an estimate is a pure function of θ, task and
/// key, every engine gives the same bits.
///
/// @param <T> type of the task
public interface TaskEngine<T> extends AutoCloseable {
    /// Estimates every task's share of the meta-gradient.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param iteration number of the iteration, part of the random key
    /// @param tasks the meta-batch
    /// @param out `out[i]` receives the share of task i; overwritten
    void estimate(double[] theta, int iteration, List<T> tasks, TaskGradient[] out);

    @Override
    void close();
}
