package org.sgmrl.estimator;

/// Computes the coefficients of the score terms of a meta-batch, c_i (J̃_i − b_i). Has a memory only where
/// b is learned from earlier iterations.
public sealed interface ScoreBaseline
        permits NoBaseline, ContainedBaseline, LeaveOneOutBaseline, TaskRegressionBaseline, StandardizedReward {
    /// Makes the baseline of a kind.
    ///
    /// @param kind the kind
    /// @param taskParameterCount numbers that describe a task
    /// @return a baseline without memory yet
    static ScoreBaseline create(BaselineKind kind, int taskParameterCount) {
        return switch (kind) {
            case NONE -> new NoBaseline();
            case LEAVE_ONE_OUT -> new LeaveOneOutBaseline();
            case TASK_REGRESSION -> new TaskRegressionBaseline(taskParameterCount);
            case LEAVE_TRAJECTORY_OUT -> new ContainedBaseline();
            case STANDARDIZED_REWARD -> new StandardizedReward();
        };
    }

    /// Computes the coefficients of a meta-batch; changes nothing.
    ///
    /// @param tasks the estimates, in task order
    /// @param taskParameters the numbers that describe each task, `[tasks][taskParameterCount]`
    /// @param coefficients receives k_i, one for each task; overwritten
    void coefficients(TaskGradient[] tasks, double[][] taskParameters, double[] coefficients);

    /// Whether there is a memory.
    ///
    /// @return whether [#learn] changes later coefficients
    default boolean learns() {
        return false;
    }

    /// Learns from a meta-batch, for later iterations; does nothing without a memory.
    ///
    /// @param tasks the estimates, in task order
    /// @param taskParameters the numbers that describe each task, `[tasks][taskParameterCount]`
    default void learn(TaskGradient[] tasks, double[][] taskParameters) {}

    /// The memory, for a checkpoint.
    ///
    /// @return numbers that [#restore] takes; empty without a memory
    default double[] state() {
        return new double[0];
    }

    /// Restores the memory.
    ///
    /// @param state what [#state] returned
    default void restore(double[] state) {
        if (state.length != 0) {
            throw new IllegalArgumentException(
                    "this baseline has no memory, but " + state.length + " numbers were given");
        }
    }
}
