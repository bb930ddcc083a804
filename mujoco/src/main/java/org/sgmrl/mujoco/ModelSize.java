package org.sgmrl.mujoco;

/// Sizes of a model on which the lengths of its arrays depend.
public enum ModelSize {
    /// A fixed number of entries.
    ONE("1"),
    /// Position coordinates.
    NQ("nq"),
    /// Degrees of freedom: velocity coordinates.
    NV("nv"),
    /// Controls.
    NU("nu"),
    /// Activations of actuators.
    NA("na"),
    /// Bodies, the world included.
    NBODY("nbody"),
    /// Joints.
    NJNT("njnt"),
    /// Geoms.
    NGEOM("ngeom");

    private final String nativeName;

    ModelSize(String nativeName) {
        this.nativeName = nativeName;
    }

    String nativeName() {
        return nativeName;
    }
}
