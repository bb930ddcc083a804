package org.sgmrl.estimator;

import org.sgmrl.argument.Arguments;

/// The meta-gradient: the mean of the tasks' shares, summed as a [SumTree] says, so that its bits do not depend on who
/// computed them when.
public final class MetaGradient {
    private static final double[] ONE_SUM = {1, 0};

    private MetaGradient() {}

    /// Averages shares with coefficients.
    ///
    /// @param tasks the estimates, in task order
    /// @param coefficients k_i of each task's score term
    /// @param gradient receives the meta-gradient, `[parameterCount]`; overwritten
    /// @param scoreTerm receives the score term's part of it, `[parameterCount]`; overwritten
    public static void mean(TaskGradient[] tasks, double[] coefficients, double[] gradient, double[] scoreTerm) {
        Arguments.given("tasks", tasks);
        Arguments.given("gradient", gradient);
        int length = Arguments.given("coefficients", coefficients).length;
        Arguments.require(length == tasks.length, "coefficients.length", length, "be " + tasks.length);
        SumTree tree = new SumTree(tasks.length, gradient.length);
        sum(tasks, new TaskWeights.Given(coefficients), tree);
        tree.mean(ONE_SUM, gradient, scoreTerm);
    }

    /// Averages shares with the coefficients that belong to them.
    ///
    /// @param tasks the estimates, in task order
    /// @param taskParameters the numbers that describe each task, `[tasks][taskParameterCount]`
    /// @param coefficients computes k
    /// @param tree to sum in, of as many tasks; overwritten
    /// @param gradient receives the meta-gradient, `[parameterCount]`; overwritten
    /// @param scoreTerm receives the score term's part of it, `[parameterCount]`; overwritten
    public static void mean(
            TaskGradient[] tasks,
            double[][] taskParameters,
            ScoreCoefficients coefficients,
            SumTree tree,
            double[] gradient,
            double[] scoreTerm) {
        Arguments.given("tasks", tasks);
        Arguments.given("taskParameters", taskParameters);
        Arguments.given("tree", tree);
        switch (Arguments.given("coefficients", coefficients)) {
            case SplitCoefficients split -> {
                double[] factors = new double[2];
                split.factors(tasks, factors);
                sum(tasks, split.weights(taskParameters), tree);
                tree.mean(factors, gradient, scoreTerm);
            }
            default -> {
                double[] k = new double[tasks.length];
                coefficients.coefficients(tasks, taskParameters, k);
                sum(tasks, new TaskWeights.Given(k), tree);
                tree.mean(ONE_SUM, gradient, scoreTerm);
            }
        }
    }

    private static void sum(TaskGradient[] tasks, TaskWeights weights, SumTree tree) {
        tree.begin(weights);
        for (int i = 0; i < tasks.length; i++) {
            tree.add(i, tasks[i]);
        }
    }
}
