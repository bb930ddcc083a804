package org.sgmrl.report.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.io.AtomicFile;
import org.sgmrl.picture.PathFigure;
import org.sgmrl.report.chart.Axes;
import org.sgmrl.report.chart.HtmlPage;
import org.sgmrl.report.chart.Scale;
import org.sgmrl.run.Provenance;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.evaluation.Comparison;
import org.sgmrl.run.experiment.Cell;
import org.sgmrl.run.experiment.CellResult;
import org.sgmrl.run.experiment.Experiment;
import org.sgmrl.run.experiment.ExperimentPlan;
import org.sgmrl.run.experiment.ExperimentSummary;
import org.sgmrl.run.experiment.ExperimentSummary.Returns;
import org.sgmrl.run.experiment.ExperimentSummary.RowResult;
import org.sgmrl.run.experiment.LearningCurve;
import org.sgmrl.run.experiment.TimeLeft;
import org.sgmrl.run.folder.PolicyFile;
import org.sgmrl.run.settings.Setting;
import org.sgmrl.run.settings.SettingType;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.text.IntervalText;
import org.sgmrl.run.text.Json;
import org.sgmrl.statistics.CrossedIntervals;
import org.sgmrl.statistics.Interval;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The page of an experiment, `index.html`, with `results.json` beside it and, for 2D navigation, `figure1.svg` and
/// `figure1.png`.
public final class ExperimentPage {
    private static final int SMOOTHING = 10;
    private static final int MOST_POINTS = 250;
    private static final int GOALS = 6;

    private static final String STYLE = """
            .band { stroke: none; opacity: .18; }
            .line.before { stroke-dasharray: 5 4; stroke-width: 1.2; }
            .wide { overflow-x: auto; --w: min(94vw, 1300px); width: var(--w); margin-left: calc((100% - var(--w)) / 2); }
            .wide table { white-space: nowrap; font-size: .9rem; margin: auto; }
            pre { white-space: pre-wrap; overflow-wrap: anywhere; }
            """;

    private ExperimentPage() {}

