package org.sgmrl.estimator;

import java.util.Arrays;

/// A number that is known before anything is sampled: 0 where there are no scores, 1 where they have got their
/// coefficients on the way.
///
/// @param value k
record FixedCoefficient(double value) implements ScoreCoefficients {
    @Override
    public void coefficients(TaskGradient[] tasks, double[][] taskParameters, double[] coefficients) {
        Arrays.fill(coefficients, 0, tasks.length, value);
    }

    @Override
    public void restore(double[] state) {
        // Without scores, earlier versions kept the memory of a baseline that nothing used.
        if (value != 0) {
            ScoreCoefficients.super.restore(state);
        }
    }
}
