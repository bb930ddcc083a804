package org.sgmrl.mujoco;

import java.util.Locale;

/// Numbers of a compiled model, named as in MuJoCo's documentation. Arrays are flat and row-major, one row for
/// each element of [#rows].
public enum ModelField {
    /// Simulation time step, s.
    OPT_TIMESTEP(Type.DOUBLE, ModelSize.ONE, 1),
    /// Ratio of friction-to-normal contact impedance.
    OPT_IMPRATIO(Type.DOUBLE, ModelSize.ONE, 1),
    /// Tolerance of the constraint solver.
    OPT_TOLERANCE(Type.DOUBLE, ModelSize.ONE, 1),
    /// Gravity, m/s².
    OPT_GRAVITY(Type.DOUBLE, ModelSize.ONE, 3),
    /// Wind, m/s.
    OPT_WIND(Type.DOUBLE, ModelSize.ONE, 3),
    /// Density of the medium, kg/m³.
    OPT_DENSITY(Type.DOUBLE, ModelSize.ONE, 1),
    /// Viscosity of the medium, kg/(m s).
    OPT_VISCOSITY(Type.DOUBLE, ModelSize.ONE, 1),
    /// Integrator: 0 Euler, 1 fourth-order Runge-Kutta, 2 and above implicit ones.
    OPT_INTEGRATOR(Type.INT, ModelSize.ONE, 1),
    /// Friction cone: 0 pyramidal, 1 elliptic.
    OPT_CONE(Type.INT, ModelSize.ONE, 1),
    /// Representation of the constraint Jacobian: 0 dense, 1 sparse, 2 chosen by MuJoCo.
    OPT_JACOBIAN(Type.INT, ModelSize.ONE, 1),
    /// Constraint solver: 0 projected Gauss-Seidel, 1 conjugate gradient, 2 Newton.
    OPT_SOLVER(Type.INT, ModelSize.ONE, 1),
    /// Iteration limit of the constraint solver.
    OPT_ITERATIONS(Type.INT, ModelSize.ONE, 1),
    /// Bits of disabled features.
    OPT_DISABLEFLAGS(Type.INT, ModelSize.ONE, 1),
    /// Bits of enabled features.
    OPT_ENABLEFLAGS(Type.INT, ModelSize.ONE, 1),

    /// Positions of the default pose.
    QPOS0(Type.DOUBLE, ModelSize.NQ, 1),
    /// Positions at which springs are at rest.
    QPOS_SPRING(Type.DOUBLE, ModelSize.NQ, 1),

    /// Index of the parent body.
    BODY_PARENTID(Type.INT, ModelSize.NBODY, 1),
    /// Position in the parent's frame, m.
    BODY_POS(Type.DOUBLE, ModelSize.NBODY, 3),
    /// Orientation in the parent's frame, unit quaternion (w, x, y, z).
    BODY_QUAT(Type.DOUBLE, ModelSize.NBODY, 4),
    /// Centre of mass in the body's frame, m.
    BODY_IPOS(Type.DOUBLE, ModelSize.NBODY, 3),
    /// Orientation of the inertia's axes in the body's frame, unit quaternion.
    BODY_IQUAT(Type.DOUBLE, ModelSize.NBODY, 4),
    /// Mass, kg.
    BODY_MASS(Type.DOUBLE, ModelSize.NBODY, 1),
    /// Principal moments of inertia, kg m².
    BODY_INERTIA(Type.DOUBLE, ModelSize.NBODY, 3),

    /// Type: 0 free, 1 ball, 2 slide, 3 hinge.
    JNT_TYPE(Type.INT, ModelSize.NJNT, 1),
    /// First index in `qpos`.
    JNT_QPOSADR(Type.INT, ModelSize.NJNT, 1),
    /// First index in `qvel`.
    JNT_DOFADR(Type.INT, ModelSize.NJNT, 1),
    /// Index of the joint's body.
    JNT_BODYID(Type.INT, ModelSize.NJNT, 1),
    /// Whether the range is enforced.
    JNT_LIMITED(Type.BYTE, ModelSize.NJNT, 1),
    /// Solver reference of the limit.
    JNT_SOLREF(Type.DOUBLE, ModelSize.NJNT, 2),
    /// Solver impedance of the limit.
    JNT_SOLIMP(Type.DOUBLE, ModelSize.NJNT, 5),
    /// Anchor in the body's frame, m.
    JNT_POS(Type.DOUBLE, ModelSize.NJNT, 3),
    /// Axis in the body's frame.
    JNT_AXIS(Type.DOUBLE, ModelSize.NJNT, 3),
    /// Spring stiffness, N/m or N m/rad.
    JNT_STIFFNESS(Type.DOUBLE, ModelSize.NJNT, 1),
    /// Limits, m or rad.
    JNT_RANGE(Type.DOUBLE, ModelSize.NJNT, 2),
    /// Distance at which a limit becomes active.
    JNT_MARGIN(Type.DOUBLE, ModelSize.NJNT, 1),

