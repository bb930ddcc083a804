package org.sgmrl.run.experiment;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.sgmrl.run.evaluation.Comparison;
import org.sgmrl.run.experiment.ExperimentSummary.Returns;
import org.sgmrl.run.experiment.ExperimentSummary.RowResult;
import org.sgmrl.run.text.Json;
import org.sgmrl.statistics.Aggregates;
import org.sgmrl.statistics.Bootstrap;
import org.sgmrl.statistics.CrossedIntervals;
import org.sgmrl.statistics.Interval;
import org.sgmrl.statistics.Resampling;
import org.sgmrl.statistics.Scores;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What bootstraps say about an experiment (Agarwal et al. 2021), computed once: each interval costs thousands of resamples.
/// A function of the results alone, so that `results.json` has the same bytes whenever it is written.
public final class ExperimentStatistics {
    /// Seeds and tasks are both drawn: each training is tested on tasks that stand for others.
    public static final Bootstrap BOOTSTRAP =
            new Bootstrap(Resampling.SEEDS_AND_TASKS, Bootstrap.Method.EXPANDED, 2000, 0);

    private final Experiment experiment;
    private final ExperimentSummary summary;
    private final IdentityHashMap<Returns, Interval> interquartileMeans = new IdentityHashMap<>();
    private final Map<Comparison, Interval> improvements = new HashMap<>();
    private final AcrossEnvironments across;

    private ExperimentStatistics(Experiment experiment, ExperimentSummary summary) {
        this.experiment = experiment;
        this.summary = summary;
        this.across = AcrossEnvironments.of(experiment, summary.rows());
        for (RowResult row : summary.rows()) {
            for (Returns returns : row.returns().values()) {
                interquartileMeans.put(
                        returns, BOOTSTRAP.interval(Scores.of(returns.selected()), Aggregates::interquartileMean));
            }
        }
        for (Comparison comparison : summary.comparisons()) {
            summary.rows().stream()
                    .filter(row -> row.row().title().equals(comparison.where()))
                    .forEach(row -> compare(comparison, row));
        }
    }

    /// Computes them.
    ///
    /// @param experiment what was run
    /// @param summary what is finished of it
    /// @return the statistics
    public static ExperimentStatistics of(Experiment experiment, ExperimentSummary summary) {
        return new ExperimentStatistics(experiment, summary);
    }

    private void compare(Comparison comparison, RowResult row) {
        Returns first = row.returns().get(comparison.first());
        Returns second = row.returns().get(comparison.second());
        if (first != null && second != null) {
            improvements.put(
                    comparison,
                    BOOTSTRAP.probabilityOfImprovement(Scores.of(first.selected()), Scores.of(second.selected())));
        }
    }

    /// The mean of the middle half of all returns of the selected checkpoints, which a collapsed seed does not move.
    ///
    /// @param returns of the summary
    /// @return with its interval
    public Interval interquartileMean(Returns returns) {
        return Objects.requireNonNull(interquartileMeans.get(returns), "returns");
    }

    /// How likely a seed of the first variant is above one of the second on a task.
    ///
    /// @param comparison of the summary
    /// @return the probability with its interval
    public Interval improvement(Comparison comparison) {
        return Objects.requireNonNull(improvements.get(comparison), "comparison");
    }

    /// All environments together.
    ///
    /// @return without variants where they cannot be
    public AcrossEnvironments across() {
        return across;
    }

    /// `results.json`.
    ///
    /// @return what is finished, with all intervals and tests
    public ObjectNode json() {
        ObjectNode root = Json.object();
        root.put("experiment", experiment.name());
        root.put("reduction", experiment.reduction());
        ArrayNode rows = root.putArray("rows");
        for (RowResult row : summary.rows()) {
            row.returns().forEach((variant, returns) -> put(rows.addObject(), row, variant, returns));
        }
        ArrayNode comparisons = root.putArray("comparisons");
        for (Comparison comparison : summary.comparisons()) {
            ObjectNode node = comparisons.addObject();
            experiment.rows().stream()
                    .filter(row -> row.title().equals(comparison.where()))
                    .forEach(row -> node.put("row", row.id()));
            comparison.put(node);
            put(node.putObject("probabilityOfImprovement"), improvement(comparison));
        }
        ArrayNode together = root.putArray("acrossEnvironments");
        across.variants().forEach(variant -> put(together.addObject(), variant));
        return root;
    }

    private void put(ObjectNode node, RowResult row, String variant, Returns returns) {
        node.put("row", row.row().id());
        node.put("algorithm", variant);
        node.put("seeds", returns.seeds());
        node.put("tasks", returns.selected()[0].length);
        Json.putInterval(node.putObject("selected"), CrossedIntervals.mean(returns.selected()));
        Json.putInterval(node.putObject("last"), CrossedIntervals.mean(returns.last()));
        put(node.putObject("interquartileMean"), interquartileMean(returns));
        Json.putInterval(node.putObject("beforeAdaptation"), CrossedIntervals.mean(returns.initial()));
        Experiment.Published published = row.row().published().get(variant);
        if (published != null) {
            node.putObject("paper").put("mean", published.mean()).put("deviation", published.deviation());
        }
        if (row.reduction() != null) {
            node.put("reduction", row.reduction());
        }
    }

    private static void put(ObjectNode node, AcrossEnvironments.Variant variant) {
        node.put("algorithm", variant.name());
        node.put("seeds", variant.scores().runs());
        node.put("environments", variant.scores().tasks());
        put(node.putObject("interquartileMean"), variant.interquartileMean());
        put(node.putObject("mean"), variant.mean());
        put(node.putObject("median"), variant.median());
        put(node.putObject("optimalityGap"), variant.optimalityGap());
        if (variant.improvement() != null) {
            put(node.putObject("probabilityOfImprovement"), variant.improvement());
        }
    }

    private static void put(ObjectNode node, Interval interval) {
        Json.putNumber(node, "value", interval.estimate());
        Json.putNumber(node, "low", interval.low());
        Json.putNumber(node, "high", interval.high());
    }
}
