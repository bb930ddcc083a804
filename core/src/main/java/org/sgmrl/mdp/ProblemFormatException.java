package org.sgmrl.mdp;

import java.io.Serial;

/// A problem file that cannot be used. The message names the JSON path (or line and column), the value and
/// the rule.
public final class ProblemFormatException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    ProblemFormatException(String message) {
        super(message);
    }

    ProblemFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
