package org.sgmrl.environment;

/// A task of 2D navigation: the goal's position.
///
/// @param x first coordinate, in [-0.5, 0.5]
/// @param y second coordinate, in [-0.5, 0.5]
public record Goal(double x, double y) {}
