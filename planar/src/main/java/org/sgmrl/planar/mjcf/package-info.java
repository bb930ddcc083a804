/// The part of MuJoCo's model format (MJCF) that robots of the plane are written in: elements with their defaults, and
/// refusals of whatever is not known. Not exported.
@NullMarked
package org.sgmrl.planar.mjcf;

import org.jspecify.annotations.NullMarked;
