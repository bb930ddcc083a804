package org.sgmrl.run.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.evaluation.Evaluation;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.failure.UnusableResult;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.OneLine;
import org.sgmrl.training.EngineException;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.NonFiniteGradientException;
import org.sgmrl.training.TaskEngine;
import org.sgmrl.training.TrainingSettings;
import org.sgmrl.training.TrainingSnapshot;

/// Trains in a run folder, from the start or from a snapshot: metrics after every iteration, checkpoints,
/// the final policy, and at the end the evaluation on held-out tasks.
final class TrainingSession {
    private final RunFolder folder;
    private final RunRequest request;
    private final RunListener listener;

    TrainingSession(RunFolder folder, RunRequest request, RunListener listener) {
        this.folder = folder;
        this.request = request;
        this.listener = listener;
    }

    /// Runs to the end; a failure of the run is a `RunFailedException`.
    void run(@Nullable TrainingSnapshot start) {
        TrainingSettings settings = request.settings();
        listener.begins(folder, request);
        try (RunRecorder recorder = new RunRecorder(folder, request, start, listener)) {
            double[] theta;
            try {
                theta = train(request.environment(), start, recorder);
            } catch (EngineException e) {
                recorder.waitIfStopping();
                throw e;
            }
            recorder.enter("the evaluation");
            Evaluation evaluation = Evaluation.of(
                    request,
                    theta,
                    request.options().testTasks(),
                    settings.innerStep().steps(),
                    0);
            evaluation.write(folder.evaluation());
            listener.evaluated(folder, evaluation);
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

    private <T> double[] train(MetaEnvironment<T> environment, @Nullable TrainingSnapshot start, RunRecorder recorder)
            throws IOException {
        TrainingSettings settings = request.settings();
        Policy policy = settings.newPolicy(environment.spec());
        try (EventFile events = EventFile.open(folder.path(), start);
                TaskEngine<T> engine = request.newEngine(environment, policy);
                Progress progress = listener.progress(settings.iterations())) {
            MetaTrainer<T> trainer = new MetaTrainer<>(environment, policy, settings, engine);
            trainer.skipBadUpdates(request.options().skipBadUpdates());
            if (start != null) {
                trainer.restore(start);
                progress.startAt(start.iteration());
            } else {
                startFromFile(trainer, request.initialTheta());
            }
            recorder.enter(engine);
            try {
                // Events before the checkpoint: a resumed run repeats what follows it, never what came before.
                trainer.run(List.of(events, recorder, progress));
            } catch (EnvironmentException | EngineException e) {
                recorder.save();
                throw e;
            } catch (NonFiniteGradientException e) {
                recorder.save();
                String go = "sgmrl resume " + OneLine.quoted(folder.path()) + " --skip-bad-updates";
                throw new UnusableResult(e.getMessage() + "; or leave such updates out: " + go);
            }
            double[] theta = trainer.theta();
            request.trainedPolicy(policy, theta, trainer.iteration()).save(folder.policy());
            return theta;
        }
    }

    private static void startFromFile(MetaTrainer<?> trainer, double @Nullable [] theta) {
        if (theta != null) {
            TrainingSnapshot fresh = trainer.snapshot();
            trainer.restore(new TrainingSnapshot(0, 0, theta, fresh.optimizer(), fresh.baseline()));
        }
    }
}
