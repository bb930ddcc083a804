package org.sgmrl.run.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.io.Closing;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.evaluation.Evaluation;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.failure.Interrupted;
import org.sgmrl.run.failure.UnusableResult;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.OneLine;
import org.sgmrl.training.EngineFactory;
import org.sgmrl.training.MetaTraining;
import org.sgmrl.training.NonFiniteGradientException;
import org.sgmrl.training.TaskEngine;
import org.sgmrl.training.TrainingResult;
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

    /// Runs to the end; a failure of the run is a `RunFailedException`. Whatever fails, the last finished iteration is
    /// saved.
    TrainingResult<T> run(@Nullable TrainingSnapshot start) {
        listener.begins(folder, request);
        try (RunRecorder recorder = new RunRecorder(folder, request, start, listener)) {
            try {
                return run(start, recorder);
            } catch (IOException | RuntimeException | Error e) {
                recorder.waitIfStopping();
                recorder.saveAfter(e);
                throw e;
            }
        } catch (WritingFailed e) {
            throw told(e.reason(), e);
        } catch (IOException e) {
            throw told(e, e);
        }
    }

    private TrainingResult<T> run(@Nullable TrainingSnapshot start, RunRecorder recorder) throws IOException {
        TrainingResult<T> result = train(start, recorder);
        recorder.enter("the evaluation");
        Evaluation evaluation = Evaluation.of(
                request,
                result.theta(),
                request.options().testTasks(),
                request.settings().innerStep().steps(),
                0);
        evaluation.write(folder.evaluation(), result.snapshot().iteration(), request.simulator());
        listener.evaluated(folder, evaluation);
        return result;
    }

    private AccessFailed told(IOException reason, Exception failure) {
        AccessFailed told = new AccessFailed("writing to " + folder.path() + " failed: " + Errors.reason(reason)
                + "; make room or mend the folder, then: " + resume());
        told.addSuppressed(failure);
        return told;
    }

    private String resume() {
        return "sgmrl resume " + OneLine.quoted(folder.path());
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
            requireNotInterrupted(start == null ? 0 : start.iteration());
            TrainingResult<T> result;
            try {
                result = recorded.run();
            } catch (NonFiniteGradientException e) {
                throw new UnusableResult(
                        e.getMessage() + "; or leave such updates out: " + resume() + " --skip-bad-updates");
            }
            if (!result.isFinished()) {
                recorder.save();
                requireNotInterrupted(result.snapshot().iteration());
            }
            result.trainedPolicy().save(folder.policy());
            return result;
        }
    }

    private void requireNotInterrupted(int done) {
        if (Thread.currentThread().isInterrupted()) {
            throw new Interrupted((done == 0
                            ? "interrupted before the first iteration was finished"
                            : "interrupted after iteration " + done + " of "
                                    + request.settings().iterations() + ", which is saved")
                    + "; go on with: " + resume());
        }
    }
}
