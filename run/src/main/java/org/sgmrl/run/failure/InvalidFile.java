package org.sgmrl.run.failure;

/// A file that is given, or that says how a run was made, cannot be read or does not hold what it must.
public final class InvalidFile extends RequestException {
    private static final long serialVersionUID = 1;

    /// With a message for people.
    ///
    /// @param message what is wrong and what to do
    public InvalidFile(String message) {
        super(message);
    }
}
