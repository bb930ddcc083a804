package org.sgmrl.environment;

import java.util.List;

/// An environment in which a point robot walks in the plane, so that paths can be drawn: the observation is the
/// position.
public sealed interface Navigation extends MetaEnvironment<Goal> permits PointNavigation, SparseNavigation {
    /// Where the walls are: both coordinates stay in [-arena, arena].
    ///
    /// @return half the width of the arena
    double arena();

    /// The discs that rewards are confined to.
    ///
    /// @param task the task
    /// @return the discs; none where every place has its reward
    List<Region> regions(Goal task);

    /// A disc.
    ///
    /// @param x first coordinate of its centre
    /// @param y second coordinate of its centre
    /// @param radius its radius
    record Region(double x, double y, double radius) {}
}
