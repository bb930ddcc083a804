package org.sgmrl.run.failure;

/// Something is asked for that does not exist for this environment or policy.
public final class NotSupported extends RequestException {
    private static final long serialVersionUID = 1;

    /// With a message for people.
    ///
    /// @param message what is wrong and what to do
    public NotSupported(String message) {
        super(message);
    }
}
