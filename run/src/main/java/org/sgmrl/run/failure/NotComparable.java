package org.sgmrl.run.failure;

/// Runs, or their checkpoints, cannot be compared.
public final class NotComparable extends RequestException {
    private static final long serialVersionUID = 1;

    /// With a message for people.
    ///
    /// @param message what is wrong and what to do
    public NotComparable(String message) {
        super(message);
    }
}
