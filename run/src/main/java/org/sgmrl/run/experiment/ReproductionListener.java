package org.sgmrl.run.experiment;

import java.io.IOException;
import org.sgmrl.run.training.RunListener;

/// Who follows a reproduction. Runs that are made at the same time tell of it in threads of their own; [#failed] and
/// [#finished] are told one after another.
public interface ReproductionListener {
    /// Runs begin, or go on.
    ///
    /// @param plan what is made
    /// @param time what is left
    default void begins(ReproductionPlan plan, TimeLeft time) {}

    /// Who follows the training of a run. As in every run, it writes the run's page.
    ///
    /// @param cell the run
    /// @return who is told of it
    RunListener follow(ReproductionCell cell);

    /// A run is trained and selects among its checkpoints.
    ///
    /// @param cell the run
    default void selects(ReproductionCell cell) {}

    /// The training of a run failed, and no further one is begun.
    ///
    /// @param cell the run
    /// @param reason why
    default void failed(ReproductionCell cell, Throwable reason) {}

    /// A run is done.
    ///
    /// @param plan what is made
    /// @param cell the run
    /// @param time what is left
    /// @param summary of all that is finished
    /// @throws IOException if something cannot be written: the reproduction then ends
    default void finished(ReproductionPlan plan, ReproductionCell cell, TimeLeft time, ReproductionSummary summary)
            throws IOException {}

    /// All runs are done.
    ///
    /// @param plan what was made
    /// @param summary of all runs
    /// @throws IOException if something cannot be written
    default void done(ReproductionPlan plan, ReproductionSummary summary) throws IOException {}
}
