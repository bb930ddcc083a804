package org.sgmrl.run.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.io.Closing;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.evaluation.Evaluation;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.failure.UnusableResult;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.OneLine;
import org.sgmrl.training.EngineException;
import org.sgmrl.training.EngineFactory;
import org.sgmrl.training.MetaTraining;
import org.sgmrl.training.NonFiniteGradientException;
import org.sgmrl.training.TaskEngine;
import org.sgmrl.training.TrainingResult;
import org.sgmrl.training.TrainingSettings;
import org.sgmrl.training.TrainingSnapshot;
import org.sgmrl.training.TrainingTracker;

/// Trains in a run folder, from the start or from a snapshot: metrics after every iteration, checkpoints,
/// the final policy, and at the end the evaluation on held-out tasks.
///
/// @param <T> type of the task
final class TrainingSession<T> {
    private final RunFolder folder;
    private final RunRequest request;
    private final MetaTraining<T> training;
    private final RunListener listener;

    TrainingSession(RunFolder folder, RunRequest request, MetaTraining<T> training, RunListener listener) {
        this.folder = folder;
        this.request = request;
        this.training = training;
        this.listener = listener;
    }

    /// Runs to the end; a failure of the run is a `RunFailedException`.
    TrainingResult<T> run(@Nullable TrainingSnapshot start) {
        TrainingSettings settings = request.settings();
        listener.begins(folder, request);
        try (RunRecorder recorder = new RunRecorder(folder, request, start, listener)) {
            TrainingResult<T> result;
            try {
                result = train(start, recorder);
            } catch (EngineException e) {
                recorder.waitIfStopping();
                throw e;
            }
            recorder.enter("the evaluation");
            Evaluation evaluation = Evaluation.of(
                    request,
                    result.theta(),
                    request.options().testTasks(),
                    settings.innerStep().steps(),
                    0);
            evaluation.write(folder.evaluation(), settings.iterations(), request.simulator());
            listener.evaluated(folder, evaluation);
            return result;
        } catch (UncheckedIOException e) {
            throw writingFailed(Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw writingFailed(e);
        }
    }

    private AccessFailed writingFailed(IOException e) {
        return new AccessFailed("writing to " + folder.path() + " failed: " + Errors.reason(e)
                + "; make room or mend the folder, then: sgmrl resume "
                + OneLine.quoted(folder.path()));
    }

    private TrainingResult<T> train(@Nullable TrainingSnapshot start, RunRecorder recorder) throws IOException {
        try (EventFile events = EventFile.open(folder.path(), start);
                Progress progress = listener.progress(request.settings().iterations())) {
            // Events before the checkpoint: a resumed run repeats what follows it, never what came before.
            List<TrainingTracker> trackers = new ArrayList<>(List.of(events, recorder, progress));
            trackers.addAll(training.trackers());
            EngineFactory<T> engines = training.engines();
            MetaTraining<T> recorded = training.trackers(trackers).engine(of -> {
                try (Closing opened = new Closing()) {
                    TaskEngine<T> engine = opened.add(engines.create(of));
                    recorder.enter(engine);
                    opened.keep();
                    return engine;
                }
            });
            if (start != null) {
                recorded = recorded.startFrom(start);
                progress.startAt(start.iteration());
            }
            TrainingResult<T> result;
            try {
                result = recorded.run();
            } catch (EnvironmentException | EngineException e) {
                recorder.save();
                throw e;
            } catch (NonFiniteGradientException e) {
                recorder.save();
                String go = "sgmrl resume " + OneLine.quoted(folder.path()) + " --skip-bad-updates";
                throw new UnusableResult(e.getMessage() + "; or leave such updates out: " + go);
            }
            if (!result.isFinished()) {
                recorder.save();
            }
            result.trainedPolicy().save(folder.policy());
            return result;
        }
    }
}
