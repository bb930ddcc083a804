package org.sgmrl.run.failure;

/// A file of a run is damaged or missing.
public final class DamagedFile extends RunFailedException {
    private static final long serialVersionUID = 1;

    /// With a message for people.
    ///
    /// @param message what is wrong and what to do
    public DamagedFile(String message) {
        super(message);
    }
}
