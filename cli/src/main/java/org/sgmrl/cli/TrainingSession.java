package org.sgmrl.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.policy.Policy;
import org.sgmrl.training.EngineException;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.NonFiniteGradientException;
import org.sgmrl.training.TaskEngine;
import org.sgmrl.training.TrainingSettings;
import org.sgmrl.training.TrainingSnapshot;

/// Trains in a run folder, from the start or from a snapshot: metrics after every iteration, checkpoints,
/// the final policy, and at the end the evaluation on held-out tasks and the report.
final class TrainingSession {
    private final RunFolder folder;
    private final RunRequest request;
    private final PrintWriter out;
    private final PrintWriter err;

    TrainingSession(RunFolder folder, RunRequest request, PrintWriter out, PrintWriter err) {
        this.folder = folder;
        this.request = request;
        this.out = out;
        this.err = err;
    }

    /// Runs to the end; a failure of the run is a [RunFailure].
    void run(@Nullable TrainingSnapshot start) {
        TrainingSettings settings = request.settings();
        out.println(String.format(
                Locale.ROOT,
                "%s on %s: ζ = %d, α = %s, %s %s, %d tasks × (%d×%d + %d) trajectories of at most %d steps, %d iterations, %s",
                settings.algorithm().id(),
                request.environmentId(),
                settings.innerSteps(),
                settings.innerStepSize(),
                SettingKey.id(settings.optimizer()),
                settings.outerStepSize(),
                settings.tasks(),
                settings.innerSteps(),
                settings.innerTrajectories(),
                settings.outerTrajectories(),
                settings.horizon(),
                settings.iterations(),
                Engines.describe(request)));
        out.println("run folder: " + folder.path());
        try (RunRecorder recorder = new RunRecorder(folder, request, start, err)) {
            double[] theta;
            try {
                theta = train(request.environment(), start, recorder);
            } catch (EngineException e) {
                recorder.waitIfStopping();
                throw e;
            }
            recorder.enter("the evaluation");
            Evaluation evaluation = Evaluation.of(request, theta, request.testTasks(), settings.innerSteps(), 0);
            evaluation.write(folder.evaluation());
            evaluation.print(out);
            RunReport.write(List.of(folder.path()), folder.report());
            out.println("report: " + folder.report());
        } catch (UncheckedIOException e) {
            throw writingFailed(Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw writingFailed(e);
        }
    }

    private RunFailure writingFailed(IOException e) {
        return new RunFailure("writing to " + folder.path() + " failed: " + Errors.reason(e)
                + "; make room or mend the folder, then: sgmrl resume "
                + OneLine.quoted(folder.path()));
    }

    private <T> double[] train(MetaEnvironment<T> environment, @Nullable TrainingSnapshot start, RunRecorder recorder)
            throws IOException {
        TrainingSettings settings = request.settings();
        Policy policy = settings.newPolicy(environment.spec());
        try (EventFile events = EventFile.open(folder.path(), start);
                TaskEngine<T> engine = Engines.create(request, environment, policy);
                Progress progress = Progress.of("training", settings.iterations(), err)) {
            MetaTrainer<T> trainer = new MetaTrainer<>(environment, policy, settings, engine);
            trainer.skipBadUpdates(request.skipBadUpdates());
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
                throw new RunFailure(e.getMessage() + "; or leave such updates out: " + go);
            }
            double[] theta = trainer.theta();
            PolicyFile.write(folder.policy(), policy, theta, request.environmentId(), trainer.iteration());
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
