package org.sgmrl.planar;

import java.util.List;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// Random states and controls by class.
final class States {
    enum Kind {
        /// No limit violated, nothing in the ground, nor do the robot's parts touch.
        FREE,
        /// Joints beyond their limits, feet and body in the ground and in one another; the swimmer's joints alone.
        TOUCHING,
        /// Deep in the ground with great velocities; joints far beyond.
        DEEP
    }

    /// Names of the model files.
    static final List<String> ROBOTS = List.of("half_cheetah", "swimmer", "hopper", "walker2d");

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
        do {
            draw(kind);
        } while (kind == Kind.FREE && (crosses() || gap() < 0.01));
    }

    /// Whether axes of two capsules that can touch one another cross.
    boolean crosses() {
        for (int i = 0; i < model.pairUpper.length; i++) {
            double[][] one = ends(model.pairUpper[i]);
            double[][] other = ends(model.pairLower[i]);
            if (side(one, other[0]) * side(one, other[1]) < 0 && side(other, one[0]) * side(other, one[1]) < 0) {
                return true;
            }
        }
        return false;
    }

    /// How far apart the surfaces of capsules are that can touch one another: the least such distance, m, where axes do
    /// not cross.
    double gap() {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < model.pairUpper.length; i++) {
            int upper = model.pairUpper[i];
            int lower = model.pairLower[i];
            double[][] one = ends(upper);
            double[][] other = ends(lower);
            double nearest = Math.min(
                    Math.min(distance(one, other[0]), distance(one, other[1])),
                    Math.min(distance(other, one[0]), distance(other, one[1])));
            least = Math.min(least, nearest - model.geomRadius[upper] - model.geomRadius[lower]);
        }
        return least;
    }

    /// Ends of a capsule's axis, from the root's hinge.
    private double[][] ends(int geom) {
        double[][] ends = new double[2][];
        for (int side = 0; side < 2; side++) {
            double half = (2 * side - 1) * model.geomHalf[geom];
            double u = model.geomU[geom] + half * model.geomAxisU[geom];
            double w = model.geomW[geom] + half * model.geomAxisW[geom];
            for (int b = model.geomBody[geom]; b >= 0; b = model.parent[b]) {
                double angle = model.direction[b + 2] * qpos[model.external[b + 2]];
                double turned = Math.cos(angle) * u - Math.sin(angle) * w;
                w = Math.sin(angle) * u + Math.cos(angle) * w;
                u = turned;
                if (b > 0) {
                    u += model.anchorU[b];
                    w += model.anchorW[b];
                }
            }
            ends[side] = new double[] {u, w};
        }
        return ends;
    }

    /// Twice the area of the triangle of a segment and a point, with the sign of the side on which the point lies.
    private static double side(double[][] segment, double[] point) {
        return (segment[1][0] - segment[0][0]) * (point[1] - segment[0][1])
                - (segment[1][1] - segment[0][1]) * (point[0] - segment[0][0]);
    }

    private static double distance(double[][] segment, double[] point) {
        double du = segment[1][0] - segment[0][0];
        double dw = segment[1][1] - segment[0][1];
        double share = ((point[0] - segment[0][0]) * du + (point[1] - segment[0][1]) * dw) / (du * du + dw * dw);
        double t = Math.clamp(share, 0, 1);
        return Math.hypot(segment[0][0] + t * du - point[0], segment[0][1] + t * dw - point[1]);
    }

    private void draw(Kind kind) {
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
            qpos[model.external[b + 2]] = model.direction[b + 2] * (middle + beyond * half * random.nextDouble(-1, 1));
        }
        if (model.upright) {
            // qpos[1] is the height, here above that at rest.
            qpos[1] = kind == Kind.FREE
                    ? 2 + random.nextDouble()
                    : kind == Kind.TOUCHING ? -0.1 - 0.3 * random.nextDouble() : -0.5 - 0.5 * random.nextDouble();
            if (kind == Kind.TOUCHING) {
                qpos[2] *= 0.3;
            }
            qpos[1] += model.initial[1];
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
