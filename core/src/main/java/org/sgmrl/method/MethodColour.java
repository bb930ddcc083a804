package org.sgmrl.method;

/// The colour of a method in all pages and pictures.
///
/// @param light on a light ground, `#rrggbb`
/// @param dark on a dark ground, `#rrggbb`
public record MethodColour(String light, String dark) {}
