package org.sgmrl.cli.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.sgmrl.report.page.ReproductionPage;
import org.sgmrl.run.Engines;
import org.sgmrl.run.evaluation.Comparison;
import org.sgmrl.run.evaluation.CrossedIntervals;
import org.sgmrl.run.experiment.Experiment;
import org.sgmrl.run.experiment.ReproductionCell;
import org.sgmrl.run.experiment.ReproductionListener;
import org.sgmrl.run.experiment.ReproductionPlan;
import org.sgmrl.run.experiment.ReproductionSummary;
import org.sgmrl.run.experiment.TimeLeft;
import org.sgmrl.run.training.RunListener;
import org.sgmrl.statistics.Interval;

/// Tells of a reproduction in a terminal, and writes its page.
///
/// @param out where results go
/// @param err where progress and errors go
/// @param named whether every line says which run it is of, because several speak at once
public record TerminalReproduction(PrintWriter out, PrintWriter err, boolean named) implements ReproductionListener {
    @Override
    public void begins(ReproductionPlan plan, TimeLeft time) {
        Experiment experiment = plan.experiment();
        int cells = plan.cells().size();
        out.println(experiment.title() + ": " + cells + " runs ("
                + experiment.rows().size() + " rows × "
                + experiment.algorithms().size() + " algorithms × " + experiment.seeds() + " seeds), "
                + (cells - time.unfinished()) + " of them done");
        if (experiment.reduction() != null) {
            out.println("reduced: " + experiment.reduction());
        }
        if (time.unfinished() > 0) {
            out.println("about " + TimeLeft.text(time.seconds()) + " left: " + time.reason()
                    + (plan.execution().engine().equals(Engines.LOCAL)
                            ? ""
                            : " in this process; the cluster may differ"));
        }
        out.println("folder: " + plan.folder() + " (a stopped reproduction goes on with the same command)");
    }

    @Override
    public RunListener follow(ReproductionCell cell) {
        return new TerminalRun(new PrintWriter(PrintWriter.nullWriter()), err(cell));
    }

    @Override
    public void selects(ReproductionCell cell) {
        err(cell).println(cell.name() + ": selecting among checkpoints on validation tasks");
    }

    @Override
    public void failed(ReproductionCell cell, Throwable reason) {
        ExitCodes.tell(reason, err(cell));
        err.println("sgmrl: " + cell.name() + " failed; the finished runs are kept, and the same command goes"
                + " on from here");
    }

    @Override
    public void finished(ReproductionPlan plan, ReproductionCell cell, TimeLeft time, ReproductionSummary summary)
            throws IOException {
        ReproductionPage.write(plan.folder(), plan.experiment(), plan.cells(), summary);
        int cells = plan.cells().size();
        out.println(String.format(
                Locale.ROOT,
                "%s: done; %d of %d runs, about %s left",
                cell.name(),
                cells - time.unfinished(),
                cells,
                TimeLeft.text(time.seconds())));
    }

    @Override
    public void done(ReproductionPlan plan, ReproductionSummary summary) throws IOException {
        ReproductionPage.write(plan.folder(), plan.experiment(), plan.cells(), summary);
        print(plan.folder(), summary);
    }

    private PrintWriter err(ReproductionCell cell) {
        return named ? new NamedOutput(cell.name(), err) : err;
    }

    private void print(Path folder, ReproductionSummary summary) {
        out.println();
        out.println("mean return after adaptation, selected checkpoint [95 % interval]; the paper's figure:");
        for (ReproductionSummary.RowResult row : summary.rows()) {
            row.returns().forEach((algorithm, returns) -> {
                Interval interval = CrossedIntervals.mean(returns.selected());
                Experiment.Published published = row.row().published().get(algorithm);
                out.println(String.format(
                        Locale.ROOT,
                        "  %-36s %-8s %9.3f [%.3f, %.3f]%s",
                        row.row().title(),
                        algorithm.id(),
                        interval.mean(),
                        interval.low(),
                        interval.high(),
                        published == null
                                ? ""
                                : String.format(
                                        Locale.ROOT, "; %.3f ± %.3f", published.mean(), published.deviation())));
            });
        }
        for (Comparison comparison : summary.comparisons()) {
            out.println(String.format(
                    Locale.ROOT,
                    "  %s: %s − %s = %.3f [%.3f, %.3f]: %s",
                    comparison.where(),
                    comparison.first(),
                    comparison.second(),
                    comparison.difference().mean(),
                    comparison.difference().low(),
                    comparison.difference().high(),
                    comparison.verdict()));
        }
        out.println("page: " + folder.resolve("index.html"));
    }
}
