package org.sgmrl.cli.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.Outputs;
import org.sgmrl.io.Output;
import org.sgmrl.report.page.RunReport;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.evaluation.Evaluation;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.SettingType;
import org.sgmrl.run.training.Progress;
import org.sgmrl.run.training.RunListener;
import org.sgmrl.training.OuterStep;
import org.sgmrl.training.TrainingSettings;

/// Tells of a run in a terminal, and writes its page at the end.
///
/// @param out where results go
/// @param err where progress and warnings go
/// @param quiet whether only warnings are told
/// @param json where the results are written for scripts, beside the run folder's own; or null
public record TerminalRun(
        PrintWriter out,
        PrintWriter err,
        boolean quiet,
        @Nullable Path json) implements RunListener {
    @Override
    public void resumes(int iteration) {
        say(iteration == 0 ? "no checkpoint yet: starting anew" : "going on after iteration " + iteration);
    }

    @Override
    public void begins(RunFolder folder, RunRequest request) {
        TrainingSettings settings = request.settings();
        say(String.format(
                Locale.ROOT,
                "%s on %s: ζ = %d, α = %s%s, %s, %d tasks × (%d×%d + %d) trajectories of at most %d steps, %d iterations, %s",
                settings.method().kind().id(),
                request.environmentId(),
                settings.innerStep().steps(),
                settings.innerStep().size(),
                settings.innerStep().learned() ? " at first" : "",
                describe(settings.outerStep()),
                settings.tasks(),
                settings.innerStep().steps(),
                settings.sampling().innerTrajectories(),
                settings.sampling().outerTrajectories(),
                settings.sampling().horizon(),
                settings.iterations(),
                request.describeEngine()));
        say("run folder: " + folder.path());
    }

    private static String describe(OuterStep step) {
        return switch (step.kind()) {
            case GRADIENT -> SettingType.id(step.optimizer()) + " " + step.size();
            case TRUST_REGION ->
                SettingType.id(step.kind()) + " δ = " + step.trustRegion().kl();
        };
    }

    @Override
    public Progress progress(int iterations) {
        return quiet ? Progress.NONE : TerminalProgress.of("training", iterations, err);
    }

    @Override
    public void warns(String message) {
        Columns.say(err, "sgmrl: " + message);
    }

    @Override
    public void stopped(String message) {
        if (TerminalProgress.terminal() && !quiet) {
            err.println(); // the bar does not end its line
        }
        err.println("sgmrl: " + message);
        err.flush();
    }

    @Override
    public void evaluated(RunFolder folder, Evaluation evaluation) throws IOException {
        evaluation.lines().forEach(this::say);
        RunReport.write(List.of(folder.path()), folder.report());
        say("report: " + folder.report());
        if (json != null) {
            byte[] returns = Files.readAllBytes(folder.evaluation());
            Outputs.write(json, file -> Output.write(file, returns));
        }
    }

    @Override
    public boolean isComplete(RunFolder folder) {
        return Files.exists(folder.report());
    }

    private void say(String line) {
        if (!quiet) {
            Columns.say(out, line);
        }
    }
}
