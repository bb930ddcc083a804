package org.sgmrl.run.failure;

import org.sgmrl.run.text.OneLine;

/// The request was wrong: one line for the user, nothing written.
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param message what is wrong and what to do
    public UserError(String message) {
        super(OneLine.of(message));
    }
}
