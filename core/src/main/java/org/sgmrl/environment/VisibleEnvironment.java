package org.sgmrl.environment;

import org.sgmrl.argument.Arguments;

/// An environment that pictures can be drawn of: it says what there is to see, not how to draw it.
/// Coordinates are right-handed with z up, in the environment's unit of length.
///
/// @param <T> type of the task
public interface VisibleEnvironment<T> extends StatefulEnvironment<T> {
    /// Where the camera stands. Pictures are parallel projections: nothing gets smaller with distance.
    enum View {
        /// Beside the x-z plane: x to the right, z up.
        SIDE,
        /// Above the x-y plane: x to the right, y up.
        ABOVE,
        /// Obliquely above: x to the right and a little away, z up.
        OBLIQUE
    }

    /// Convex bodies; their own z axis is that of rotational symmetry.
    enum Shape {
        /// Size: radius.
        SPHERE,
        /// A cylinder with a hemisphere at both ends. Size: radius, half the distance of the
        /// hemispheres' centres.
        CAPSULE,
        /// Size: half axes along x, y, z.
        ELLIPSOID,
        /// Size: radius, half the height.
        CYLINDER,
        /// Size: half edges along x, y, z.
        BOX
    }

    /// What does not move during an episode.
    ///
    /// @param view where the camera stands
    /// @param breadth length that a picture is wide
    /// @param fixed whether the camera looks at the origin all the time, so that whole paths
    ///     can be seen; otherwise
    ///     it follows the robot
    /// @param ground height of the ground; NaN for none
    /// @param stepSeconds duration of a step in seconds; NaN where steps have no duration
    /// @param unit unit of length, such as `m`; empty for none
    /// @param task the task for people, such as `run at 1.50 m/s`
    record Scenery(
            View view, double breadth, boolean fixed, double ground, double stepSeconds, String unit, String task) {
        /// Refuses what is missing.
        public Scenery {
            Arguments.given("view", view);
            Arguments.given("unit", unit);
            Arguments.given("task", task);
        }
    }

    /// Receives what there is to see.
    interface Stage {
        /// What the camera follows: where the robot is.
        ///
        /// @param x first coordinate
        /// @param y second coordinate
        /// @param z third coordinate
        void focus(double x, double y, double z);

        /// A part of the robot.
        ///
        /// @param shape its shape
        /// @param size what `shape` says, `[at most 3]`; not kept
        /// @param position its centre, `[3]`; not kept
        /// @param rotation matrix from its own axes to the world's, row-major, `[9]`; not kept
        /// @param tone 0 for most parts, 1 for those to be told apart from them, such as the left leg
        void part(Shape shape, double[] size, double[] position, double[] rotation, int tone);

        /// A place to reach.
        ///
        /// @param x first coordinate
        /// @param y second coordinate
        void goal(double x, double y);

        /// A disc on the ground inside which there is a reward.
        ///
        /// @param x first coordinate of its centre
        /// @param y second coordinate of its centre
        /// @param radius its radius
        void region(double x, double y, double radius);

        /// A direction to move in.
        ///
        /// @param x first coordinate of a unit vector
        /// @param y second coordinate of a unit vector
        void direction(double x, double y);

        /// A rectangle that the robot cannot leave.
        ///
        /// @param minX least first coordinate
        /// @param minY least second coordinate
        /// @param maxX greatest first coordinate
        /// @param maxY greatest second coordinate
        void walls(double minX, double minY, double maxX, double maxY);
    }

    /// Stores the present state.
    ///
    /// @param state receives the numbers of all [#stateArrays], one array after the other, as
    ///     [#restore] takes them; overwritten
    void state(double[] state);

    /// What does not move in an episode of the present task.
    ///
    /// @return the scenery
    Scenery scenery();

    /// Tells everything there is to see in the present state.
    ///
    /// @param stage receives it
    void show(Stage stage);

    /// How the robot gets on, for people: `velocity 1.48 m/s`, `distance 0.12`.
    ///
    /// @param earlier a state of this episode
    /// @param now a later state
    /// @param steps how many steps later, at least 1
    /// @return a few words
    String progress(double[] earlier, double[] now, int steps);
}
