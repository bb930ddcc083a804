package org.sgmrl.environment.robot;

import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.random.RandomStream;

/// A task: run forwards or backwards along x.
///
/// @param sign 1 forwards, −1 backwards
public record Direction(double sign) {
    /// Each direction with probability ½.
    public enum Tasks implements TaskDistribution<Direction> {
        /// The distribution.
        INSTANCE;

        @Override
        public Direction sample(RandomStream random) {
            return new Direction(random.nextInt(2) == 0 ? -1 : 1);
        }

        @Override
        public String label() {
            return "direction";
        }

        @Override
        public int parameterCount() {
            return 1;
        }

        @Override
        public void parameters(Direction task, double[] out) {
            out[0] = task.sign();
        }

        @Override
        public Direction task(double[] numbers) {
            TaskDistribution.require(numbers, 1);
            if (Math.abs(numbers[0]) != 1) {
                throw new IllegalArgumentException("must be 1 or -1, not " + numbers[0]);
            }
            return new Direction(numbers[0]);
        }
    }
}
