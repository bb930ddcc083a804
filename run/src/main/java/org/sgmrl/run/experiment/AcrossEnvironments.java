package org.sgmrl.run.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.experiment.ExperimentSummary.Returns;
import org.sgmrl.run.experiment.ExperimentSummary.RowResult;
import org.sgmrl.statistics.Aggregate;
import org.sgmrl.statistics.Aggregates;
import org.sgmrl.statistics.Bootstrap;
import org.sgmrl.statistics.Interval;
import org.sgmrl.statistics.Normalization;
import org.sgmrl.statistics.Resampling;
import org.sgmrl.statistics.Scores;

/// All environments of an experiment together: the score of a seed on an environment is its mean return there, placed
/// between the returns that the experiment gives for 0 and 1 (Agarwal et al. 2021). Intervals are of other seeds on the same
/// environments; those are not drawn.
///
/// @param variants what each variant with a finished seed on every environment reaches, in the experiment's order
public record AcrossEnvironments(List<Variant> variants) {
    /// Runs of different environments share nothing, not even where their seeds are the same.
    public static final Bootstrap BOOTSTRAP = new Bootstrap(Resampling.RUNS, Bootstrap.Method.EXPANDED, 2000, 0);

    private static final double AS_GOOD_AS_NEED_BE = 1;

    /// A variant's scores and their aggregates.
    ///
    /// @param name of the variant
    /// @param scores `[seeds][environments]`, as many seeds as are finished everywhere, each environment's first
    /// @param interquartileMean of all scores
    /// @param mean of all scores
    /// @param median over environments of the mean over seeds
    /// @param optimalityGap how far scores stay below 1 on average
    /// @param improvement probability that a seed of the experiment's first variant is above one of this on the same
    ///     environment; null for the first itself, and where the first is not finished
    public record Variant(
            String name,
            Scores scores,
            Interval interquartileMean,
            Interval mean,
            Interval median,
            Interval optimalityGap,
            @Nullable Interval improvement) {}

    /// Copies.
    public AcrossEnvironments {
        variants = List.copyOf(variants);
    }

    /// Puts environments together.
    ///
    /// @param experiment what was run
    /// @param rows what is finished of it
    /// @return empty where there is one environment, where returns have no scores, or before a variant is finished everywhere
    public static AcrossEnvironments of(Experiment experiment, List<RowResult> rows) {
        if (rows.size() < 2 || rows.stream().anyMatch(row -> row.row().scores() == null)) {
            return new AcrossEnvironments(List.of());
        }
        List<Normalization> normalizations = rows.stream()
                .map(row -> Objects.requireNonNull(row.row().scores()))
                .toList();
        SequencedMap<String, Scores> scores = new LinkedHashMap<>();
        for (Experiment.Variant variant : experiment.variants()) {
            List<double[][]> returns = rows.stream()
                    .map(row -> row.returns().get(variant.name()))
                    .filter(Objects::nonNull)
                    .map(Returns::selected)
                    .toList();
            if (returns.size() == rows.size()) {
                int seeds = returns.stream().mapToInt(each -> each.length).min().orElseThrow();
                scores.put(
                        variant.name(),
                        Scores.ofEnvironments(
                                returns.stream()
                                        .map(each -> Scores.of(Arrays.copyOf(each, seeds)))
                                        .toList(),
                                normalizations));
            }
        }
        String first = experiment.variants().getFirst().name();
        List<Variant> variants = new ArrayList<>();
        scores.forEach(
                (name, each) -> variants.add(variant(name, each, name.equals(first) ? null : scores.get(first))));
        return new AcrossEnvironments(variants);
    }

    private static Variant variant(String name, Scores scores, @Nullable Scores first) {
        return new Variant(
                name,
                scores,
                interval(scores, Aggregates::interquartileMean),
                interval(scores, Aggregates::mean),
                interval(scores, Aggregates::median),
                interval(scores, sample -> Aggregates.optimalityGap(sample, AS_GOOD_AS_NEED_BE)),
                first == null ? null : BOOTSTRAP.probabilityOfImprovement(first, scores));
    }

    private static Interval interval(Scores scores, Aggregate aggregate) {
        return BOOTSTRAP.interval(scores, aggregate);
    }
}
