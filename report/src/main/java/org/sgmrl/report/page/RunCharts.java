package org.sgmrl.report.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.sgmrl.method.Method;
import org.sgmrl.report.chart.ChartLines;
import org.sgmrl.report.chart.RunCurves;
import org.sgmrl.report.chart.RunCurves.Metric;
import org.sgmrl.run.text.Json;
import org.sgmrl.training.IterationReport;
import tools.jackson.databind.node.ArrayNode;

/// The charts of a page of runs: curves of one, means of groups with bands of several.
final class RunCharts {
    /// Up to so many runs have a curve each; of more, only the means are drawn.
    static final int FEW = 20;

    private static final int GRID = 200;
    private static final Metric BEFORE = Metric.of(IterationReport.Measure.PRE_RETURN);
    private static final Metric AFTER = Metric.of(IterationReport.Measure.POST_RETURN);

    private final List<ReportedRun> runs;
    /// Of what has curves.
    private final SequencedMap<String, List<ReportedRun>> groups;

    private final VariantStyles styles;
    private final ArrayNode data = Json.object().putArray("charts");

    /// @param runs what is shown
    RunCharts(List<ReportedRun> runs) {
        this.runs = runs;
        this.groups = ReportedRun.byGroup(
                runs.stream().filter(run -> run.curves().iterations() > 0).toList());
        SequencedMap<String, Optional<Method>> methods = new LinkedHashMap<>();
        runs.forEach(run -> methods.putIfAbsent(
                run.group(), Method.ofId(run.config().path("algorithm").asString(""))));
        styles = new VariantStyles(methods);
    }

    /// The charts' numbers for scripts, in the order in which charts were asked for.
    ArrayNode data() {
        return data;
    }

    /// The chart that matters: of one run the returns before and after adaptation, of several those after it.
    RunModel.Chart returns() {
        ChartLines lines = new ChartLines();
        if (runs.size() == 1) {
            single(lines, runs.getFirst());
            return chart("Return before and after adaptation", lines, lines.caption());
        }
        curves(lines, AFTER);
        String caption = runs.size() > FEW
                ? "the mean of each group with a band of one standard deviation"
                : "each run, of several seeds thin behind their mean with a band of one standard deviation";
        return chart("Return after adaptation", lines, caption);
    }

    private static void single(ChartLines lines, ReportedRun run) {
        if (run.curves().iterations() == 0) {
            return;
        }
        lines.addSmoothed("before adaptation", "before", run.curves(), BEFORE);
        lines.addSmoothed("after", "after", run.curves(), AFTER);
        List<ReportedRun.HeldOut> heldOut = run.heldOut();
        for (ReportedRun.HeldOut point : heldOut) {
            if (point.steps() == 0 || point.equals(heldOut.getLast())) {
                lines.addMark(
                        "held-out tasks, " + steps(point.steps()),
                        point.steps() == 0 ? "before" : "after",
                        run.curves().envSteps(),
                        point.returns());
            }
        }
    }

    private static String steps(int steps) {
        return steps == 0 ? "before" : "after " + steps + (steps == 1 ? " step" : " steps");
    }

    /// All that [#returns] does not show.
    List<RunModel.Chart> others() {
        return Metric.all().stream()
                .filter(metric -> !metric.equals(AFTER) && (runs.size() > 1 || !metric.equals(BEFORE)))
                .filter(metric -> !metric.optional()
                        || runs.stream().anyMatch(run -> run.curves().has(metric)))
                .map(metric -> {
                    ChartLines lines = new ChartLines();
                    curves(lines, metric);
                    return chart(metric.heading(), lines, "");
                })
                .toList();
    }

    private void curves(ChartLines lines, Metric metric) {
        groups.forEach((name, all) -> {
            List<ReportedRun> members = all.stream()
                    .filter(run -> !metric.optional() || run.curves().has(metric))
                    .toList();
            if (members.isEmpty()) {
                return;
            }
            String style = runs.size() == 1 ? "after" : styles.cssClass(name);
            if (members.size() > 1) {
                lines.addMean(
                        name + ", mean of " + members.size(),
                        style,
                        members.stream().map(ReportedRun::curves).toList(),
                        metric,
                        GRID);
            }
            if (runs.size() > FEW) {
                return;
            }
            for (ReportedRun run : members) {
                RunCurves curves = run.curves();
                if (members.size() == 1) {
                    lines.add(run.name(), style, curves, metric);
                } else {
                    lines.add(run.name(), style, true, curves.steps(), curves.values(metric));
                }
            }
        });
    }

    private RunModel.Chart chart(String title, ChartLines lines, String caption) {
        if (lines.isEmpty()) {
            return new RunModel.Chart(title, "", "");
        }
        lines.describe(data.addObject());
        return new RunModel.Chart(title, caption, lines.svg(title));
    }

    /// How the groups look.
    VariantStyles styles() {
        return styles;
    }
}
