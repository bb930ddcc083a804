package org.sgmrl.picture;

import java.awt.Graphics2D;

/// Paints one take into its place.
interface Painter {
    /// Paints what there is after `step` steps.
    ///
    /// @param g what to paint with
    /// @param step how many steps have been taken
    /// @param all whether all rollouts are in the foreground, as their paths
    void paint(Graphics2D g, int step, boolean all);
}
