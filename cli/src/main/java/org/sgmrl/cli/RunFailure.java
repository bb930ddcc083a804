package org.sgmrl.cli;

/// The run failed: one line for the user with what to do next, exit code 1.
final class RunFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    RunFailure(String message) {
        super(OneLine.of(message));
    }
}
