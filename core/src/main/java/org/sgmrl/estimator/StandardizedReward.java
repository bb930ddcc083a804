package org.sgmrl.estimator;

/// The coefficient of E-MAML as published: (mean outer reward of the task − mean) / std over all outer
/// rewards of the meta-batch.
final class StandardizedReward implements ScoreCoefficients {
    @Override
    public void coefficients(TaskGradient[] tasks, double[][] taskParameters, double[] coefficients) {
        double sum = 0;
        long count = 0;
        for (TaskGradient task : tasks) {
            sum += task.outerRewardMean * task.outerSteps;
            count += task.outerSteps;
        }
        double mean = sum / count;
        // Deviations within tasks, then between them: a difference of large squares would cancel.
        double spread = 0;
        for (TaskGradient task : tasks) {
            double between = task.outerRewardMean - mean;
            spread += task.outerRewardSpread + task.outerSteps * between * between;
        }
        double std = Math.sqrt(spread / count);
        for (int i = 0; i < tasks.length; i++) {
            coefficients[i] = (tasks[i].outerRewardMean - mean) / (std + 1e-8);
        }
    }
}
