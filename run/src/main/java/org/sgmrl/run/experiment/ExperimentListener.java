package org.sgmrl.run.experiment;

import java.io.IOException;
import org.sgmrl.run.training.RunListener;

/// Who follows an experiment. Runs that are made at the same time tell of it in threads of their own; [#failed] and
/// [#finished] are told one after another.
public interface ExperimentListener {
    /// Runs begin, or go on: all of them, those that tune first.
    ///
    /// @param plan what is made
    /// @param time what is left
    default void begins(ExperimentPlan plan, TimeLeft time) {}

    /// All tuning candidates are tried; what is told of the time left from here on is of the comparison's runs.
    ///
    /// @param choice the best candidate of each row and variant
    default void tuned(Tuning.Choice choice) {}

    /// Who follows the training of a run, and perhaps makes something of it, such as a page.
    ///
    /// @param cell the run
    /// @return who is told of it
    RunListener follow(Cell cell);

    /// A run is trained and selects among its checkpoints.
    ///
    /// @param cell the run
    default void selects(Cell cell) {}

    /// A run that tries a tuning candidate diverged: the candidate is not chosen, and all goes on.
    ///
    /// @param cell the run
    /// @param reason what is not finite
    default void diverged(Cell cell, Throwable reason) {}

    /// The training of a run failed, and no further one is begun.
    ///
    /// @param cell the run
    /// @param reason why
    default void failed(Cell cell, Throwable reason) {}

    /// A run is done.
    ///
    /// @param plan what is made
    /// @param cell the run
    /// @param time what is left
    /// @param summary of all that is finished
    /// @throws IOException if something cannot be written: the experiment then ends
    default void finished(ExperimentPlan plan, Cell cell, TimeLeft time, ExperimentSummary summary)
            throws IOException {}

    /// All runs are done.
    ///
    /// @param plan what was made
    /// @param summary of all runs
    /// @throws IOException if something cannot be written
    default void done(ExperimentPlan plan, ExperimentSummary summary) throws IOException {}
}
