package org.sgmrl.estimator;

/// b = mean of the other tasks' returns; 0 for a single task.
final class LeaveOneOutBaseline implements ScoreCoefficients {
    @Override
    public void coefficients(TaskGradient[] tasks, double[][] taskParameters, double[] coefficients) {
        double sum = 0;
        for (TaskGradient task : tasks) {
            sum += task.outerReturn;
        }
        for (int i = 0; i < tasks.length; i++) {
            double others = tasks.length == 1 ? 0 : (sum - tasks[i].outerReturn) / (tasks.length - 1);
            coefficients[i] = tasks[i].outerScale * (tasks[i].outerReturn - others);
        }
    }
}
