package org.sgmrl.run.training;

import java.io.IOException;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.evaluation.Evaluation;
import org.sgmrl.run.folder.RunFolder;

/// Who follows the making of a run. Told by the thread that makes it, but for [#stopped].
public interface RunListener {
    /// A run goes on.
    ///
    /// @param iteration the last one that is done; 0 where there is no checkpoint and the run starts anew
    default void resumes(int iteration) {}

    /// Training begins.
    ///
    /// @param folder the run's folder
    /// @param request what is trained
    default void begins(RunFolder folder, RunRequest request) {}

    /// Who is told of every iteration.
    ///
    /// @param iterations of the whole run
    /// @return closed when training has ended
    default Progress progress(int iterations) {
        return Progress.NONE;
    }

    /// Something is not as expected and does not end the run.
    ///
    /// @param message one line
    default void warns(String message) {}

    /// The JVM was told to end, and what is to be saved is saved. Called by a shutdown hook.
    ///
    /// @param message what was saved and how to go on
    default void stopped(String message) {}

    /// The policy and its evaluation are written. What is made of them here is still part of the run.
    ///
    /// @param folder the run's folder
    /// @param evaluation on held-out tasks
    /// @throws IOException if something cannot be written: the run then fails
    default void evaluated(RunFolder folder, Evaluation evaluation) throws IOException {}

    /// Whether what [#evaluated] makes is there. An experiment asks for a run that is evaluated, and where something is
    /// missing, because the run was killed before, evaluates it again.
    ///
    /// @param folder the run's folder
    /// @return true for who makes nothing
    default boolean isComplete(RunFolder folder) {
        return true;
    }
}
