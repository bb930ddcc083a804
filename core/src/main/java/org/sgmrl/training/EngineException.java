package org.sgmrl.training;

/// An engine cannot do its work: no worker, a worker without what an environment needs, a lost connection.
/// The message is for the user: it says where and what to do.
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// An error for the user.
    ///
    /// @param message what is wrong and what to do
    public EngineException(String message) {
        super(message);
    }

    /// An error for the user, with its cause.
    ///
    /// @param message what is wrong and what to do
    /// @param cause what was thrown
    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
