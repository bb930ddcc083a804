package org.sgmrl.run.failure;

/// The work was interrupted from outside.
public final class Interrupted extends RunFailedException {
    private static final long serialVersionUID = 1;

    /// With a message for people.
    ///
    /// @param message what is wrong and what to do
    public Interrupted(String message) {
        super(message);
    }
}
