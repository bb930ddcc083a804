package org.sgmrl.kernel;

import java.io.Serial;

/// The kernels that the system property `sgmrl.kernels` asks for are unknown or cannot run. The message is one line
/// that says what to do.
public final class KernelsException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1;

    KernelsException(String message) {
        super(message);
    }
}
