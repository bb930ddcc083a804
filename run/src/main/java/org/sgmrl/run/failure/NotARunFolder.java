package org.sgmrl.run.failure;

/// A folder is not that of a run.
public final class NotARunFolder extends RequestException {
    private static final long serialVersionUID = 1;

    /// With a message for people.
    ///
    /// @param message what is wrong and what to do
    public NotARunFolder(String message) {
        super(message);
    }
}
