package org.sgmrl.locomotion;

import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.random.RandomStream;

/// A task: walk in a direction of the plane.
///
/// @param x first coordinate of a unit vector
/// @param y second coordinate
public record Heading(double x, double y) {
    /// Uniform on the unit circle.
    enum Tasks implements TaskDistribution<Heading> {
        INSTANCE;

        private static final double TOLERANCE = 1e-6;

        @Override
        public Heading sample(RandomStream random) {
            double angle = random.nextDouble(0, 2 * Math.PI);
            return new Heading(StrictMath.cos(angle), StrictMath.sin(angle));
        }

        @Override
        public String label() {
            return "direction";
        }

        @Override
        public int parameterCount() {
            return 2;
        }

        @Override
        public void parameters(Heading task, double[] out) {
            out[0] = task.x();
            out[1] = task.y();
        }

        @Override
        public Heading task(double[] numbers) {
            TaskDistribution.require(numbers, 2);
            double length = Math.sqrt(numbers[0] * numbers[0] + numbers[1] * numbers[1]);
            if (!(Math.abs(length - 1) <= TOLERANCE)) {
                throw new IllegalArgumentException("must be a unit vector [cos, sin]; its length is " + length);
            }
            return new Heading(numbers[0], numbers[1]);
        }
    }
}
