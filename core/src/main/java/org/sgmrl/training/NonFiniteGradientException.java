package org.sgmrl.training;

/// A meta-gradient with NaN or infinite entries. The update was not applied: the trainer's state is that of
/// the last good iteration.
public final class NonFiniteGradientException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NonFiniteGradientException(String message) {
        super(message);
    }
}
