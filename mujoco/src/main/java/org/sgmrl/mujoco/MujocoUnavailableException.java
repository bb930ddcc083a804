package org.sgmrl.mujoco;

import java.io.Serial;

/// There is no usable MuJoCo library. The message is one line for people: what was found and what to do.
public final class MujocoUnavailableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    MujocoUnavailableException(String message) {
        super(message);
    }
}
