/// Finite Markov decision processes with known dynamics, and problems made of several of them.
///
/// The doors are [org.sgmrl.mdp.FiniteMdp] and [org.sgmrl.mdp.MdpProblem].
/// Nothing here depends on a policy or an estimator.
@NullMarked
package org.sgmrl.mdp;

import org.jspecify.annotations.NullMarked;
