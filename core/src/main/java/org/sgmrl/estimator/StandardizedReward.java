package org.sgmrl.estimator;

/// The coefficient of E-MAML as published: (mean outer reward of the task − mean) / std over all outer
/// rewards of the meta-batch.
final class StandardizedReward implements SplitCoefficients {
    private static final TaskWeights WEIGHTS = new TaskWeights.RewardAndOne();

    @Override
    public TaskWeights weights(double[][] taskParameters) {
        return WEIGHTS;
    }

    @Override
    public void factors(TaskStatistics[] tasks, double[] factors) {
        double sum = 0;
        long count = 0;
        for (TaskStatistics task : tasks) {
            sum += task.outerRewardMean * task.outerSteps;
            count += task.outerSteps;
        }
        double mean = sum / count;
        // Deviations within tasks, then between them: a difference of large squares would cancel.
        double spread = 0;
        for (TaskStatistics task : tasks) {
            double between = task.outerRewardMean - mean;
            spread += task.outerRewardSpread + task.outerSteps * between * between;
        }
        factors[0] = 1 / (Math.sqrt(spread / count) + 1e-8);
        factors[1] = -mean * factors[0];
    }
}
