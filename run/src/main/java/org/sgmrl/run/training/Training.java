package org.sgmrl.run.training;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.folder.Checkpoints;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.text.Errors;
import org.sgmrl.training.TrainingSnapshot;

/// Makes runs, from their beginning or from where they stopped, up to the evaluation on held-out tasks.
///
/// A wrong request throws before anything is written; a failure afterwards leaves what is done, and the run
/// can be resumed. Environments and engines that fail throw their own exceptions.
public final class Training {
    private Training() {}

    /// Makes a new run.
    ///
    /// @param out its folder, new or empty; null for one in `runs` that is named after the request
    /// @param request what to train
    /// @param listener who is told
    @SuppressWarnings("try") // the lock is held, not used
    public static void start(@Nullable String out, RunRequest request, RunListener listener) {
        request.requireAvailable();
        RunFolder folder = RunFolder.create(out, request);
        try (RunFolder.Lock lock = folder.lock()) {
            new TrainingSession(folder, request, listener).run(null);
        } catch (IOException e) {
            throw new AccessFailed(folder.path() + " cannot be locked: " + Errors.reason(e));
        }
    }

    /// Goes on with a run from its newest valid checkpoint.
    ///
    /// @param folder the run's folder
    /// @param replaced what differs from the folder's settings, by key: iterations, threads, engine, master,
    ///     skip-bad-updates
    /// @param listener who is told
    @SuppressWarnings("try") // the lock is held, not used
    public static void resume(RunFolder folder, GivenSettings replaced, RunListener listener) {
        folder.readConfig(replaced).environment().requireAvailable();
        try (RunFolder.Lock lock = folder.lock()) {
            // Now that nobody else writes it.
            RunRequest request = folder.readConfig(replaced);
            folder.removePartialFiles();
            tellChangesOfPlace(folder, request, listener);
            TrainingSnapshot snapshot = new Checkpoints(folder.path(), request)
                    .newestValid(folder.metricsLog().complete(), listener::warns);
            int done = snapshot == null ? 0 : snapshot.iteration();
            if (done > request.settings().iterations()) {
                throw new InvalidSettings("iterations = " + request.settings().iterations() + " must be at least "
                        + done + ", which the run has done");
            }
            listener.resumes(done);
            folder.metricsLog().truncate(done);
            folder.writeConfig(request);
            new TrainingSession(folder, request, listener).run(snapshot);
        } catch (IOException e) {
            throw new AccessFailed(folder.path() + " cannot be read or written: " + Errors.reason(e));
        }
    }

    private static void tellChangesOfPlace(RunFolder folder, RunRequest request, RunListener listener) {
        List<String> changes = folder.changesOfPlace(request);
        if (!changes.isEmpty()) {
            boolean portable = request.environment().simulator().isEmpty()
                    && changes.stream()
                            .noneMatch(change -> change.startsWith("version") || change.startsWith("commit"));
            listener.warns("the run goes on elsewhere than it began: " + String.join("; ", changes)
                    + (portable
                            ? "; its results have the same bits on every machine"
                            : "; from here on its results may differ from those it would have had there"));
        }
    }
}
