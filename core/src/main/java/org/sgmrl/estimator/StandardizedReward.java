package org.sgmrl.estimator;

/// The coefficient of E-MAML as published: (mean outer reward of the task − mean) / std over all outer
/// rewards of the meta-batch.
final class StandardizedReward implements ScoreBaseline {
    @Override
    public void coefficients(TaskGradient[] tasks, double[][] taskParameters, double[] coefficients) {
        double sum = 0;
        double squares = 0;
        long count = 0;
        for (TaskGradient task : tasks) {
            sum += task.outerRewardSum;
            squares += task.outerRewardSquares;
            count += task.outerSteps;
        }
        double mean = sum / count;
        double std = Math.sqrt(Math.max(0, squares / count - mean * mean));
        for (int i = 0; i < tasks.length; i++) {
            coefficients[i] = (tasks[i].outerRewardSum / tasks[i].outerSteps - mean) / (std + 1e-8);
        }
    }
}
