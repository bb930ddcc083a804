package org.sgmrl.run.failure;

import org.sgmrl.run.text.OneLine;

/// A run, or what was made of one, failed. The message is one line for people that says what to do next.
public abstract class RunFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// With a message that is brought onto one line.
    ///
    /// @param message what is wrong and what to do
    protected RunFailedException(String message) {
        super(OneLine.of(message));
    }
}
