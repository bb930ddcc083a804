/// The constants of the convergence theory for the softmax-tabular policy, and the certification of a
/// finite problem that puts them beside exact values.
///
/// The doors are [org.sgmrl.theory.Certification], [org.sgmrl.theory.PaperConstants] (the paper's
/// statements) and [org.sgmrl.theory.FiniteHorizonConstants] (our own, valid for any ζ and for γ = 1).
/// Proofs are in `docs/theory.md`.
@NullMarked
package org.sgmrl.theory;

import org.jspecify.annotations.NullMarked;
