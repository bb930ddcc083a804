package org.sgmrl.oracle;

/// Told how far a long computation is. Always called on the thread that asked for the computation.
@FunctionalInterface
public interface OracleProgress {
    /// Ignores everything.
    OracleProgress NONE = (phase, done, total) -> {};

    /// Receives a report.
    ///
    /// @param phase what is being computed, such as `gradient` or `flow sg-mrl`
    /// @param done units finished
    /// @param total units of this phase
    void advanced(String phase, long done, long total);
}
