package org.sgmrl.run.failure;

/// A folder for a new run is not new, not empty or cannot be written.
public final class UnusableFolder extends RequestException {
    private static final long serialVersionUID = 1;

    /// With a message for people.
    ///
    /// @param message what is wrong and what to do
    public UnusableFolder(String message) {
        super(message);
    }
}
