package org.sgmrl.mujoco;

import java.util.Locale;

/// Arrays of a simulation's state, named as in MuJoCo's documentation; all are `double`, flat and row-major,
/// one row for each element of [#rows].
public enum DataField {
    /// Positions.
    QPOS(ModelSize.NQ, 1),
    /// Velocities.
    QVEL(ModelSize.NV, 1),
    /// Activations of actuators.
    ACT(ModelSize.NA, 1),
    /// Acceleration from which the constraint solver starts.
    QACC_WARMSTART(ModelSize.NV, 1),
    /// Controls.
    CTRL(ModelSize.NU, 1),
    /// Applied generalised forces.
    QFRC_APPLIED(ModelSize.NV, 1),
    /// Applied forces (3) and torques (3) on bodies.
    XFRC_APPLIED(ModelSize.NBODY, 6),
    /// Accelerations.
    QACC(ModelSize.NV, 1),
    /// Positions of body frames in the world, m.
    XPOS(ModelSize.NBODY, 3),
    /// Orientations of body frames, unit quaternions.
    XQUAT(ModelSize.NBODY, 4),
    /// Orientations of body frames, rotation matrices.
    XMAT(ModelSize.NBODY, 9),
    /// Centres of mass of bodies in the world, m.
    XIPOS(ModelSize.NBODY, 3),
    /// Positions of geoms in the world, m.
    GEOM_XPOS(ModelSize.NGEOM, 3),
    /// Orientations of geoms, rotation matrices.
    GEOM_XMAT(ModelSize.NGEOM, 9),
    /// Centres of mass of the subtrees that start at each body, m.
    SUBTREE_COM(ModelSize.NBODY, 3),
    /// Inertias about the subtree's centre of mass (6), mass times offset (3), mass (1).
    CINERT(ModelSize.NBODY, 10),
    /// Velocities about the subtree's centre of mass: rotation (3), translation (3).
    CVEL(ModelSize.NBODY, 6),
    /// Generalised forces of the actuators.
    QFRC_ACTUATOR(ModelSize.NV, 1),
    /// External forces on bodies: torque (3), force (3). Only computed by
    /// [MujocoSimulation#computeExternalForces()].
    CFRC_EXT(ModelSize.NBODY, 6);

    private final ModelSize rows;
    private final int columns;
    private final String layoutName;

    DataField(ModelSize rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        layoutName = "data." + name().toLowerCase(Locale.ROOT);
    }

    /// The field's name in MuJoCo's tables of field offsets.
    String layoutName() {
        return layoutName;
    }

    /// Whether users may write it: it is an input of a step.
    boolean writable() {
        return switch (this) {
            case QPOS, QVEL, ACT, QACC_WARMSTART, CTRL, QFRC_APPLIED, XFRC_APPLIED -> true;
            default -> false;
        };
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
