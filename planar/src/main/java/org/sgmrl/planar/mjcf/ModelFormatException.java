package org.sgmrl.planar.mjcf;

/// A model file that is not well-formed or asks for more than the planar simulator knows.
public final class ModelFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    ModelFormatException(String message) {
        super(message);
    }

    ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
