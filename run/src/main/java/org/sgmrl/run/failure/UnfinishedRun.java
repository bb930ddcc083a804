package org.sgmrl.run.failure;

/// The run has not yet got what is asked of it.
public final class UnfinishedRun extends RequestException {
    private static final long serialVersionUID = 1;

    /// With a message for people.
    ///
    /// @param message what is wrong and what to do
    public UnfinishedRun(String message) {
        super(message);
    }
}
