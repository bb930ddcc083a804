/// Planar robots in pure Java: half-cheetah, hopper, swimmer and walker2d after MuJoCo's documented equations, restricted to
/// what moves in a plane. The door is [PlanarLocomotion].
@NullMarked
package org.sgmrl.planar;

import org.jspecify.annotations.NullMarked;
