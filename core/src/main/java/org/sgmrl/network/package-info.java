/// Multilayer perceptrons on blocks of rows, with gradients and Hessian-vector products.
///
/// [Network] is the door; [NetworkInitializer] draws its first parameters.
@NullMarked
package org.sgmrl.network;

import org.jspecify.annotations.NullMarked;
