package org.sgmrl.statistics;

/// One number that sums up scores, for example [Aggregates#interquartileMean].
@FunctionalInterface
public interface Aggregate {
    /// Computes the number.
    ///
    /// @param scores `[runs][tasks]`; not kept after the call
    /// @return a pure function of the scores
    double of(Scores scores);
}
