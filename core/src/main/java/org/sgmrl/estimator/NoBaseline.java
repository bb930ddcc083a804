package org.sgmrl.estimator;

/// b = 0.
final class NoBaseline implements ScoreCoefficients {
    @Override
    public void coefficients(TaskGradient[] tasks, double[][] taskParameters, double[] coefficients) {
        for (int i = 0; i < tasks.length; i++) {
            coefficients[i] = tasks[i].outerScale * tasks[i].outerReturn;
        }
    }
}
