package example;

import org.sgmrl.estimator.ScoreCoefficients;
import org.sgmrl.estimator.TaskStatistics;

/// k_i = c_i (J̃_i − b), b the exponential mean of the returns of earlier meta-batches: it knows nothing of the data that
/// it is subtracted from, so the estimate keeps its expectation.
final class RunningMean implements ScoreCoefficients {
    private static final double KEEP = 0.9;

    private double mean;

    @Override
    public void coefficients(TaskStatistics[] tasks, double[][] taskParameters, double[] coefficients) {
        for (int i = 0; i < tasks.length; i++) {
            coefficients[i] = tasks[i].outerScale() * (tasks[i].outerReturn() - mean);
        }
    }

    @Override
    public boolean learns() {
        return true;
    }

    @Override
    public void learn(TaskStatistics[] tasks, double[][] taskParameters) {
        double now = 0;
        for (TaskStatistics task : tasks) {
            now += task.outerReturn() / tasks.length;
        }
        mean = KEEP * mean + (1 - KEEP) * now;
    }

    @Override
    public double[] state() {
        return new double[] {mean};
    }

    @Override
    public void restore(double[] state) {
        if (state.length != 1) {
            throw new IllegalArgumentException("state.length = " + state.length + " must be 1");
        }
        mean = state[0];
    }
}
