package org.sgmrl.estimator;

import org.sgmrl.method.ScoreTerm;

/// Computes the coefficients k of the score terms of a meta-batch: a task's share is base + k · score. Has
/// a memory only where the baseline in c (J̃ − b) is learned from earlier iterations.
public sealed interface ScoreCoefficients
        permits FixedCoefficient, NoBaseline, LeaveOneOutBaseline, TaskRegressionBaseline, StandardizedReward {
    /// Makes the coefficients of a score term.
    ///
    /// @param term the score term
    /// @param taskParameterCount numbers that describe a task
    /// @return coefficients without memory yet
    static ScoreCoefficients of(ScoreTerm term, int taskParameterCount) {
        return switch (term) {
            case ScoreTerm.None() -> new FixedCoefficient(0);
            case ScoreTerm.Sum(ScoreTerm.ReturnLess(ScoreTerm.Baseline b)) -> less(b, taskParameterCount);
            // Each group's score has its own, or each decision's.
            case ScoreTerm.Sum(ScoreTerm.LeavingOut _),
                    ScoreTerm.Sum(ScoreTerm.LeavingOutLinear _),
                    ScoreTerm.Pairs _ -> new FixedCoefficient(1);
            case ScoreTerm.MeanOfFirstBatch(ScoreTerm.ReturnLess(ScoreTerm.Baseline b)) -> less(b, taskParameterCount);
            case ScoreTerm.MeanOfFirstBatch(ScoreTerm.StandardizedReward()) -> new StandardizedReward();
        };
    }

    private static ScoreCoefficients less(ScoreTerm.Baseline baseline, int taskParameterCount) {
        return switch (baseline) {
            case NONE -> new NoBaseline();
            case LEAVE_ONE_OUT -> new LeaveOneOutBaseline();
            case TASK_REGRESSION -> new TaskRegressionBaseline(taskParameterCount);
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
