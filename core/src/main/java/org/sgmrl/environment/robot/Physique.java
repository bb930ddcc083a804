package org.sgmrl.environment.robot;

import java.util.Arrays;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.random.RandomStream;

/// A task: the same robot with other physical parameters. Each mass, moment of inertia, joint damping and
/// friction coefficient is that of the robot times 1.5^u with a u of its own. Source: Rakelly et al. (2019), with 1.5 as
/// the base throughout.
public final class Physique {
    private final double[] exponents;

    private Physique(double[] exponents) {
        this.exponents = exponents;
    }

    /// The exponents u: of the bodies' masses, of their principal moments of inertia (3 a body), of the
    /// joints' damping, of the geoms' friction (sliding, torsional, rolling a geom), in the model's order.
    ///
    /// @return a copy
    public double[] exponents() {
        return exponents.clone();
    }

    /// By what a parameter is multiplied.
    ///
    /// @param i its index, in the order of [#exponents]
    /// @return 1.5^u, the same bits on every machine
    public double factor(int i) {
        return StrictMath.pow(1.5, exponents[i]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Physique physique && Arrays.equals(exponents, physique.exponents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(exponents);
    }

    @Override
    public String toString() {
        return "Physique" + Arrays.toString(exponents);
    }

    /// Independent exponents, uniform in [−limit, limit].
    ///
    /// @param count how many parameters vary
    /// @param limit largest exponent
    public record Tasks(int count, double limit) implements TaskDistribution<Physique> {
        /// Refuses what is no distribution.
        public Tasks {
            Arguments.positive("count", count);
            Arguments.require(
                    limit >= 0 && limit < Double.POSITIVE_INFINITY, "limit", limit, "be finite and at least 0");
        }

        /// The tasks of a robot: of its parameters those vary that are not zero, which no factor changes.
        ///
        /// @param bodies bodies that move, each with a mass and three principal moments of inertia
        /// @param dampedJoints joints with damping
        /// @param geoms geoms, the ground included, each with three friction coefficients
        /// @param limit largest exponent
        /// @return the tasks
        public static Tasks of(int bodies, int dampedJoints, int geoms, double limit) {
            return new Tasks(4 * bodies + dampedJoints + 3 * geoms, limit);
        }

        @Override
        public Physique sample(RandomStream random) {
            double[] exponents = new double[count];
            for (int i = 0; i < count; i++) {
                exponents[i] = random.nextDouble(-limit, limit);
            }
            return new Physique(exponents);
        }

        @Override
        public String label() {
            return "exponents";
        }

        @Override
        public int parameterCount() {
            return count;
        }

        @Override
        public void parameters(Physique task, double[] out) {
            System.arraycopy(task.exponents, 0, out, 0, count);
        }

        @Override
        public Physique task(double[] numbers) {
            TaskDistribution.require(numbers, count);
            for (double number : numbers) {
                if (Math.abs(number) > limit) {
                    throw new IllegalArgumentException("must be in [-" + limit + ", " + limit + "], not " + number);
                }
            }
            return new Physique(numbers.clone());
        }
    }
}
