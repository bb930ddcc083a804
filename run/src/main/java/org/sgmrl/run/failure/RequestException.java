package org.sgmrl.run.failure;

import org.sgmrl.run.text.OneLine;

/// The request was wrong, and nothing was written. The message is one line for people.
public abstract class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// With a message that is brought onto one line.
    ///
    /// @param message what is wrong and what to do
    protected RequestException(String message) {
        super(OneLine.of(message));
    }
}
