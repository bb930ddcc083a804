package org.sgmrl.training;

import org.sgmrl.argument.Arguments;

/// The state of a training run between two iterations: all that is needed to go on to the same bits. Owns
/// its arrays.
public final class TrainingSnapshot {
    private final int iteration;
    private final long envSteps;
    private final long skippedUpdates;
    private final double[] theta;
    private final double[] optimizer;
    private final double[] baseline;

    /// A snapshot of a run that has left out no update.
    ///
    /// @param iteration iterations done
    /// @param envSteps environment steps taken
    /// @param theta parameters; copied
    /// @param optimizer the optimiser's memory; copied
    /// @param baseline the baseline's memory; copied
    public TrainingSnapshot(int iteration, long envSteps, double[] theta, double[] optimizer, double[] baseline) {
        this(iteration, envSteps, 0, theta, optimizer, baseline);
    }

    /// A snapshot of given values.
    ///
    /// @param iteration iterations done
    /// @param envSteps environment steps taken
    /// @param skippedUpdates updates left out
    /// @param theta parameters; copied
    /// @param optimizer the optimiser's memory; copied
    /// @param baseline the baseline's memory; copied
    public TrainingSnapshot(
            int iteration, long envSteps, long skippedUpdates, double[] theta, double[] optimizer, double[] baseline) {
        this.iteration = iteration;
        this.envSteps = envSteps;
        this.skippedUpdates = skippedUpdates;
        this.theta = Arguments.given("theta", theta).clone();
        this.optimizer = Arguments.given("optimizer", optimizer).clone();
        this.baseline = Arguments.given("baseline", baseline).clone();
    }

    /// Iterations done.
    ///
    /// @return the number
    public int iteration() {
        return iteration;
    }

    /// Environment steps taken.
    ///
    /// @return the number
    public long envSteps() {
        return envSteps;
    }

    /// Updates left out because they were not finite.
    ///
    /// @return the number
    public long skippedUpdates() {
        return skippedUpdates;
    }

    /// Parameters.
    ///
    /// @return a copy
    public double[] theta() {
        return theta.clone();
    }

    /// The optimiser's memory.
    ///
    /// @return a copy
    public double[] optimizer() {
        return optimizer.clone();
    }

    /// The score baseline's memory.
    ///
    /// @return a copy
    public double[] baseline() {
        return baseline.clone();
    }
}
