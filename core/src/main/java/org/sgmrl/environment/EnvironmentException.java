package org.sgmrl.environment;

/// An environment cannot be used on this machine, or failed while it ran. The message is one line that says
/// what to do.
public final class EnvironmentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// An error with its remedy.
    ///
    /// @param message one line for people
    public EnvironmentException(String message) {
        super(message);
    }

    /// An error with its remedy and its cause.
    ///
    /// @param message one line for people
    /// @param cause what went wrong underneath
    public EnvironmentException(String message, Throwable cause) {
        super(message, cause);
    }
}
