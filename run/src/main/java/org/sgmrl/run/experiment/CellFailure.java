package org.sgmrl.run.experiment;

import java.util.Objects;

/// The training of one run of an experiment failed; the cause says why. The finished runs are kept.
public final class CellFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    CellFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /// Why it failed.
    ///
    /// @return what training threw
    public Throwable reason() {
        return Objects.requireNonNull(getCause());
    }
}
