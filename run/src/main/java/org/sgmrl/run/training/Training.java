package org.sgmrl.run.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sgmrl.argument.Arguments;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.failure.NotSupported;
import org.sgmrl.run.folder.Checkpoints;
import org.sgmrl.run.folder.FolderLock;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.RunOptions;
import org.sgmrl.run.text.Errors;
import org.sgmrl.training.MetaTraining;
import org.sgmrl.training.TrainingResult;
import org.sgmrl.training.TrainingSnapshot;

/// Makes runs, from their beginning or from where they stopped, up to the evaluation on held-out tasks.
///
/// A wrong request throws before anything is written; a failure afterwards leaves what is done up to the last finished
/// iteration, and the run can be resumed. Environments, engines and trackers that fail throw their own exceptions. A thread
/// that is interrupted ends its training after the iteration under way, with an `Interrupted`.
public final class Training {
    private Training() {}

    /// Makes a new run.
    ///
    /// @param out its folder, new or empty; null for one in `runs` that is named after the request
    /// @param request what to train
    /// @param listener who is told
    public static void start(@Nullable String out, RunRequest request, RunListener listener) {
        start(out, request, request.training(request.environment()), listener);
    }

    /// Makes a new run of a training that was put together in code, and tests it at the end.
    ///
    /// @param out its folder, new or empty; null for one in `runs` that is named after environment, method and seed
    /// @param training what to train; who does not start at the beginning cannot have a folder
    /// @param options how it is done; threads and what to do with bad updates are the training's
    /// @param listener who is told
    /// @param <T> type of the task
    /// @return what came of it
    /// @throws IllegalArgumentException if something does not go together
    /// @throws org.sgmrl.run.failure.RequestException if the request is wrong otherwise; nothing is written then
    /// @throws org.sgmrl.run.failure.RunFailedException if the run fails; it can be resumed
    public static <T> TrainingResult<T> start(
            @Nullable String out, MetaTraining<T> training, RunOptions options, RunListener listener) {
        requireGiven(training, options, listener);
        training.check();
        return start(out, RunRequest.of(training, options), training, listener);
    }

    private static <T> TrainingResult<T> start(
            @Nullable String out, RunRequest request, MetaTraining<T> training, RunListener listener) {
        request.requireAvailable();
        try (RunFolder.Created created = RunFolder.create(out, request)) {
            return run(created.folder(), request, training, null, listener);
        } catch (IOException e) {
            throw new AccessFailed("the run's folder cannot be let go: " + Errors.reason(e));
        }
    }

    /// Goes on with a run from its newest valid checkpoint.
    ///
    /// @param folder the run's folder
    /// @param replaced what differs from the folder's settings, by key: iterations, threads, engine, master,
    ///     skip-bad-updates; without an engine it is the folder's
    /// @param listener who is told
    public static void resume(RunFolder folder, GivenSettings replaced, RunListener listener) {
        Supplier<RunRequest> config = () -> folder.readConfig(folder.runConfig().withEngine(replaced));
        config.get().environment().requireAvailable();
        resume(
                folder,
                config,
                (request, snapshot) ->
                        run(folder, request, request.training(request.environment()), snapshot, listener),
                listener);
    }

    /// Goes on from its newest valid checkpoint with a run of a training that was put together in code, to the same bits
    /// as if it had never stopped.
    ///
    /// @param folder the run's folder
    /// @param training the same as at the start, parts and settings; iterations, threads, engine and trackers may differ
    /// @param options how it is done
    /// @param listener who is told
    /// @param <T> type of the task
    /// @return what came of it, with the reports since the checkpoint
    /// @throws org.sgmrl.run.failure.SettingsChanged if the run was made with other settings or parts
    public static <T> TrainingResult<T> resume(
            Path folder, MetaTraining<T> training, RunOptions options, RunListener listener) {
        Arguments.given("folder", folder);
        requireGiven(training, options, listener);
        training.check();
        RunFolder opened = RunFolder.open(folder);
        RunRequest request = RunRequest.of(training, options);
        return resume(
                opened,
                () -> opened.runConfig().read(request),
                (given, snapshot) -> run(opened, given, training, snapshot, listener),
                listener);
    }

    private static <T> TrainingResult<T> run(
            RunFolder folder,
            RunRequest request,
            MetaTraining<T> training,
            @Nullable TrainingSnapshot start,
            RunListener listener) {
        return new TrainingSession<>(folder, request, training, listener).run(start);
    }

    private static void requireGiven(MetaTraining<?> training, RunOptions options, RunListener listener) {
        Arguments.given("training", training);
        Arguments.given("options", options);
        Arguments.given("listener", listener);
        if (training.startsFromState()) {
            throw new NotSupported("a run in a folder starts at the beginning, or from the folder's checkpoints: leave"
                    + " startFrom out, or train without a folder");
        }
    }

    @SuppressWarnings("try") // the lock is held, not used
    private static <R> R resume(
            RunFolder folder,
            Supplier<RunRequest> config,
            BiFunction<RunRequest, @Nullable TrainingSnapshot, R> run,
            RunListener listener) {
        try (FolderLock lock = folder.lock()) {
            // Now that nobody else writes it.
            RunRequest request = config.get();
            folder.removePartialFiles();
            tellChanges(folder, request, listener);
            TrainingSnapshot snapshot = new Checkpoints(folder.path(), request)
                    .newestValid(folder.metricsLog().complete(), listener::warns);
            int done = snapshot == null ? 0 : snapshot.iteration();
            if (done > request.settings().iterations()) {
                throw new InvalidSettings("iterations = " + request.settings().iterations() + " must be at least "
                        + done + ", which the run has done");
            }
            listener.resumes(done);
            folder.metricsLog().truncate(done);
            folder.runConfig().write(request);
            return run.apply(request, snapshot);
        } catch (IOException e) {
            throw new AccessFailed(folder.path() + " cannot be read or written: " + Errors.reason(e));
        }
    }

    private static void tellChanges(RunFolder folder, RunRequest request, RunListener listener) {
        String source = folder.runConfig().changedSource(request);
        if (source != null) {
            listener.warns(source + ": from here on it trains on the changed environment");
        }
        List<String> changes = folder.runConfig().changesOfPlace(request);
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