    /// Dry friction.
    DOF_FRICTIONLOSS(Type.DOUBLE, ModelSize.NV, 1),
    /// Armature inertia.
    DOF_ARMATURE(Type.DOUBLE, ModelSize.NV, 1),
    /// Damping.
    DOF_DAMPING(Type.DOUBLE, ModelSize.NV, 1),

    /// Type: 0 plane, 1 height field, 2 sphere, 3 capsule, 4 ellipsoid, 5 cylinder, 6 box, 7 mesh.
    GEOM_TYPE(Type.INT, ModelSize.NGEOM, 1),
    /// Contact type bits.
    GEOM_CONTYPE(Type.INT, ModelSize.NGEOM, 1),
    /// Contact affinity bits.
    GEOM_CONAFFINITY(Type.INT, ModelSize.NGEOM, 1),
    /// Contact dimension: 1, 3, 4 or 6.
    GEOM_CONDIM(Type.INT, ModelSize.NGEOM, 1),
    /// Index of the geom's body.
    GEOM_BODYID(Type.INT, ModelSize.NGEOM, 1),
    /// Solver reference of contacts.
    GEOM_SOLREF(Type.DOUBLE, ModelSize.NGEOM, 2),
    /// Solver impedance of contacts.
    GEOM_SOLIMP(Type.DOUBLE, ModelSize.NGEOM, 5),
    /// Sizes, depending on the type, m.
    GEOM_SIZE(Type.DOUBLE, ModelSize.NGEOM, 3),
    /// Position in the body's frame, m.
    GEOM_POS(Type.DOUBLE, ModelSize.NGEOM, 3),
    /// Orientation in the body's frame, unit quaternion.
    GEOM_QUAT(Type.DOUBLE, ModelSize.NGEOM, 4),
    /// Friction: sliding, torsional, rolling.
    GEOM_FRICTION(Type.DOUBLE, ModelSize.NGEOM, 3),
    /// Distance at which contacts are detected, m.
    GEOM_MARGIN(Type.DOUBLE, ModelSize.NGEOM, 1),
    /// Part of the margin in which contacts are inactive, m.
    GEOM_GAP(Type.DOUBLE, ModelSize.NGEOM, 1),
    /// Colour: red, green, blue, opacity in [0, 1].
    GEOM_RGBA(Type.FLOAT, ModelSize.NGEOM, 4),

    /// What the actuator acts on (the joint's index for a motor), and a second index.
    ACTUATOR_TRNID(Type.INT, ModelSize.NU, 2),
    /// Whether the control is clamped to its range.
    ACTUATOR_CTRLLIMITED(Type.BYTE, ModelSize.NU, 1),
    /// Range of the control.
    ACTUATOR_CTRLRANGE(Type.DOUBLE, ModelSize.NU, 2),
    /// Gear: factors from control to force; the first one for a motor on a hinge or slide.
    ACTUATOR_GEAR(Type.DOUBLE, ModelSize.NU, 6);

    enum Type {
        DOUBLE(8),
        FLOAT(4),
        INT(4),
        BYTE(1);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }
    }

    private final Type type;
    private final ModelSize rows;
    private final int columns;
    private final String layoutName;

    ModelField(Type type, ModelSize rows, int columns) {
        this.type = type;
        this.rows = rows;
        this.columns = columns;
        String name = name().toLowerCase(Locale.ROOT);
        layoutName = "model." + (rows == ModelSize.ONE ? name.replace("opt_", "opt.") : name);
    }

    Type type() {
        return type;
    }

    /// The field's name in MuJoCo's tables of field offsets.
    String layoutName() {
        return layoutName;
    }

    /// Options are part of the structure, all others are arrays that it points to.
    boolean embedded() {
        return rows == ModelSize.ONE;
    }

    /// Whether the numbers are integers (or flags).
    ///
    /// @return false for floating point
    public boolean integral() {
        return type == Type.INT || type == Type.BYTE;
    }

    /// What there is a row for.
    ///
    /// @return the size that counts the rows
    public ModelSize rows() {
        return rows;
    }

    /// Numbers in a row.
    ///
    /// @return at least 1
    public int columns() {
        return columns;
    }
}
