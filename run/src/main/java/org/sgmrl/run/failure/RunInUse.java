package org.sgmrl.run.failure;

/// Another process works in the folder.
public final class RunInUse extends RequestException {
    private static final long serialVersionUID = 1;

    /// With a message for people.
    ///
    /// @param message what is wrong and what to do
    public RunInUse(String message) {
        super(message);
    }
}
