/// Finite Markov decision processes with known dynamics, and problems made of several of them.
///
/// The doors are [org.sgmrl.mdp.FiniteMdp], [org.sgmrl.mdp.MdpProblem] and
/// [org.sgmrl.mdp.MdpProblemReader]. Nothing here depends on a policy or an estimator.
@NullMarked
package org.sgmrl.mdp;

import org.jspecify.annotations.NullMarked;
