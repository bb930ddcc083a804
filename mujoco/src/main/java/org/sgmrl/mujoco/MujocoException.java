package org.sgmrl.mujoco;

import java.io.Serial;

/// MuJoCo refused a model or met an error while it computed; the message is MuJoCo's own text.
public final class MujocoException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    MujocoException(String message) {
        super(message);
    }
}
