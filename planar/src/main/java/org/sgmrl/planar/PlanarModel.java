package org.sgmrl.planar;

import org.sgmrl.environment.robot.ModelFiles;
import org.sgmrl.planar.mjcf.MjcfDocument;

/// The numbers of a robot that moves in a plane: a root body that slides along both axes and turns, and chains of
/// hinged bodies (legs) attached to it. Immutable; arrays are not to be written.
///
/// ## Coordinates
///
/// The plane's axes are called u and w, such that a positive angle turns u towards w. For hinges about y these are z
/// and x, for hinges about z they are x and y. Internally degrees of freedom stand in the order u, w, angle of the
/// root, then one hinge for each further body; [#external] maps them to the order of the model file, [#direction] to its
/// signs, and they are zero in the rest pose [#initial]. A body's frame is that of its hinge, wherever the file's is.
final class PlanarModel implements Cloneable {
    /// How time advances.
    enum Integrator {
        /// Semi-implicit, with joint damping implicit.
        EULER,
        /// Runge-Kutta of fourth order.
        RK4
    }

    String name = "";
    double timestep;
    Integrator integrator = Integrator.EULER;
    /// Acceleration of gravity along −u, m/s².
    double gravity;
    /// Whether u is vertical: the plane is x-z.
    boolean upright;
    /// Of the fluid, kg/m³ and Pa s.
    double density;

    double viscosity;

    /// Bodies that move; degrees of freedom are two more.
    int bodies;
    /// First body of each leg; the bodies of a leg follow one another.
    int[] legFirst = {};
    /// Bodies of each leg: 2 or 3.
    int legLinks;
    /// Place in qpos and qvel of each internal degree of freedom.
    int[] external = {};
    /// By degree of freedom, internal order: −1 where a hinge of the model file turns from w towards u, else 1.
    double[] direction = {};
    /// qpos of the rest pose, in the order of the model file.
    double[] initial = {};
    String[] bodyNames = {};
    int[] parent = {};
    /// Mass, kg.
    double[] mass = {};
    /// Centre of mass in the body's frame, m.
    double[] comU = {};

    double[] comW = {};
    /// Moment of inertia about the centre of mass and the hinge's direction, kg m².
    double[] inertia = {};
    /// Place of the body's frame, which is that of its hinge, in the parent's frame, m; of the root in the world.
    double[] anchorU = {};

    double[] anchorW = {};

    /// Of the slides along u and w: rotor inertia, kg.
    double armatureU;

    double armatureW;
    /// Of hinges, by body: rotor inertia (kg m²), spring (N m/rad; at rest at 0), damping (N m s/rad).
    double[] armature = {};

    double[] stiffness = {};
    double[] damping = {};
    boolean[] limited = {};
    /// Range of limited hinges, rad.
    double[] low = {};

    double[] high = {};
    /// By degree of freedom, internal order: what a unit force accelerates at rest.
    double[] dofInvWeight = {};
    /// By body: mean acceleration of the centre of mass under unit forces at rest (m/s²/N).
    double[] bodyInvWeight = {};

    Softness limitSoftness = new Softness(0, 0, 0, 0, 1);

    /// By actuator: body whose hinge it turns, torque at full control (N m), range of controls.
    int[] actuatorBody = {};

    double[] gear = {};
    double[] controlLow = {};
    double[] controlHigh = {};

    /// Ends of capsules that can touch the ground: body, centre of the cap in the body's frame (m), radius (m).
    int[] pointBody = {};

    double[] pointU = {};
    double[] pointW = {};
    double[] pointRadius = {};
    /// Index of the capsule.
    int[] pointGeom = {};
    /// Sliding friction against the ground.
    double[] pointFriction = {};
    /// Height of the ground, m.
    double ground;
    /// Sliding friction of the ground and, by capsule, of what touches it: the greater of the two counts.
    double groundFriction;

    double[] geomFriction = {};

    /// Pairs of capsules that can touch one another without friction: indices of the one that is nearer to the root and
    /// of the other, which hangs on it.
    int[] pairUpper = {};

    int[] pairLower = {};
    /// Contacts begin at this distance, m.
    double margin;

    Softness contactSoftness = new Softness(0, 0, 0, 0, 1);

    /// By body, for fluid forces: unit vector along the capsule in the body's frame, and the edges (m) of the box of
    /// equal mass and inertia: along the capsule, across it in the plane, and out of the plane.
    double[] axisU = {};

    double[] axisW = {};
    double[] boxAlong = {};
    double[] boxAcross = {};
    double[] boxOut = {};

    /// Capsules, for pictures: body, centre in the body's frame, direction of the axis, radius, half length, colour.
    int[] geomBody = {};

    double[] geomU = {};
    double[] geomW = {};
    double[] geomAxisU = {};
    double[] geomAxisW = {};
    double[] geomRadius = {};
    double[] geomHalf = {};
    String[] geomColour = {};
    /// Height of the plane that is drawn as the ground.
    double pictureGround = Double.NaN;

    /// Reads one of the library's own model files.
    ///
    /// @param robot the file's name without `.xml`
    static PlanarModel load(String robot) {
        return parse(robot + ".xml", ModelFiles.find(robot).orElseThrow());
    }

    /// Compiles the text of a model file.
    ///
    /// @param file its name, for messages
    /// @throws org.sgmrl.planar.mjcf.ModelFormatException if it is not well-formed or asks for something unknown
    static PlanarModel parse(String file, String xml) {
        return new ModelCompiler(MjcfDocument.read(file, xml)).model();
    }

    /// Friction of the points from that of the ground and of their capsules.
    void rub() {
        pointFriction = new double[pointGeom.length];
        for (int p = 0; p < pointFriction.length; p++) {
            pointFriction[p] = Math.max(groundFriction, geomFriction[pointGeom[p]]);
        }
    }

    /// The same robot, to be changed: arrays are shared until they are replaced.
    PlanarModel copy() {
        try {
            return (PlanarModel) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    int dofs() {
        return bodies + 2;
    }

    int actuators() {
        return gear.length;
    }

    boolean hasFluid() {
        return density > 0 || viscosity > 0;
    }

    boolean damped() {
        for (double d : damping) {
            if (d > 0) {
                return true;
            }
        }
        return false;
    }
}
