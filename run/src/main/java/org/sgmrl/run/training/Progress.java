package org.sgmrl.run.training;

import org.sgmrl.training.TrainingTracker;

/// Shows how training goes.
public interface Progress extends TrainingTracker, AutoCloseable {
    /// Shows nothing.
    Progress NONE = (_, _) -> {};

    /// The run goes on from an earlier iteration.
    ///
    /// @param iteration the last one that is done
    default void startAt(int iteration) {}

    @Override
    default void close() {}
}