    /// Writes the page and what lies beside it.
    ///
    /// @param plan what is run, as far as it is done
    /// @param summary of what is done
    /// @throws IOException if something cannot be read or written
    public static void write(ExperimentPlan plan, ExperimentSummary summary) throws IOException {
        Path folder = plan.folder();
        Experiment experiment = plan.experiment();
        List<Cell> cells = plan.cells();
        AtomicFile.write(
                folder.resolve("results.json"),
                Json.pretty(json(experiment, summary)).getBytes(StandardCharsets.UTF_8));
        StringBuilder html = new StringBuilder(65_536);
        VariantStyles styles = new VariantStyles(cells);
        HtmlPage.open(html, experiment.title(), styles.css() + STYLE);
        state(html, experiment, cells);
        table(html, experiment, summary, styles);
        comparisons(html, experiment, summary);
        for (Experiment.Row row : experiment.rows()) {
            curves(html, experiment, row, cells, styles);
        }
        figure(html, folder, experiment, cells);
        protocol(html, experiment, cells);
        raw(html, cells);
        HtmlPage.close(html);
        AtomicFile.write(folder.resolve("index.html"), html.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void state(StringBuilder html, Experiment experiment, List<Cell> cells) throws IOException {
        int done = 0;
        for (Cell cell : cells) {
            done += cell.result() == null ? 0 : 1;
        }
        if (done < cells.size()) {
            html.append("<p><strong>Not finished: ")
                    .append(done)
                    .append(" of ")
                    .append(cells.size())
                    .append(" runs are done.</strong> What follows is made of these.</p>\n");
        }
        if (experiment.reduction() != null) {
            html.append("<p><strong>A reduced version:</strong> ")
                    .append(HtmlPage.escape(experiment.reduction()))
                    .append(". Its figures are not comparable with the paper's.</p>\n");
        }
    }

    private static void table(
            StringBuilder html, Experiment experiment, ExperimentSummary summary, VariantStyles styles) {
        html.append("<h2>Mean return after adaptation</h2>\n<div class=\"wide\"><table><tr><th></th><th></th>")
                .append("<th>selected checkpoint</th><th>last iterate</th><th>before adaptation</th><th>n</th>")
                .append("<th>paper</th><th>ours − paper</th></tr>\n");
        for (RowResult row : summary.rows()) {
            for (Experiment.Variant variant : experiment.variants()) {
                Returns returns = row.returns().get(variant.name());
                Experiment.Published published = row.row().published().get(variant.name());
                html.append("<tr><td>")
                        .append(HtmlPage.escape(row.row().title()))
                        .append("</td><td>")
                        .append(styles.name(variant))
                        .append("</td>");
                if (returns == null) {
                    html.append("<td>no finished run</td><td></td><td></td><td>0</td>");
                } else {
                    Interval selected = CrossedIntervals.mean(returns.selected());
                    number(html, selected);
                    number(html, CrossedIntervals.mean(returns.last()));
                    number(html, CrossedIntervals.mean(returns.initial()));
                    html.append("<td>")
                            .append(returns.seeds())
                            .append(" × ")
                            .append(returns.selected()[0].length)
                            .append("</td>");
                }
                html.append("<td class=\"number\">");
                if (published != null) {
                    html.append(String.format(Locale.ROOT, "%.3f ± %.3f", published.mean(), published.deviation()));
                }
                html.append("</td><td class=\"number\">");
                if (published != null && returns != null) {
                    Interval selected = CrossedIntervals.mean(returns.selected());
                    html.append(String.format(Locale.ROOT, "%+.3f", selected.mean() - published.mean()));
                }
                html.append("</td></tr>\n");
            }
        }
        html.append("</table></div>\n<p>95 % intervals in brackets. n: seeds × test tasks.</p>\n");
    }

    private static void number(StringBuilder html, Interval interval) {
        html.append("<td class=\"number\">").append(IntervalText.of(interval)).append("</td>");
    }

    private static void comparisons(StringBuilder html, Experiment experiment, ExperimentSummary summary) {
        html.append("<h2>Comparisons</h2>\n");
        if (summary.comparisons().isEmpty()) {
            html.append("<p>No row has two finished variants yet.</p>\n");
            return;
        }
        html.append("<div class=\"wide\"><table><tr><th></th><th>difference</th><th>95 % interval</th>")
                .append("<th>effect (Hedges’ g)</th><th>Welch p</th><th>p, corrected (Holm)</th><th></th></tr>\n");
        for (Comparison c : summary.comparisons()) {
            html.append("<tr><td>")
                    .append(HtmlPage.escape(c.where()))
                    .append("</td><td>")
                    .append(c.first())
                    .append(" − ")
                    .append(c.second())
                    .append(String.format(
                            Locale.ROOT,
                            " = %.3f</td><td class=\"number\">%s</td><td class=\"number\">%s</td>",
                            c.outcome().difference().mean(),
                            IntervalText.ends(c.outcome().difference()),
                            orDash("%.2f", c.outcome().hedgesG())))
                    .append("<td class=\"number\">")
                    .append(orDash("%.4f", c.outcome().welchP()))
                    .append("</td><td class=\"number\">")
                    .append(orDash("%.4f", c.outcome().holmP()))
                    .append("</td><td>")
                    .append(c.verdict())
                    .append("</td></tr>\n");
        }
        html.append("</table></div>\n");
        if (experiment.reduction() != null) {
            html.append("<p>Reduced runs: they say nothing about the order of the paper’s figures.</p>\n");
            return;
        }
        for (Experiment.Row row : experiment.rows()) {
            order(html, row, summary);
        }
    }

    private static String orDash(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "–";
    }

    /// Whether the order of the paper's figures is found again.
    private static void order(StringBuilder html, Experiment.Row row, ExperimentSummary summary) {
        for (Comparison c : summary.comparisons()) {
            Experiment.Published first = row.published().get(c.first());
            Experiment.Published second = row.published().get(c.second());
            if (!c.where().equals(row.title()) || first == null || second == null) {
                continue;
            }
            double published = first.mean() - second.mean();
            html.append("<p>")
                    .append(HtmlPage.escape(row.title()))
                    .append(": the paper has ")
                    .append(c.first())
                    .append(published > 0 ? " above " : " below ")
                    .append(c.second())
                    .append(String.format(Locale.ROOT, " by %.3f. ", Math.abs(published)))
                    .append(order(c, published))
                    .append(" Difference here ")
                    .append(IntervalText.of(c.outcome().difference()))
                    .append(".</p>\n");
        }
    }

    /// What a comparison says about the order.
    ///
    /// @param published difference of the paper's figures
    static String order(Comparison c, double published) {
        if (!Double.isFinite(c.outcome().welchP())) {
            return "Here the order is not tested: " + c.verdict() + ".";
        }
        if (!c.outcome().decided()) {
            return "Here the order is " + c.verdict() + ".";
        }
        return Math.signum(published) == Math.signum(c.outcome().difference().mean())
                ? "The order holds here."
                : "<strong>The order does not hold here.</strong>";
    }

    /// Curves of one variant over the seeds.
    ///
    /// @param steps environment steps
    /// @param before mean return before adaptation
    /// @param after mean return after adaptation
    /// @param low of the seeds, after adaptation
    /// @param high of the seeds, after adaptation
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Curve(double[] steps, double[] before, double[] after, double[] low, double[] high) {}

    private static void curves(
            StringBuilder html, Experiment experiment, Experiment.Row row, List<Cell> cells, VariantStyles styles)
            throws IOException {
        Map<Experiment.Variant, Curve> curves = new LinkedHashMap<>();
        for (Experiment.Variant variant : experiment.variants()) {
            Curve curve = curve(cells.stream()
                    .filter(cell -> cell.row().equals(row) && cell.variant().equals(variant))
                    .toList());
            if (curve != null) {
                curves.put(variant, curve);
            }
        }
        html.append("<h2>").append(HtmlPage.escape(row.title())).append("</h2>\n");
        if (curves.isEmpty()) {
            html.append("<p>No run yet.</p>\n");
            return;
        }
        List<double[]> values = new ArrayList<>();
        List<double[]> steps = new ArrayList<>();
        steps.add(new double[] {0});
        curves.values().forEach(curve -> {
            values.add(curve.before());
            values.add(curve.low());
            values.add(curve.high());
            steps.add(curve.steps());
        });
        Axes axes = new Axes(Scale.linear(steps), Scale.linear(values));
        html.append("<p>Mean return of a meta-batch against environment steps, a mean over ")
                .append(SMOOTHING)
                .append(" iterations: ");
        curves.keySet().forEach(variant -> html.append(styles.name(variant)).append(' '));
        html.append("after adaptation (line: mean of the seeds; band: from the lowest to the highest seed) and before")
                .append(" (dashed).</p>\n<svg viewBox=\"0 0 ")
                .append(Axes.WIDTH)
                .append(' ')
                .append(Axes.HEIGHT)
                .append("\" role=\"img\" aria-label=\"learning curves\">\n");
        axes.draw(html);
        curves.forEach((variant, curve) -> {
            String style = styles.cssClass(variant);
            axes.band(html, "band " + style, curve.steps(), curve.low(), curve.high());
            axes.line(html, "line before " + style, curve.steps(), curve.before());
            axes.line(html, "line " + style, curve.steps(), curve.after());
        });
        html.append("</svg>\n");
    }

    private static @Nullable Curve curve(List<Cell> cells) throws IOException {
        List<LearningCurve> runs = new ArrayList<>();
        for (Cell cell : cells) {
            if (cell.isBegun()) {
                LearningCurve run = LearningCurve.read(cell.path());
                if (run.length() > 0) {
                    runs.add(run);
                }
            }
        }
        if (runs.isEmpty()) {
            return null;
        }
        int length = runs.stream().mapToInt(LearningCurve::length).min().orElseThrow();
        int stride = Math.max(1, length / MOST_POINTS);
        int points = (length + stride - 1) / stride;
        Curve curve = new Curve(
                new double[points], new double[points], new double[points], new double[points], new double[points]);
        for (int p = 0; p < points; p++) {
            int i = Math.min(length - 1, p * stride);
            curve.low()[p] = Double.POSITIVE_INFINITY;
            curve.high()[p] = Double.NEGATIVE_INFINITY;
            for (LearningCurve run : runs) {
                double after = run.after(i, SMOOTHING);
                curve.steps()[p] += run.envSteps(i) / (double) runs.size();
                curve.before()[p] += run.before(i, SMOOTHING) / runs.size();
                curve.after()[p] += after / runs.size();
                curve.low()[p] = Math.min(curve.low()[p], after);
                curve.high()[p] = Math.max(curve.high()[p], after);
            }
        }
        return curve;
    }

    /// Paths of the selected policies of seed 0, where there are some on 2D navigation.
    private static void figure(StringBuilder html, Path folder, Experiment experiment, List<Cell> cells)
            throws IOException {
        List<PathFigure.PathPanel> panels = new ArrayList<>();
        Experiment.Row row = experiment.rows().getFirst();
        for (Cell cell : cells) {
            if (cell.seed() == cells.getFirst().seed()
                    && cell.row().equals(row)
                    && cell.request().environment() instanceof PointNavigation navigation
                    && cell.result() != null) {
                var settings = cell.request().settings();
                double[] theta = PolicyFile.read(
                        cell.path()
                                .resolve(
                                        experiment.validationTasks() > 0
                                                ? "selected.safetensors"
                                                : "policy.safetensors"),
                        settings.newPolicy(navigation.spec()));
                List<PathFigure.Paths> goals = new ArrayList<>();
                for (NavigationPaths paths : NavigationPaths.sample(navigation, settings, theta, GOALS)) {
                    goals.add(new PathFigure.Paths(
                            paths.goal().x(),
                            paths.goal().y(),
                            paths.before().subList(0, 1),
                            paths.after().subList(0, Math.min(2, paths.after().size()))));
                }
                panels.add(new PathFigure.PathPanel(cell.variant().name(), goals));
            }
        }
        if (panels.isEmpty()) {
            return;
        }
        PathFigure figure = new PathFigure(panels);
        AtomicFile.write(folder.resolve("figure1.svg"), figure.svg());
        AtomicFile.write(folder.resolve("figure1.png"), figure.png(2));
        html.append("<h2>Paths (the paper’s Figure 1)</h2>\n<p>Six unseen goals (+). For each, two paths after one")
                .append(" adaptation to it, in the goal’s colour, and in grey one path before. Selected checkpoint of")
                .append(
                        " the first seed. Also as <a href=\"figure1.svg\">SVG</a> and <a href=\"figure1.png\">PNG</a>.</p>\n")
                .append(figure.svg());
    }

    private static String selection(Experiment experiment, RunRequest first) {
        return experiment.validationTasks() == 0
                ? "<li>The last iterate is tested; no checkpoint is selected.</li>\n"
                : "<li>Selected checkpoint: of one every " + first.options().checkpointEvery()
                        + " iterations the one with the highest return on " + experiment.validationTasks()
                        + " validation tasks, which are not test tasks.</li>\n";
    }

    private static void protocol(StringBuilder html, Experiment experiment, List<Cell> cells) {
        RunRequest first = cells.getFirst().request();
        html.append("<h2>How it was measured</h2>\n<ul>\n<li>Return: sum of rewards, not discounted, mean over ")
                .append(first.settings().sampling().outerTrajectories())
                .append(" trajectories of each task after adaptation to it.</li>\n<li>Test: ")
                .append(experiment.testTasks())
                .append(" tasks that share no randomness with training or selection, the same for all runs.</li>\n")
                .append(selection(experiment, first))
                .append("<li>Intervals: 95 %, over seeds and")
                .append(
                        " tasks: Student’s t with the variances of both and Satterthwaite’s degrees of freedom. With one")
                .append(
                        " seed they cover the choice of tasks only.</li>\n<li>Test: Welch’s t-test of the seeds’ means,")
                .append(" two-sided, Holm’s correction for all comparisons on this page. Effect: Hedges’ g.</li>\n")
                .append(
                        experiment.rows().stream()
                                        .allMatch(row -> row.published().isEmpty())
                                ? ""
                                : "<li>The paper gives mean ± deviation over 4 seeds; its released code reports the best of"
                                        + " many validations of a run, which flatters; ours does not.</li>\n")
                .append("</ul>\n");
        html.append("<h2>Settings</h2>\n<table>\n<tr><th>preset</th><td>")
                .append(SettingType.id(first.preset()))
                .append("</td></tr>\n");
        for (Setting.OfTraining<?> setting : Settings.TRAINING) {
            if (!List.of("algorithm", "inner-steps", "seed", "baseline").contains(setting.name())) {
                html.append("<tr><th>")
                        .append(HtmlPage.escape(setting.name()))
                        .append("</th><td>")
                        .append(HtmlPage.escape(setting.text(first.settings())))
                        .append("</td></tr>\n");
            }
        }
        html.append("</table>\n");
    }

    private static void raw(StringBuilder html, List<Cell> cells) throws IOException {
        html.append("<h2>Raw data</h2>\n<p><a href=\"results.json\">results.json</a>. Runs, each with the command that")
                .append(" makes it:</p>\n<details><summary>")
                .append(cells.size())
                .append(" runs</summary>\n");
        double seconds = 0;
        for (Cell cell : cells) {
            CellResult result = cell.result();
            String link = "runs/" + cell.name() + "/";
            html.append("<p>").append(HtmlPage.escape(cell.name())).append(": ");
            if (result == null) {
                html.append("not finished");
            } else {
                seconds += result.seconds();
                html.append(String.format(
                        Locale.ROOT,
                        "%,d environment steps in %.0f s; <a href=\"%scell.json\">cell.json</a>,"
                                + " <a href=\"%smetrics.jsonl\">metrics.jsonl</a>, <a href=\"%sreport.html\">report</a>",
                        result.envSteps(),
                        result.seconds(),
                        link,
                        link,
                        link));
            }
            html.append("</p><pre>./sgmrl ")
                    .append(HtmlPage.escape(String.join(" ", cell.command())))
                    .append("</pre>\n");
        }
        ObjectNode machine = Json.object();
        Provenance.describe(machine);
        html.append("</details>\n<p>Training took ")
                .append(TimeLeft.text(seconds))
                .append(" in all. This page: sgmrl ")
                .append(HtmlPage.escape(machine.path("version").asString("")))
                .append(", commit ")
                .append(HtmlPage.escape(machine.path("commit").asString("unknown")))
                .append(", ")
                .append(HtmlPage.escape(machine.path("java").asString("")))
                .append(", ")
                .append(HtmlPage.escape(machine.path("processor").asString("")))
                .append(".</p>\n");
    }

    private static ObjectNode json(Experiment experiment, ExperimentSummary summary) {
        ObjectNode root = Json.object();
        root.put("experiment", experiment.name());
        root.put("reduction", experiment.reduction());
        ArrayNode rows = root.putArray("rows");
        for (RowResult row : summary.rows()) {
            row.returns().forEach((variant, returns) -> {
                ObjectNode node = rows.addObject();
                node.put("row", row.row().id());
                node.put("algorithm", variant);
                node.put("seeds", returns.seeds());
                node.put("tasks", returns.selected()[0].length);
                Json.putInterval(node.putObject("selected"), CrossedIntervals.mean(returns.selected()));
                Json.putInterval(node.putObject("last"), CrossedIntervals.mean(returns.last()));
                Json.putInterval(node.putObject("beforeAdaptation"), CrossedIntervals.mean(returns.initial()));
                Experiment.Published published = row.row().published().get(variant);
                if (published != null) {
                    node.putObject("paper").put("mean", published.mean()).put("deviation", published.deviation());
                }
            });
        }
        ArrayNode comparisons = root.putArray("comparisons");
        for (Comparison c : summary.comparisons()) {
            ObjectNode node = comparisons.addObject();
            experiment.rows().stream()
                    .filter(row -> row.title().equals(c.where()))
                    .forEach(row -> node.put("row", row.id()));
            c.put(node);
        }
        return root;
    }
}
