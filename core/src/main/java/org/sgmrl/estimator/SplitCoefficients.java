package org.sgmrl.estimator;

/// Coefficients in two parts, k_i = f p_i + g q_i: p and q are known where a task is computed, f and g when all tasks are.
/// Score terms are then summed wherever tasks are computed, with a sum for p and, where there is a q, another for that.
public interface SplitCoefficients extends ScoreCoefficients {
    /// What p and q are in the next iteration; changes nothing.
    ///
    /// @param taskParameters the numbers that describe each task, `[tasks][taskParameterCount]`
    /// @return how each task finds its own
    TaskWeights weights(double[][] taskParameters);

    /// Computes f and g, which are 1 and 0 unless this is overridden; changes nothing.
    ///
    /// @param tasks what was seen of the tasks, in task order
    /// @param factors receives f and g, `[2]`; overwritten
    default void factors(TaskStatistics[] tasks, double[] factors) {
        factors[0] = 1;
        factors[1] = 0;
    }

    @Override
    default void coefficients(TaskStatistics[] tasks, double[][] taskParameters, double[] coefficients) {
        TaskWeights weights = weights(taskParameters);
        double[] factors = new double[2];
        factors(tasks, factors);
        for (int i = 0; i < tasks.length; i++) {
            double first = factors[0] * weights.first(tasks[i], i);
            coefficients[i] = weights.sums() < 2 ? first : first + factors[1] * weights.second(tasks[i], i);
        }
    }
}
