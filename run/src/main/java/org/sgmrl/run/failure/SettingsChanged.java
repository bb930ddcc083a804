package org.sgmrl.run.failure;

/// A run was begun with other settings than those that it shall go on with.
public final class SettingsChanged extends RequestException {
    private static final long serialVersionUID = 1;

    /// With a message for people.
    ///
    /// @param message what is wrong and what to do
    public SettingsChanged(String message) {
        super(message);
    }
}
