package org.sgmrl.environment;

/// A task: a position in the plane to reach. In [PointNavigation] both coordinates are in [-0.5, 0.5].
///
/// @param x first coordinate
/// @param y second coordinate
public record Goal(double x, double y) {}
