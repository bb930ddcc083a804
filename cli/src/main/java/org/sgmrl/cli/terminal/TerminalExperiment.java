package org.sgmrl.cli.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.sgmrl.report.page.ExperimentPage;
import org.sgmrl.run.Engines;
import org.sgmrl.run.evaluation.Comparison;
import org.sgmrl.run.experiment.Cell;
import org.sgmrl.run.experiment.Experiment;
import org.sgmrl.run.experiment.ExperimentListener;
import org.sgmrl.run.experiment.ExperimentPlan;
import org.sgmrl.run.experiment.ExperimentSummary;
import org.sgmrl.run.experiment.TimeLeft;
import org.sgmrl.run.experiment.Tuning;
import org.sgmrl.run.text.IntervalText;
import org.sgmrl.run.training.RunListener;
import org.sgmrl.statistics.CrossedIntervals;
import org.sgmrl.statistics.Interval;

/// Tells of an experiment in a terminal, and writes its page.
public final class TerminalExperiment implements ExperimentListener {
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean named;
    /// The page costs thousands of resamples.
    private final Pace page = new Pace(System::nanoTime);

    /// Nothing is told yet.
    ///
    /// @param out where results go
    /// @param err where progress and errors go
    /// @param named whether every line says which run it is of, because several speak at once
    public TerminalExperiment(PrintWriter out, PrintWriter err, boolean named) {
        this.out = out;
        this.err = err;
        this.named = named;
    }

    @Override
    public void begins(ExperimentPlan plan, TimeLeft time) {
        Experiment experiment = plan.experiment();
        int cells = plan.cells().size();
        int trials = plan.trials().size();
        say(experiment.title() + ": " + cells + " runs ("
                + experiment.rows().size() + " rows × "
                + experiment.variants().size() + " variants × "
                + experiment.seeds().size() + " seeds)"
                + (trials > 0 ? " after " + trials + " that tune" : "") + ", "
                + (cells + trials - time.unfinished()) + " of them done");
        plan.reductions().forEach(reduction -> say("reduced: " + reduction));
        if (time.unfinished() > 0) {
            say("about " + TimeLeft.text(time.seconds()) + " left: " + time.reason()
                    + (plan.execution().engine().equals(Engines.LOCAL)
                            ? ""
                            : " in this process; the cluster may differ"));
        }
        say("folder: " + plan.folder() + " (what is stopped goes on with the same command)");
    }

    @Override
    public void tuned(Tuning.Choice choice) {
        for (Tuning.Trial trial : choice.trials()) {
            if (trial.chosen()) {
                say(String.format(
                        Locale.ROOT,
                        "%s, %s: tuned to %s (mean return %.3f)",
                        trial.row().title(),
                        trial.variant().name(),
                        trial.text(),
                        trial.mean()));
            }
        }
    }

    @Override
    public RunListener follow(Cell cell) {
        return new TerminalRun(new PrintWriter(PrintWriter.nullWriter()), err(cell), false, null);
    }

    @Override
    public void selects(Cell cell) {
        err(cell).println(named(cell) + "selecting among checkpoints on validation tasks");
    }

    @Override
    public void diverged(Cell cell, Throwable reason) {
        err(cell).println(named(cell) + "diverged, so that this candidate is not chosen: " + reason.getMessage());
    }

    @Override
    public void failed(Cell cell, Throwable reason) {
        ExitCodes.tell(reason, err(cell));
        err.println(
                "sgmrl: " + cell.name() + " failed; the finished runs are kept, and once the cause is mended the same"
                        + " command goes on from here");
    }

    @Override
    public void finished(ExperimentPlan plan, Cell cell, TimeLeft time, ExperimentSummary summary) throws IOException {
        page.now(() -> ExperimentPage.write(plan, summary));
        int cells = plan.cells().size() + plan.trials().size();
        say(String.format(
                Locale.ROOT,
                "%s: done; %d of %d runs, about %s left",
                cell.name(),
                cells - time.unfinished(),
                cells,
                TimeLeft.text(time.seconds())));
    }

    @Override
    public void done(ExperimentPlan plan, ExperimentSummary summary) throws IOException {
        ExperimentPage.write(plan, summary);
        print(plan, summary);
    }

    private void say(String line) {
        Columns.say(out, line);
    }

    /// Where several runs speak at once, every line is named anyway.
    private String named(Cell cell) {
        return named ? "" : cell.name() + ": ";
    }

    private PrintWriter err(Cell cell) {
        return named ? new NamedOutput(cell.name(), err) : err;
    }

    private void print(ExperimentPlan plan, ExperimentSummary summary) {
        out.println();
        say("mean return after adaptation, "
                + (plan.experiment().validationTasks() > 0 ? "selected checkpoint" : "last iterate")
                + " [95 % interval]"
                + (plan.experiment().rows().stream()
                                .allMatch(row -> row.published().isEmpty())
                        ? ":"
                        : "; the paper's figure:"));
        for (ExperimentSummary.RowResult row : summary.rows()) {
            row.returns().forEach((variant, returns) -> {
                Interval interval = CrossedIntervals.mean(returns.selected());
                Experiment.Published published = row.row().published().get(variant);
                say(String.format(
                        Locale.ROOT,
                        "  %-36s %-8s %9.3f %s%s",
                        row.row().title(),
                        variant,
                        interval.mean(),
                        IntervalText.ends(interval),
                        published == null
                                ? ""
                                : String.format(
                                        Locale.ROOT, "; %.3f ± %.3f", published.mean(), published.deviation())));
            });
        }
        for (Comparison comparison : summary.comparisons()) {
            say(String.format(
                    Locale.ROOT,
                    "  %s: %s − %s = %s: %s",
                    comparison.where(),
                    comparison.first(),
                    comparison.second(),
                    IntervalText.of(comparison.outcome().difference()),
                    comparison.verdict()));
        }
        say("page: " + plan.folder().resolve("index.html"));
    }
}
