/// Exact values, gradients and estimator expectations on finite problems with a softmax-tabular policy.
///
/// The doors are [org.sgmrl.oracle.ExactReturn] (J, ∇J, ∇²J by dynamic programming) and
/// [org.sgmrl.oracle.MetaOracle] (V_ζ, ∇V_ζ and the expectation of every estimator variant, by enumeration
/// of the inner batches). Everything is derived from the definitions; no estimator code is used, so that a
/// comparison of the two is a test of both.
///
/// The policy is π(a|s) = exp θ_sa / Σ_b exp θ_sb; θ and gradients are flat, row-major, entry (s, a) at `s
/// * A + a`. Results do not depend on the number of threads, bit for bit.
@NullMarked
package org.sgmrl.oracle;

import org.jspecify.annotations.NullMarked;
