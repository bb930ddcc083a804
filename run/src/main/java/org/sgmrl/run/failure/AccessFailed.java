package org.sgmrl.run.failure;

/// A file of a run, or a result, cannot be read or written.
public final class AccessFailed extends RunFailedException {
    private static final long serialVersionUID = 1;

    /// With a message for people.
    ///
    /// @param message what is wrong and what to do
    public AccessFailed(String message) {
        super(message);
    }
}
