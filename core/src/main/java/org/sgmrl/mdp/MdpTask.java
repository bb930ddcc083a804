package org.sgmrl.mdp;

import java.io.Serializable;

/// One task of an [MdpProblem]: an MDP and the probability p(i) to meet it.
///
/// @param probability p(i) in [0, 1]
/// @param mdp the task's dynamics and rewards
public record MdpTask(double probability, FiniteMdp mdp) implements Serializable {
    /// @throws IllegalArgumentException if the probability is not in [0, 1]
    public MdpTask {
        if (!(probability >= 0 && probability <= 1 + FiniteMdp.PROBABILITY_TOLERANCE)) {
            throw new IllegalArgumentException("probability = " + probability + " must be in [0, 1]");
        }
    }
}
