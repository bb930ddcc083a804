package org.sgmrl.estimator;

import java.util.Arrays;
import org.sgmrl.argument.Arguments;

/// The meta-gradient: the mean of the tasks' shares, always summed in task order so that its bits do not
/// depend on who computed them when.
public final class MetaGradient {
    private MetaGradient() {}

    /// Averages shares.
    ///
    /// @param tasks the estimates, in task order
    /// @param coefficients k_i of each task's score term
    /// @param gradient receives the meta-gradient, `[parameterCount]`; overwritten
    /// @param scoreTerm receives the score term's part of it, `[parameterCount]`; overwritten
    public static void mean(TaskGradient[] tasks, double[] coefficients, double[] gradient, double[] scoreTerm) {
        Arguments.given("tasks", tasks);
        Arguments.given("gradient", gradient);
        length("coefficients", coefficients, tasks.length);
        length("scoreTerm", scoreTerm, gradient.length);
        Arrays.fill(gradient, 0);
        Arrays.fill(scoreTerm, 0);
        for (int i = 0; i < tasks.length; i++) {
            double[] base = tasks[i].base;
            double[] score = tasks[i].score;
            double k = coefficients[i];
            for (int j = 0; j < gradient.length; j++) {
                gradient[j] += base[j];
                scoreTerm[j] += k * score[j];
            }
        }
        for (int j = 0; j < gradient.length; j++) {
            scoreTerm[j] /= tasks.length;
            gradient[j] = gradient[j] / tasks.length + scoreTerm[j];
        }
    }

    private static void length(String name, double[] values, int required) {
        int length = Arguments.given(name, values).length;
        Arguments.require(length == required, name + ".length", length, "be " + required);
    }
}
