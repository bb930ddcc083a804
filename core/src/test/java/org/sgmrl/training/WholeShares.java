package org.sgmrl.training;

import java.util.List;
import org.sgmrl.estimator.TaskGradient;

/// An engine that does not sum: the trainer gets every task's share.
record WholeShares<T>(LocalEngine<T> inner) implements TaskEngine<T> {
    @Override
    public TrainingSettings settings() {
        return inner.settings();
    }

    @Override
    public void estimate(double[] theta, Iteration iteration, List<T> tasks, TaskGradient[] out) {
        inner.estimate(theta, iteration, tasks, out);
    }

    @Override
    public boolean estimatesAgain() {
        return true;
    }

    @Override
    public void estimateAgain(
            double[] theta, double[] behaviour, Iteration iteration, List<T> tasks, TaskGradient[] out) {
        inner.estimateAgain(theta, behaviour, iteration, tasks, out);
    }

    @Override
    public void close() {
        inner.close();
    }
}
