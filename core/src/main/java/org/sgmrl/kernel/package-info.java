/// Dense single-precision kernels: block matrix products and tanh, as Vector-API code and as plain loops that
/// give the same bits.
///
/// [FloatKernels] is the door: it chooses the implementation once and makes the padded matrices ([FloatMatrix])
/// that it works on.
@NullMarked
package org.sgmrl.kernel;

import org.jspecify.annotations.NullMarked;
