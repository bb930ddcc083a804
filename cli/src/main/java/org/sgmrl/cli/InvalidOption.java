package org.sgmrl.cli;

import org.sgmrl.run.failure.RequestException;

/// An option, or what it names, cannot be what it is.
final class InvalidOption extends RequestException {
    private static final long serialVersionUID = 1;

    InvalidOption(String message) {
        super(message);
    }
}
