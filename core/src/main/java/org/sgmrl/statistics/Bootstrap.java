package org.sgmrl.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.descriptive.Quantile.EstimationMethod;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/// 95 % bootstrap intervals: for aggregates that have no formula for their error. A function of the scores
/// and the seed. Where nothing that is drawn can vary (one run, and tasks not drawn or only one) there is no
/// interval.
///
/// **With few runs they cover less than they say**: the percentile interval of an interquartile mean about COVERAGE
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
        /// As [#PERCENTILE], with quantiles further out for few runs (Hesterberg 2015).
        EXPANDED,
        /// Bias-corrected and accelerated (Efron 1987), acceleration by jackknife over whole runs, and over
        /// whole tasks where they are drawn.
        BCA
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
        List<double[][]> left = method == Method.BCA ? jackknife(statistic, sources) : List.of();
        List<Interval> intervals = new ArrayList<>();
        for (int c = 0; c < estimates.length; c++) {
            double[] levels = switch (method) {
                case PERCENTILE -> new double[] {TAIL, 1 - TAIL};
                case EXPANDED -> expanded(sources);
                case BCA -> accelerated(estimates[c], values[c], acceleration(left, c));
            };
            double[] ends = QUANTILE.evaluate(values[c], levels);
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

    /// Resampling n values gives a variance that is (n − 1)/n of the unbiased one, and the normal quantile
    /// takes it for known; both are made up for in the levels: Φ(−√(n/(n − 1)) t(ν)).
    private double[] expanded(Scores... sources) {
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
        double level = NORMAL.survivalProbability(
                Math.sqrt(n / (n - 1)) * TDistribution.of(freedom).inverseSurvivalProbability(TAIL));
        return new double[] {level, 1 - level};
    }

    private static double[] accelerated(double estimate, double[] values, double acceleration) {
        double below = 0;
        for (double value : values) {
            below += value < estimate ? 1 : value == estimate ? 0.5 : 0;
        }
        double share = Math.clamp(below / values.length, 0.5 / values.length, 1 - 0.5 / values.length);
        double bias = NORMAL.inverseCumulativeProbability(share);
        double z = NORMAL.inverseSurvivalProbability(TAIL);
        return new double[] {level(bias, acceleration, -z), level(bias, acceleration, z)};
    }

    private static double level(double bias, double acceleration, double z) {
        double shifted = bias + z;
        double scale = 1 - acceleration * shifted;
        if (!(scale > 0)) {
            return shifted > 0 ? 1 : 0;
        }
        return NORMAL.cumulativeProbability(bias + shifted / scale);
    }

    /// The statistic without each unit that is drawn: an entry for each kind of unit, `[units][components]`.
    private List<double[][]> jackknife(Function<Scores[], double[]> statistic, Scores... sources) {
        List<double[][]> left = new ArrayList<>();
        for (int k = 0; k < sources.length; k++) {
            int source = k;
            if (sources[k].runs() > 1) {
                left.add(IntStream.range(0, sources[k].runs())
                        .mapToObj(run -> {
                            Scores[] rest = sources.clone();
                            rest[source] = sources[source].withoutRun(run);
                            return statistic.apply(rest);
                        })
                        .toArray(double[][]::new));
            }
        }
        if (resampling.drawsTasks() && sources[0].tasks() > 1) {
            left.add(IntStream.range(0, sources[0].tasks())
                    .mapToObj(task -> statistic.apply(Arrays.stream(sources)
                            .map(source -> source.withoutTask(task))
                            .toArray(Scores[]::new)))
                    .toArray(double[][]::new));
        }
        return left;
    }

    /// One sixth of the estimate's skewness, by the influence l of each of the n units of a kind (Davison and
    /// Hinkley 1997, section 5.3, for several samples): Σ l³/n³ / (6 (Σ l²/n²)^(3/2)).
    private static double acceleration(List<double[][]> left, int component) {
        double squares = 0;
        double cubes = 0;
        for (double[][] units : left) {
            double[] values =
                    Arrays.stream(units).mapToDouble(unit -> unit[component]).toArray();
            double mean = Moments.mean(values);
            for (double value : values) {
                double l = (values.length - 1) * (mean - value) / values.length;
                squares += l * l;
                cubes += l * l * l;
            }
        }
        return squares > 0 ? cubes / (6 * squares * Math.sqrt(squares)) : 0;
    }
}
