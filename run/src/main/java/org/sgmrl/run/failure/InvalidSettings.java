package org.sgmrl.run.failure;

/// A setting, or several together, cannot be what they are.
public final class InvalidSettings extends RequestException {
    private static final long serialVersionUID = 1;

    /// With a message for people.
    ///
    /// @param message what is wrong and what to do
    public InvalidSettings(String message) {
        super(message);
    }
}
