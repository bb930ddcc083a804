package org.sgmrl.planar;

import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// Random states and controls by class.
final class States {
    enum Kind {
        /// No limit violated, nothing in the ground; of the half-cheetah and the swimmer.
        FREE,
        /// Joints beyond their limits, the half-cheetah's feet and body in the ground.
        TOUCHING,
        /// The half-cheetah deep in the ground with great velocities; the swimmer's joints far beyond.
        DEEP
    }

    final double[] qpos;
    final double[] qvel;
    final double[] control;
    private final PlanarModel model;
    private final RandomStream random;

    States(PlanarModel model, int seed) {
        this.model = model;
        qpos = new double[model.dofs()];
        qvel = new double[model.dofs()];
        control = new double[model.actuators()];
        random = stream(seed);
    }

    static RandomStream stream(int seed) {
        return RandomStream.of(seed, StreamDomain.DEMONSTRATION, 0, 0, 0, 0, StreamPurpose.ENVIRONMENT);
    }

    static PlanarModel model(String robot) {
        return PlanarModel.load(robot);
    }

    /// Draws the next state.
    void next(Kind kind) {
        for (int i = 0; i < 3; i++) {
            qpos[i] = random.nextGaussian();
        }
        double violent = kind == Kind.DEEP ? 3 : 1;
        for (int i = 0; i < qvel.length; i++) {
            qvel[i] = violent * (i < 3 ? 2 : 5) * random.nextGaussian();
        }
        for (int b = 1; b < model.bodies; b++) {
            double middle = 0.5 * (model.low[b] + model.high[b]);
            double half = 0.5 * (model.high[b] - model.low[b]);
            double beyond = kind == Kind.FREE ? 0.99 : kind == Kind.TOUCHING ? 1.15 : 1.5;
            qpos[model.external[b + 2]] = middle + beyond * half * random.nextDouble(-1, 1);
        }
        if (model.upright) {
            // qpos[1] is the height above that at rest.
            qpos[1] = kind == Kind.FREE
                    ? 2 + random.nextDouble()
                    : kind == Kind.TOUCHING ? -0.1 - 0.3 * random.nextDouble() : -0.5 - 0.5 * random.nextDouble();
            if (kind == Kind.TOUCHING) {
                qpos[2] *= 0.3;
            }
        }
        for (int i = 0; i < control.length; i++) {
            // Some beyond the range.
            control[i] = random.nextDouble(-1.2, 1.2);
        }
    }

    /// Puts a robot into the state.
    void place(PlanarState state, int robot) {
        state.place(robot, qpos, qvel);
        for (int i = 0; i < control.length; i++) {
            state.control(robot, i, control[i]);
        }
    }

    /// Largest difference, relative to the largest number.
    static double difference(double[] expected, double[] actual) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        return difference / largest;
    }
}
