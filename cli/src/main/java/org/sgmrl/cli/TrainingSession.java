package org.sgmrl.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.policy.Policy;
import org.sgmrl.training.IterationReport;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.NonFiniteGradientException;
import org.sgmrl.training.TrainingSettings;
import org.sgmrl.training.TrainingSnapshot;
import org.sgmrl.training.TrainingTracker;
import tools.jackson.databind.node.ObjectNode;

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
                "%s on %s: ζ = %d, α = %s, %s %s, %d tasks × (%d×%d + %d) trajectories of at most %d steps, %d iterations, %d threads",
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
                request.threads()));
        out.println("run folder: " + folder.path());
        double[] theta;
        try {
            theta = train(request.environment(), start);
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
                + "; make room or mend the folder, then: sgmrl resume " + folder.path());
    }

    private <T> double[] train(MetaEnvironment<T> environment, @Nullable TrainingSnapshot start) throws IOException {
        TrainingSettings settings = request.settings();
        Policy policy = settings.newPolicy(environment.spec());
        Checkpoints checkpoints = new Checkpoints(folder.path(), request);
        try (FileChannel metrics = folder.appendMetrics();
                LocalEngine<T> engine = new LocalEngine<>(
                        environment, policy, settings.metaGradient(), settings.seed(), request.threads());
                Progress progress = Progress.of("training", settings.iterations(), err)) {
            MetaTrainer<T> trainer = new MetaTrainer<>(environment, policy, settings, engine);
            if (start != null) {
                trainer.restore(start);
                progress.startAt(start.iteration());
            } else {
                startFromFile(trainer, request.initialTheta());
            }
            TrainingTracker record = (report, current) -> {
                try {
                    append(metrics, report);
                    boolean last = report.iteration() == settings.iterations();
                    if (last || report.iteration() % request.checkpointEvery() == 0) {
                        metrics.force(false);
                        checkpoints.write(current.snapshot());
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
            try {
                trainer.run(List.of(record, progress));
            } catch (NonFiniteGradientException e) {
                throw new RunFailure(e.getMessage() + "; the run so far is in " + folder.path());
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

    private static void append(FileChannel metrics, IterationReport report) throws IOException {
        ObjectNode line = Json.object();
        line.put("iteration", report.iteration());
        line.put("envSteps", report.envSteps());
        Json.putNumber(line, "preReturn", report.preReturn());
        Json.putNumber(line, "postReturn", report.postReturn());
        Json.putNumber(line, "gradientNorm", report.gradientNorm());
        Json.putNumber(line, "scoreTermNorm", report.scoreTermNorm());
        Json.putNumber(line, "policyStd", report.policyStd());
        line.put("divergedEpisodes", report.divergedEpisodes());
        ObjectNode timing = line.putObject("timing");
        timing.put("seconds", report.seconds());
        ByteBuffer bytes = ByteBuffer.wrap((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            metrics.write(bytes);
        }
    }
}
