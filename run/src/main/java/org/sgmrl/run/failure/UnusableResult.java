package org.sgmrl.run.failure;

/// A result, or a step towards it, is not a finite number.
public final class UnusableResult extends RunFailedException {
    private static final long serialVersionUID = 1;

    /// With a message for people.
    ///
    /// @param message what is wrong and what to do
    public UnusableResult(String message) {
        super(message);
    }
}
