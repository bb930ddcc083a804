package org.sgmrl.environment.robot;

import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.random.RandomStream;

/// A task: move along x at a velocity.
///
/// @param metresPerSecond the velocity
public record Velocity(double metresPerSecond) {
    /// Uniform between two velocities.
    ///
    /// @param low m/s
    /// @param high m/s
    public record Tasks(double low, double high) implements TaskDistribution<Velocity> {
        @Override
        public Velocity sample(RandomStream random) {
            return new Velocity(random.nextDouble(low, high));
        }

        @Override
        public String label() {
            return "velocity";
        }

        @Override
        public int parameterCount() {
            return 1;
        }

        @Override
        public void parameters(Velocity task, double[] out) {
            out[0] = task.metresPerSecond();
        }

        @Override
        public Velocity task(double[] numbers) {
            TaskDistribution.require(numbers, 1);
            return new Velocity(numbers[0]);
        }
    }
}
