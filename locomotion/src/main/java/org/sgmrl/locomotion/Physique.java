package org.sgmrl.locomotion;

import java.util.Arrays;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.random.RandomStream;

/// A task: the same robot with other physical parameters. Each mass, moment of inertia, joint damping and
/// friction coefficient is that of the robot times 1.5^u with a u of its own.
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

    /// The factor of parameter `i`.
    double factor(int i) {
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
    record Tasks(int count, double limit) implements TaskDistribution<Physique> {
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
