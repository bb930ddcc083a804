package org.sgmrl.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.descriptive.Quantile.EstimationMethod;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/// 95 % bootstrap intervals, for aggregates that have no formula for their error. A function of the scores
/// and the seed. Where nothing that is drawn can vary (one run, and tasks not drawn or only one) there is no
/// interval.
///
/// **With few runs they cover less than they say.** Measured for 3, 5, 8 and 16 runs: percentile intervals
/// of an interquartile mean over five environments cover 86, 90, 92 and 94 %, those of a mean over whole rows
/// 73, 85, 89 and 92 %; [Method#EXPANDED] gives 93, 94, 94, 95 and 82, 93, 94, 95 %. Whole rows cannot do
/// better with few: an interval of the mean that stays between the smallest and the largest of n values
/// misses the centre of a symmetric law with probability 2^(1 − n) or more. For means [CrossedIntervals] and
/// [StudentIntervals] do not have this fault. docs/results/statistics.md has the tables, and shows that the
/// bias-corrected accelerated interval (BCa), which is not here, covers no better.
///
/// Sources: B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7 (1979);
/// Agarwal et al. 2021 (see [Aggregates]); T. Hesterberg, "What teachers should know about the bootstrap",
/// The American Statistician 69 (2015).
///
/// @param resampling what is drawn
/// @param method how the interval is made of the resamples
/// @param resamples how many; the standard error of an end is a few percent of the interval's width with 2000
/// @param seed of the drawing
public record Bootstrap(Resampling resampling, Method method, int resamples, long seed) {
    private static final double TAIL = 0.025;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    /// Linear between order statistics, as numpy and so rliable have it.
    private static final Quantile QUANTILE = Quantile.withDefaults().with(EstimationMethod.HF7);

    /// How an interval is made of resamples.
    public enum Method {
        /// The quantiles 2.5 % and 97.5 % of the resamples (Efron 1979), as rliable does by default.
        PERCENTILE,
        /// As [#PERCENTILE], with levels further out, Φ(−√(n/(n − 1)) t(ν)) instead of 2.5 % (Hesterberg
        /// 2015): drawing n values again gives a variance that is (n − 1)/n of the unbiased one, and the normal
        /// quantile takes it for known. n is the smallest number of units that are drawn, ν their degrees of
        /// freedom. With less than six runs the ends are the extremes of what was drawn: take 10,000 resamples.
        EXPANDED
    }

    /// Checks the number of resamples.
    public Bootstrap {
        if (resamples < 100) {
            throw new IllegalArgumentException(
                    "resamples = " + resamples + " must be at least 100, so that quantiles of 2.5 % exist");
        }
    }

    /// Interval of an aggregate.
    ///
    /// @param scores `[runs][tasks]`
    /// @param aggregate for example `Aggregates::interquartileMean`
    /// @return the aggregate of the scores with its interval
    public Interval interval(Scores scores, Aggregate aggregate) {
        return intervals(sample -> one(aggregate.of(sample[0])), scores).getFirst();
    }

    /// Interval of the difference of an aggregate between two methods, first minus second. Where tasks are
    /// drawn, both get the same ones.
    ///
    /// @param first `[runs][tasks]`
    /// @param second `[runs][tasks]`, as many tasks as `first`; the number of runs may differ
    /// @param aggregate for example `Aggregates::interquartileMean`
    /// @return the difference with its interval
    public Interval difference(Scores first, Scores second, Aggregate aggregate) {
        Aggregates.requireSameTasks(first, second);
        return intervals(sample -> one(aggregate.of(sample[0]) - aggregate.of(sample[1])), first, second)
                .getFirst();
    }

    /// Interval of [Aggregates#probabilityOfImprovement].
    ///
    /// @param first `[runs][tasks]`
    /// @param second `[runs][tasks]`, as many tasks as `first`; the number of runs may differ
    /// @return the probability with its interval
    public Interval probabilityOfImprovement(Scores first, Scores second) {
        Aggregates.requireSameTasks(first, second);
        return intervals(sample -> one(Aggregates.probabilityOfImprovement(sample[0], sample[1])), first, second)
                .getFirst();
    }

    /// Performance profile with a band.
    ///
    /// @param scores `[runs][tasks]`
    /// @param of what is compared with the thresholds
    /// @param thresholds in any order, at least one
    /// @return the profile
    public PerformanceProfile profile(Scores scores, PerformanceProfile.Of of, double... thresholds) {
        if (thresholds.length == 0) {
            throw new IllegalArgumentException("no thresholds; at least one is needed");
        }
        return new PerformanceProfile(
                Arrays.stream(thresholds).boxed().toList(),
                intervals(sample -> PerformanceProfile.shares(sample[0], of, thresholds), scores));
    }

    private static double[] one(double value) {
        return new double[] {value};
    }

    /// Intervals of the components of a statistic.
    private List<Interval> intervals(Function<Scores[], double[]> statistic, Scores... sources) {
        double[] estimates = statistic.apply(sources);
        boolean tasksVary = resampling.drawsTasks() && sources[0].tasks() > 1;
        for (Scores source : sources) {
            if (source.runs() == 1 && !tasksVary) {
                return Arrays.stream(estimates).mapToObj(Interval::none).toList();
            }
        }
        double[][] values = resample(statistic, sources);
        double level = method == Method.PERCENTILE ? TAIL : expanded(sources);
        List<Interval> intervals = new ArrayList<>();
        for (int c = 0; c < estimates.length; c++) {
            double[] ends = QUANTILE.evaluate(values[c], level, 1 - level);
            intervals.add(new Interval(estimates[c], ends[0], ends[1]));
        }
        return intervals;
    }

    /// The statistic of each resample: `[components][resamples]`.
    double[][] resample(Function<Scores[], double[]> statistic, Scores... sources) {
        Resampler resampler = new Resampler(resampling, seed, sources);
        double[][] values = new double[statistic.apply(sources).length][resamples];
        for (int r = 0; r < resamples; r++) {
            double[] components = statistic.apply(resampler.draw(r));
            for (int c = 0; c < components.length; c++) {
                values[c][r] = components[c];
            }
        }
        return values;
    }

    private double expanded(Scores... sources) {
        double n = Double.POSITIVE_INFINITY;
        double freedom = Double.POSITIVE_INFINITY;
        for (Scores source : sources) {
            if (source.runs() > 1) {
                n = Math.min(n, source.runs());
                freedom = Math.min(freedom, (source.runs() - 1.0) * (resampling.wholeRows() ? 1 : source.tasks()));
            }
        }
        if (resampling.drawsTasks() && sources[0].tasks() > 1) {
            n = Math.min(n, sources[0].tasks());
            freedom = Math.min(freedom, sources[0].tasks() - 1);
        }
        return NORMAL.survivalProbability(
                Math.sqrt(n / (n - 1)) * TDistribution.of(freedom).inverseSurvivalProbability(TAIL));
    }
}
