package org.sgmrl.run.experiment;

import java.util.Objects;

/// The training of one run of an experiment failed; the cause says why. The finished runs are kept.
public final class CellFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    CellFailure(Cell cell, Throwable cause) {
        super(cell.name() + " failed", cause);
    }

    /// Why it failed.
    ///
    /// @return what training threw
    public Throwable reason() {
        return Objects.requireNonNull(getCause());
    }
}
