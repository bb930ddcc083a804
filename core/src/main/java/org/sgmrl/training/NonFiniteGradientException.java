package org.sgmrl.training;

/// Training cannot go on: a return, a meta-gradient or an update is NaN or infinite. The message says where
/// and what to change.
public final class NonFiniteGradientException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NonFiniteGradientException(String message) {
        super(message);
    }
}
