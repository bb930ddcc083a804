package org.sgmrl.cli;

import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpProblemReader;
import org.sgmrl.mdp.ProblemFormatException;
import org.sgmrl.mdp.RewardRange;

/// Problem files as a user meets them.
final class Problems {
    private Problems() {}

    /// The problem of a file's text; a broken rule is a [UserError].
    static MdpProblem parse(String text) {
        try {
            return MdpProblemReader.parse(text, RewardRange.FINITE).problem();
        } catch (ProblemFormatException e) {
            throw new UserError("problem file: " + e.getMessage());
        }
    }
}
