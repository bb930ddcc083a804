package org.sgmrl.cli.picture;

/// What draws the robot.
public enum Renderer {
    /// This program: outlines, without any library.
    OUTLINE,
    /// MuJoCo's own renderer, through OSMesa.
    MUJOCO
}
