package org.sgmrl.run;

import org.sgmrl.mdp.MdpProblemFile;
import org.sgmrl.mdp.MdpProblemReader;
import org.sgmrl.mdp.ProblemFormatException;
import org.sgmrl.mdp.RewardRange;
import org.sgmrl.run.failure.InvalidFile;

/// Problem files as a user meets them.
public final class Problems {
    private Problems() {}

    /// A file's text; a broken rule is a `RequestException`.
    ///
    /// @param name of the file, for messages
    /// @param text JSON
    /// @return the problem
    public static MdpProblemFile parse(String name, String text) {
        try {
            return MdpProblemReader.parse(text, RewardRange.FINITE);
        } catch (ProblemFormatException e) {
            throw new InvalidFile(name + ": " + e.getMessage());
        }
    }
}
