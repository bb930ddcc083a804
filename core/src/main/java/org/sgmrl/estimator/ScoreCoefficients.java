package org.sgmrl.estimator;

import org.sgmrl.argument.Arguments;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.method.ScoreTerm;

/// Computes the coefficients k of the score terms of a meta-batch: a task's share is base + k · score. Has
/// a memory only where the baseline in c (J̃ − b) is learned from earlier iterations.
///
/// For one of one's own [#coefficients] suffices. The estimate of ∇V stays without bias for k = c (J̃ − b), c the task's
/// [TaskStatistics#outerScale] and b a number that does not depend on the task's own data of this meta-batch, where
/// c = 1 (weights of [org.sgmrl.advantage.RewardToGo]). Used by one thread.
///
/// On other machines scores are summed where their tasks are with [SplitCoefficients] alone; for others every task's whole
/// share comes to the process that trains.
public interface ScoreCoefficients {
    /// Makes coefficients for a run.
    @FunctionalInterface
    interface Factory {
        /// Makes coefficients without memory yet.
        ///
        /// @param taskParameterCount numbers that describe a task
        /// @return new coefficients
        ScoreCoefficients create(int taskParameterCount);
    }

    /// Whether a score term's scores wait for one coefficient a task, which a coefficient of one's own can then be:
    /// they do not where there are none, nor where each group or decision has its own.
    ///
    /// @param term the score term
    /// @return whether they do
    static boolean apply(ScoreTerm term) {
        return switch (Arguments.given("term", term)) {
            case ScoreTerm.Sum(ScoreTerm.ReturnLess _), ScoreTerm.MeanOfFirstBatch _ -> true;
            case ScoreTerm.None(),
                    ScoreTerm.Sum(ScoreTerm.LeavingOut _),
                    ScoreTerm.Sum(ScoreTerm.LeavingOutLinear _),
                    ScoreTerm.Pairs _ -> false;
        };
    }

    /// Makes the coefficients of a score term.
    ///
    /// @param term the score term
    /// @param taskParameterCount numbers that describe a task
    /// @return coefficients without memory yet
    static SplitCoefficients of(ScoreTerm term, int taskParameterCount) {
        return switch (Arguments.given("term", term)) {
            case ScoreTerm.None() -> new FixedCoefficient(false);
            case ScoreTerm.Sum(ScoreTerm.ReturnLess(ScoreTerm.Baseline b)) -> less(b, taskParameterCount);
            // Each group's score has its own, or each decision's.
            case ScoreTerm.Sum(ScoreTerm.LeavingOut _),
                    ScoreTerm.Sum(ScoreTerm.LeavingOutLinear _),
                    ScoreTerm.Pairs _ -> new FixedCoefficient(true);
            case ScoreTerm.MeanOfFirstBatch(ScoreTerm.ReturnLess(ScoreTerm.Baseline b)) -> less(b, taskParameterCount);
            case ScoreTerm.MeanOfFirstBatch(ScoreTerm.StandardizedReward()) -> new StandardizedReward();
        };
    }

    private static SplitCoefficients less(ScoreTerm.Baseline baseline, int taskParameterCount) {
        return switch (baseline) {
            case NONE -> new NoBaseline();
            case LEAVE_ONE_OUT -> new LeaveOneOutBaseline();
            case TASK_REGRESSION -> new TaskRegressionBaseline(taskParameterCount);
        };
    }

    /// Makes the coefficients that a method trains with: those of its score term, and less where the term's noise is limited.
    ///
    /// @param method the method
    /// @param taskParameterCount numbers that describe a task
    /// @return coefficients without memory yet
    static SplitCoefficients ofTraining(MethodSettings method, int taskParameterCount) {
        SplitCoefficients whole = of(Arguments.given("method", method).scoreTerm(), taskParameterCount);
        return method.limitsNoise() ? new NoiseLimit(method.scoreTermNoise(), whole) : whole;
    }

    /// Computes the coefficients of a meta-batch; changes nothing.
    ///
    /// @param tasks what was seen of the tasks, in task order
    /// @param taskParameters the numbers that describe each task, `[tasks][taskParameterCount]`
    /// @param coefficients receives k_i, one for each task; overwritten
    void coefficients(TaskStatistics[] tasks, double[][] taskParameters, double[] coefficients);

    /// The factor λ of the next iteration's score term that keeps its noise within a limit: 1 where there is none.
    ///
    /// @return λ in [0, 1], which estimates are made with ([org.sgmrl.training.Iteration]); no part of the coefficients
    default double scoreTermFactor() {
        return 1;
    }

    /// Whether there is a memory.
    ///
    /// @return whether [#learn] changes later coefficients
    default boolean learns() {
        return false;
    }

    /// Learns from a meta-batch, for later iterations; does nothing without a memory.
    ///
    /// @param tasks what was seen of the tasks, in task order
    /// @param taskParameters the numbers that describe each task, `[tasks][taskParameterCount]`
    default void learn(TaskStatistics[] tasks, double[][] taskParameters) {}

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
