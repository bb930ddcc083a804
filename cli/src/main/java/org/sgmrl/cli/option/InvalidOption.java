package org.sgmrl.cli.option;

import org.sgmrl.run.failure.RequestException;

/// An option, or what it names, cannot be what it is.
public final class InvalidOption extends RequestException {
    private static final long serialVersionUID = 1;

    /// A wrong request.
    ///
    /// @param message option, value, rule and what to do
    public InvalidOption(String message) {
        super(message);
    }
}
