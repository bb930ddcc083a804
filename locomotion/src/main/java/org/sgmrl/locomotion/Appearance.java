package org.sgmrl.locomotion;

import java.util.Locale;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.VisibleEnvironment.Scenery;
import org.sgmrl.environment.VisibleEnvironment.Shape;
import org.sgmrl.environment.VisibleEnvironment.Stage;
import org.sgmrl.environment.VisibleEnvironment.View;
import org.sgmrl.environment.robot.Direction;
import org.sgmrl.environment.robot.Physique;
import org.sgmrl.environment.robot.Velocity;
import org.sgmrl.mujoco.DataField;
import org.sgmrl.mujoco.ModelField;
import org.sgmrl.mujoco.MujocoModel;
import org.sgmrl.mujoco.MujocoSimulation;

/// What there is to see of a robot: its geoms, where the simulation has them. The view follows from
/// the ways the root can move.
final class Appearance {
    private static final int PLANE = 0;
    private static final int ROOT = 1;
    private static final int SLIDE = 2;
    private static final double GOAL_BREADTH = 7.5;
    private static final double BREADTH_OF_REACH = 3.4;

    private final double stepSeconds;
    private final View view;
    private final int[] geomTypes;
    private final double[] geomSizes;
    private final double[] geomColours;
    private final double ground;
    private final double restHeight;
    private final double breadth;
    private final double[] position = new double[3];
    private final double[] rotation = new double[9];
    private final double[] size = new double[3];

    Appearance(MujocoModel model, double stepSeconds) {
        this.stepSeconds = stepSeconds;
        view = view(model);
        geomTypes = model.ints(ModelField.GEOM_TYPE);
        geomSizes = model.doubles(ModelField.GEOM_SIZE);
        geomColours = model.doubles(ModelField.GEOM_RGBA);
        try (MujocoSimulation rest = new MujocoSimulation(model)) {
            double height = Double.NaN;
            double reach = 0;
            for (int g = 0; g < geomTypes.length; g++) {
                if (geomTypes[g] == PLANE) {
                    height = rest.get(DataField.GEOM_XPOS, 3 * g + 2);
                } else {
                    reach = Math.max(reach, distanceFromRoot(rest, g) + geomSizes[3 * g] + geomSizes[3 * g + 1]);
                }
            }
            ground = height;
            restHeight = rest.get(DataField.XPOS, 3 * ROOT + 2);
            breadth = BREADTH_OF_REACH * reach;
        }
    }

    /// A free root is seen obliquely, one that slides along y from above, others from the side.
    private static View view(MujocoModel model) {
        int[] types = model.ints(ModelField.JNT_TYPE);
        double[] axes = model.doubles(ModelField.JNT_AXIS);
        if (types[0] != SLIDE) {
            return View.OBLIQUE;
        }
        for (int j = 0; j < types.length; j++) {
            if (types[j] == SLIDE && axes[3 * j + 1] != 0) {
                return View.ABOVE;
            }
        }
        return View.SIDE;
    }

    private static double distanceFromRoot(MujocoSimulation rest, int geom) {
        double squares = 0;
        for (int c = 0; c < 3; c++) {
            double d = rest.get(DataField.GEOM_XPOS, 3 * geom + c) - rest.get(DataField.XPOS, 3 * ROOT + c);
            squares += d * d;
        }
        return Math.sqrt(squares);
    }

    /// Height of the root at rest.
    double restHeight() {
        return restHeight;
    }

    Scenery scenery(Object task) {
        boolean fixed = task instanceof Goal;
        return new Scenery(view, fixed ? GOAL_BREADTH : breadth, fixed, ground, stepSeconds, "m", words(task));
    }

    /// A task in words.
    private static String words(Object task) {
        return switch (task) {
            case Direction direction -> direction.sign() > 0 ? "forwards" : "backwards";
            case Velocity velocity -> String.format(Locale.ROOT, "velocity %.2f m/s", velocity.metresPerSecond());
            case Heading heading ->
                String.format(
                        Locale.ROOT, "direction %.0f°", Math.toDegrees(StrictMath.atan2(heading.y(), heading.x())));
            case Goal goal -> String.format(Locale.ROOT, "goal (%.1f, %.1f) m", goal.x(), goal.y());
            case Physique physique -> physique.exponents().length + " unknown physical parameters";
            default -> String.valueOf(task);
        };
    }

    /// How far from the goal, or how fast: along x, or in the direction of the task.
    String progress(Object task, double[] earlier, double[] now, int steps) {
        double seconds = steps * stepSeconds;
        double dx = (now[0] - earlier[0]) / seconds;
        double dy = (now[1] - earlier[1]) / seconds;
        return switch (task) {
            case Goal goal -> {
                double x = goal.x() - now[0];
                double y = goal.y() - now[1];
                yield String.format(Locale.ROOT, "distance %.1f m", Math.sqrt(x * x + y * y));
            }
            case Heading heading ->
                String.format(Locale.ROOT, "%.2f m/s in this direction", heading.x() * dx + heading.y() * dy);
            default -> String.format(Locale.ROOT, "velocity %.2f m/s", dx);
        };
    }

    /// Tells where everything is. The simulation's computed positions must be those of its state.
    void show(Object task, MujocoSimulation simulation, Stage stage) {
        switch (task) {
            case Goal goal -> stage.goal(goal.x(), goal.y());
            case Direction direction -> stage.direction(direction.sign(), 0);
            case Heading heading -> stage.direction(heading.x(), heading.y());
            default -> {
                // Nothing to see of a velocity or of physical parameters.
            }
        }
        // The root's frame may lie outside the body: the swimmer's does where it bends.
        simulation.copy(DataField.SUBTREE_COM, 3 * ROOT, 3, position, 0);
        // A camera that bobbed with the robot would hide that it does.
        stage.focus(position[0], position[1], restHeight);
        int first = -1;
        for (int g = 0; g < geomTypes.length; g++) {
            if (geomTypes[g] == PLANE) {
                continue;
            }
            if (first < 0) {
                first = g;
            }
            simulation.copy(DataField.GEOM_XPOS, 3 * g, 3, position, 0);
            simulation.copy(DataField.GEOM_XMAT, 9 * g, 9, rotation, 0);
            System.arraycopy(geomSizes, 3 * g, size, 0, 3);
            stage.part(shape(geomTypes[g]), size, position, rotation, sameColour(g, first) ? 0 : 1);
        }
    }

    private boolean sameColour(int g, int other) {
        for (int c = 0; c < 4; c++) {
            if (geomColours[4 * g + c] != geomColours[4 * other + c]) {
                return false;
            }
        }
        return true;
    }

    private static Shape shape(int type) {
        return switch (type) {
            case 2 -> Shape.SPHERE;
            case 3 -> Shape.CAPSULE;
            case 4 -> Shape.ELLIPSOID;
            case 5 -> Shape.CYLINDER;
            case 6 -> Shape.BOX;
            default -> throw new IllegalArgumentException("geoms of type " + type + " cannot be drawn");
        };
    }
}
