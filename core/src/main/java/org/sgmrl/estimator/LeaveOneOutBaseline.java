package org.sgmrl.estimator;

/// b = mean of the other tasks' returns; 0 for a single task. With S = Σ J̃ over all B tasks
///
///     c_i (J̃_i − (S − J̃_i)/(B − 1)) = B/(B − 1) · c_i J̃_i − S/(B − 1) · c_i
final class LeaveOneOutBaseline implements SplitCoefficients {
    private static final TaskWeights WEIGHTS = new TaskWeights.ReturnAndScale();

    @Override
    public TaskWeights weights(double[][] taskParameters) {
        return WEIGHTS;
    }

    @Override
    public void factors(TaskStatistics[] tasks, double[] factors) {
        if (tasks.length == 1) {
            SplitCoefficients.super.factors(tasks, factors);
            return;
        }
        double sum = 0;
        for (TaskStatistics task : tasks) {
            sum += task.outerReturn;
        }
        double others = tasks.length - 1;
        factors[0] = tasks.length / others;
        factors[1] = -sum / others;
    }
}
