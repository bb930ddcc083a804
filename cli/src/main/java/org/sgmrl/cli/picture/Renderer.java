package org.sgmrl.cli.picture;

/// What draws the robot.
public enum Renderer {
    /// This program: outlines, the same bytes on every machine.
    OUTLINE,
    /// MuJoCo's own renderer, through OSMesa.
    MUJOCO
}
