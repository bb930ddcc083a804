package example;

import org.sgmrl.estimator.ScoreCoefficients;
import org.sgmrl.estimator.TaskStatistics;

/// The mistake that is easily made: b is the mean of the same meta-batch, the task's own return included. It takes a
/// part of the score term away, and the certificate finds it.
final class OwnMean implements ScoreCoefficients {
    @Override
    public void coefficients(TaskStatistics[] tasks, double[][] taskParameters, double[] coefficients) {
        double mean = 0;
        for (TaskStatistics task : tasks) {
            mean += task.outerReturn() / tasks.length;
        }
        for (int i = 0; i < tasks.length; i++) {
            coefficients[i] = tasks[i].outerScale() * (tasks[i].outerReturn() - mean);
        }
    }
}
