package org.sgmrl.cli;

/// The request was wrong: one line for the user, exit code 2, nothing written.
final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1;

    UserError(String message) {
        super(OneLine.of(message));
    }
}
