package org.sgmrl.run.failure;

import org.sgmrl.run.text.OneLine;

/// The run failed: one line for the user with what to do next.
public final class RunFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param message what is wrong and what to do
    public RunFailure(String message) {
        super(OneLine.of(message));
    }
}
