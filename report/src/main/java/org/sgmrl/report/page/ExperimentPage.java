package org.sgmrl.report.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sgmrl.adapt.PolicyFile;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.io.AtomicFile;
import org.sgmrl.picture.PathFigure;
import org.sgmrl.report.chart.NavigationPaths;
import org.sgmrl.report.chart.Scale;
import org.sgmrl.run.Provenance;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.evaluation.Comparison;
import org.sgmrl.run.experiment.AcrossEnvironments;
import org.sgmrl.run.experiment.Cell;
import org.sgmrl.run.experiment.CellResult;
import org.sgmrl.run.experiment.Experiment;
import org.sgmrl.run.experiment.ExperimentPlan;
import org.sgmrl.run.experiment.ExperimentStatistics;
import org.sgmrl.run.experiment.ExperimentSummary;
import org.sgmrl.run.experiment.ExperimentSummary.Returns;
import org.sgmrl.run.experiment.ExperimentSummary.RowResult;
import org.sgmrl.run.experiment.Rates;
import org.sgmrl.run.experiment.TimeLeft;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.text.IntervalText;
import org.sgmrl.run.text.Json;
import org.sgmrl.run.text.OneLine;
import org.sgmrl.statistics.CrossedIntervals;
import org.sgmrl.statistics.Interval;
import org.sgmrl.statistics.Scores;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The page of an experiment, `index.html`, with `results.json` and the learning curves as pictures, `curves-ROW.svg`,
/// beside it and, for 2D navigation, `figure1.svg` and `figure1.png`.
public final class ExperimentPage {
    private static final int GOALS = 6;
    /// Of more comparisons only those that are decided are told before anybody asks.
    private static final int READ_AT_ONCE = 8;

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
        ExperimentStatistics statistics = ExperimentStatistics.of(experiment, summary);
        Rates rates = Rates.of(cells);
        AtomicFile.write(
                folder.resolve("results.json"), Json.pretty(statistics.json()).getBytes(StandardCharsets.UTF_8));
        VariantStyles styles = VariantStyles.of(cells);
        List<ExperimentModel.Curves> curves = new ArrayList<>();
        for (RowResult row : summary.rows()) {
            curves.add(curves(folder, experiment, row, cells, styles));
        }
        int done = 0;
        double seconds = 0;
        Map<String, Integer> makers = new LinkedHashMap<>();
        List<ExperimentModel.Run> runs = new ArrayList<>();
        for (Cell cell : cells) {
            CellResult result = cell.result();
            if (result != null) {
                done++;
                seconds += result.seconds();
                makers.merge(maker(cell), 1, Integer::sum);
            }
            runs.add(run(cell, result));
        }
        boolean many = summary.comparisons().size() > READ_AT_ONCE;
        ExperimentModel model = new ExperimentModel(
                experiment.title(),
                Page.style() + styles.css(),
                done,
                plan.reductions(),
                sentences(
                        summary.comparisons(),
                        comparison -> !many || comparison.outcome().decided()),
                sentences(
                        summary.comparisons(),
                        comparison -> many && !comparison.outcome().decided()),
                results(experiment, summary, statistics, rates, styles),
                summary.comparisons().stream()
                        .map(comparison -> compared(comparison, statistics.improvement(comparison), rates))
                        .toList(),
                experiment.reduction() == null ? orders(summary) : List.of(),
                across(experiment, statistics.across(), styles),
                ExperimentCurves.SMOOTHING,
                curves,
                figure(folder, experiment, cells),
                protocol(experiment, cells),
                runs,
                TimeLeft.text(seconds),
                makers(makers),
                machine());
        AtomicFile.write(
                folder.resolve("index.html"), Page.of("experiment", model).getBytes(StandardCharsets.UTF_8));
    }

    private static List<ExperimentModel.Result> results(
            Experiment experiment,
            ExperimentSummary summary,
            ExperimentStatistics statistics,
            Rates rates,
            VariantStyles styles) {
        List<ExperimentModel.Result> results = new ArrayList<>();
        for (RowResult row : summary.rows()) {
            for (Experiment.Variant variant : experiment.variants()) {
                Returns returns = row.returns().get(variant.name());
                Experiment.Published published = row.row().published().get(variant.name());
                results.add(new ExperimentModel.Result(
                        row.row().title(),
                        styles.name(variant),
                        returns == null ? null : returns(returns, statistics.interquartileMean(returns)),
                        orDash("%,.0f", rates.median(row.row().title(), variant.name())),
                        published == null
                                ? ""
                                : String.format(Locale.ROOT, "%.3f ± %.3f", published.mean(), published.deviation()),
                        published == null || returns == null || !row.isComparable()
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        "%+.3f",
                                        CrossedIntervals.mean(returns.selected())
                                                        .mean()
                                                - published.mean())));
            }
        }
        return results;
    }

    private static ExperimentModel.Returns returns(Returns returns, Interval robust) {
        return new ExperimentModel.Returns(
                IntervalText.of(CrossedIntervals.mean(returns.selected())),
                IntervalText.of(CrossedIntervals.mean(returns.last())),
                IntervalText.of(robust),
                IntervalText.of(CrossedIntervals.mean(returns.initial())),
                returns.seeds(),
                returns.selected()[0].length);
    }

    private static List<ExperimentModel.Verdict> sentences(List<Comparison> comparisons, Predicate<Comparison> which) {
        return comparisons.stream().filter(which).map(ExperimentPage::sentence).toList();
    }

    /// A comparison in words.
    private static ExperimentModel.Verdict sentence(Comparison c) {
        return new ExperimentModel.Verdict(
                c.where(),
                c.verdict(),
                String.format(
                        Locale.ROOT,
                        "%s − %s = %.3f %s",
                        c.first(),
                        c.second(),
                        c.outcome().difference().mean(),
                        IntervalText.ends(c.outcome().difference())));
    }

    private static ExperimentModel.Compared compared(Comparison c, Interval improvement, Rates rates) {
        return new ExperimentModel.Compared(
                c.where(),
                c.first(),
                c.second(),
                String.format(Locale.ROOT, "%.3f", c.outcome().difference().mean()),
                IntervalText.ends(c.outcome().difference()),
                IntervalText.of(improvement),
                orDash("%.2f", rates.median(c.where(), c.second()) / rates.median(c.where(), c.first())),
                orDash("%.2f", c.outcome().hedgesG()),
                orDash("%.4f", c.outcome().welchP()),
                orDash("%.4f", c.outcome().holmP()),
                c.verdict());
    }

    private static String orDash(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "–";
    }

    /// Whether the orders of the paper's figures are found again, where runs are as long as the paper's.
    private static List<ExperimentModel.Order> orders(ExperimentSummary summary) {
        List<ExperimentModel.Order> orders = new ArrayList<>();
        for (RowResult result : summary.rows()) {
            Experiment.Row row = result.row();
            for (Comparison c : result.isComparable() ? summary.comparisons() : List.<Comparison>of()) {
                Experiment.Published first = row.published().get(c.first());
                Experiment.Published second = row.published().get(c.second());
                if (c.where().equals(row.title()) && first != null && second != null) {
                    double published = first.mean() - second.mean();
                    orders.add(new ExperimentModel.Order(
                            row.title(),
                            c.first(),
                            published > 0,
                            c.second(),
                            String.format(Locale.ROOT, "%.3f", Math.abs(published)),
                            order(c, published),
                            contradicts(c, published),
                            IntervalText.of(c.outcome().difference())));
                }
            }
        }
        return orders;
    }

    private static boolean contradicts(Comparison c, double published) {
        return c.outcome().decided()
                && Math.signum(published)
                        != Math.signum(c.outcome().difference().mean());
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
        return contradicts(c, published) ? "The order does not hold here." : "The order holds here.";
    }

    private static ExperimentModel.Curves curves(
            Path folder, Experiment experiment, RowResult result, List<Cell> cells, VariantStyles styles)
            throws IOException {
        Experiment.Row row = result.row();
        ExperimentCurves curves = ExperimentCurves.read(experiment, row, cells);
        if (curves.isEmpty()) {
            return new ExperimentModel.Curves(
                    row.title(), List.of(), "", "", List.of(), List.of(), List.of(), List.of(), "");
        }
        List<Experiment.Variant> unadapted = cells.stream()
                .filter(cell -> cell.row().equals(row)
                        && cell.request()
                                        .settings()
                                        .estimator()
                                        .forTraining()
                                        .innerStep()
                                        .steps()
                                == 0)
                .map(Cell::variant)
                .distinct()
                .toList();
        String file = "curves-" + row.id() + ".svg";
        AtomicFile.write(
                folder.resolve(file), curves.standalone(row.title(), styles).getBytes(StandardCharsets.UTF_8));
        List<ExperimentModel.Arrivals> arrivals = new ArrayList<>();
        for (Experiment.Variant variant :
                experiment.levels().isEmpty() ? List.<Experiment.Variant>of() : curves.variants()) {
            arrivals.add(new ExperimentModel.Arrivals(
                    styles.name(variant),
                    experiment.levels().stream()
                            .map(level -> arrival(curves.arrival(variant, level)))
                            .toList()));
        }
        return new ExperimentModel.Curves(
                row.title(),
                curves.variants().stream().map(styles::name).toList(),
                curves.svg(styles),
                file,
                curves.variants().stream()
                        .filter(unadapted::contains)
                        .map(styles::name)
                        .toList(),
                experiment.levels().stream()
                        .map(level -> String.format(Locale.ROOT, "%s", Scale.label(level)))
                        .toList(),
                arrivals,
                curves.variants().stream()
                        .map(variant -> new ExperimentModel.Gain(styles.name(variant), curves.lastQuarterGain(variant)))
                        .filter(gain -> !gain.gain().isEmpty())
                        .toList(),
                result.returns().isEmpty()
                        ? ""
                        : new ExperimentProfiles(selected(result), ExperimentStatistics.BOOTSTRAP).svg(styles));
    }

    private static Map<String, Scores> selected(RowResult result) {
        Map<String, Scores> selected = new LinkedHashMap<>();
        result.returns().forEach((variant, returns) -> selected.put(variant, Scores.of(returns.selected())));
        return selected;
    }

    private static ExperimentModel.Across across(
            Experiment experiment, AcrossEnvironments across, VariantStyles styles) {
        Map<String, Scores> scores = new LinkedHashMap<>();
        List<ExperimentModel.Together> rows = new ArrayList<>();
        for (AcrossEnvironments.Variant each : across.variants()) {
            scores.put(each.name(), each.scores());
            rows.add(new ExperimentModel.Together(
                    styles.name(each.name()),
                    IntervalText.of(each.interquartileMean()),
                    IntervalText.of(each.mean()),
                    IntervalText.of(each.median()),
                    IntervalText.of(each.optimalityGap()),
                    each.improvement() == null ? "" : IntervalText.of(each.improvement()),
                    each.scores().runs()));
        }
        List<String> ends = new ArrayList<>();
        for (Experiment.Row row : experiment.rows()) {
            if (row.scores() != null) {
                ends.add(String.format(
                        Locale.ROOT,
                        "%s %s and %s",
                        row.title(),
                        Scale.label(row.scores().zero()),
                        Scale.label(row.scores().one())));
            }
        }
        return new ExperimentModel.Across(
                experiment.variants().getFirst().name(),
                String.join("; ", ends),
                rows,
                rows.isEmpty() ? "" : new ExperimentProfiles(scores, AcrossEnvironments.BOOTSTRAP).svg(styles));
    }

    private static String arrival(ExperimentCurves.Arrival arrival) {
        return Double.isFinite(arrival.median())
                ? String.format(
                        Locale.ROOT,
                        "%.2f million (%d of %d)",
                        arrival.median() / 1e6,
                        arrival.reached(),
                        arrival.seeds())
                : String.format(Locale.ROOT, "– (%d of %d)", arrival.reached(), arrival.seeds());
    }

    /// Paths of the selected policies of seed 0, where there are some on 2D navigation.
    private static String figure(Path folder, Experiment experiment, List<Cell> cells) throws IOException {
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
            return "";
        }
        PathFigure figure = new PathFigure(panels);
        AtomicFile.write(folder.resolve("figure1.svg"), figure.svg());
        AtomicFile.write(folder.resolve("figure1.png"), figure.png(2));
        return figure.svg();
    }

    private static ExperimentModel.Protocol protocol(Experiment experiment, List<Cell> cells) {
        RunRequest first = cells.getFirst().request();
        return new ExperimentModel.Protocol(
                first.settings().sampling().innerTrajectories(),
                experiment.testTasks(),
                experiment.validationTasks(),
                first.options().checkpointEvery(),
                experiment.rows().stream().anyMatch(row -> !row.published().isEmpty()),
                ExperimentSettings.of(cells));
    }

    private static ExperimentModel.Run run(Cell cell, @Nullable CellResult result) {
        return new ExperimentModel.Run(
                cell.name(),
                "runs/" + cell.name() + "/",
                result == null
                        ? ""
                        : String.format(
                                Locale.ROOT, "%,d environment steps in %.0f s", result.envSteps(), result.seconds()),
                OneLine.command(cell.command()));
    }

    /// Runs of different versions stand beside each other where an experiment took long.
    private static String makers(Map<String, Integer> runs) {
        return runs.entrySet().stream()
                .map(made -> made.getKey() + " (" + made.getValue() + (made.getValue() == 1 ? " run)" : " runs)"))
                .collect(Collectors.joining("; "));
    }

    private static String maker(Cell cell) {
        JsonNode made = RunFolder.open(cell.path()).runConfig().provenance();
        return "sgmrl " + made.path("version").asString("unknown") + ", commit "
                + made.path("commit").asString("unknown");
    }

    private static String machine() {
        ObjectNode machine = Json.object();
        Provenance.describe(machine);
        return String.join(
                ", ",
                machine.path("version").asString(""),
                "commit " + machine.path("commit").asString("unknown"),
                machine.path("java").asString(""),
                machine.path("processor").asString(""));
    }
}
