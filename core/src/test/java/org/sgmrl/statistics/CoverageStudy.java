package org.sgmrl.statistics;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.sgmrl.random.RandomStream;
import org.sgmrl.statistics.Bootstrap.Method;
import org.sgmrl.statistics.PerformanceProfile.Of;
import org.sgmrl.testing.Vectors;

/// How often 95 % intervals cover the truth, in simulated experiments whose truth is known. Its main method prints the
/// tables of docs/results/statistics.md.
final class CoverageStudy {
    /// Laws with mean 0.
    enum Law {
        /// Standard normal.
        NORMAL,
        /// Exponential, less 1: skewness 2, as returns that are mostly good and at times very bad, or the reverse.
        SKEWED,
        /// 0.8 with probability 0.2, otherwise −0.2: a reward that is found or not, or one seed in five that fails.
        RARE;

        double draw(RandomStream random) {
            return switch (this) {
                case NORMAL -> random.nextGaussian();
                case SKEWED -> -StrictMath.log(1 - random.nextDouble()) - 1;
                case RARE -> random.nextDouble() < 0.2 ? 0.8 : -0.2;
            };
        }
    }

    /// A way to an interval, and what it should cover.
    ///
    /// @param interval of scores, with a seed for drawing
    record Way(Function<Scores, Interval> interval, double truth) {}

    /// Effects of five environments, and the noise of runs on them.
    static final double[] ENVIRONMENTS = {-1, -0.5, 0, 0.5, 1};

    private static final double NOISE = 0.5;

    private CoverageStudy() {}

    /// One score for each of several runs or tasks: `[n][1]`.
    static Scores sample(RandomStream random, Law law, int n) {
        double[][] rows = new double[n][1];
        for (double[] row : rows) {
            row[0] = law.draw(random);
        }
        return Scores.of(rows);
    }

    /// Seeds × tasks, crossed, with noise 0.3.
    static Scores crossed(RandomStream random, Law law, int seeds, int tasks, double seedStd, double taskStd) {
        double[] task = Vectors.gaussian(random, tasks);
        double[][] rows = new double[seeds][tasks];
        for (double[] row : rows) {
            double seed = seedStd * law.draw(random);
            for (int i = 0; i < tasks; i++) {
                row[i] = seed + taskStd * task[i] + 0.3 * random.nextGaussian();
            }
        }
        return Scores.of(rows);
    }

    /// Independent runs on each of five environments.
    static Scores environments(RandomStream random, Law law, int runs) {
        double[][] rows = new double[runs][ENVIRONMENTS.length];
        for (double[] row : rows) {
            for (int e = 0; e < row.length; e++) {
                row[e] = ENVIRONMENTS[e] + NOISE * law.draw(random);
            }
        }
        return Scores.of(rows);
    }

    /// E max(−s, 0) over the environments with normal noise: the optimality gap with threshold 0.
    static double gap() {
        NormalDistribution normal = NormalDistribution.of(0, 1);
        return Arrays.stream(ENVIRONMENTS)
                .map(mean -> NOISE * normal.density(mean / NOISE) - mean * normal.cumulativeProbability(-mean / NOISE))
                .average()
                .orElseThrow();
    }

    static Way way(Resampling resampling, Method method, int resamples, Aggregate aggregate, double truth) {
        return new Way(scores -> new Bootstrap(resampling, method, resamples, 0).interval(scores, aggregate), truth);
    }

    /// Shares of experiments in which each way covers its truth.
    static double[] coverage(IntFunction<Scores> experiment, int experiments, List<Way> ways) {
        double[] shares = new double[ways.size()];
        for (int k = 0; k < experiments; k++) {
            Scores scores = experiment.apply(k);
            for (int w = 0; w < shares.length; w++) {
                // Equal numbers may differ by rounding.
                Interval interval = ways.get(w).interval().apply(scores);
                Interval rounded = new Interval(interval.estimate(), interval.low() - 1e-12, interval.high() + 1e-12);
                shares[w] += rounded.covers(ways.get(w).truth()) ? 1.0 / experiments : 0;
            }
        }
        return shares;
    }

    /// Coverage over tasks, or seeds, alone.
    static double[] ofOneFactor(Law law, int n, int experiments, int resamples, int stream) {
        RandomStream random = Vectors.stream(stream);
        List<Way> ways = new ArrayList<>();
        ways.add(new Way(scores -> StudentIntervals.ofMean(scores.column(0)), 0));
        for (Method method : Method.values()) {
            ways.add(way(Resampling.SEEDS, method, resamples, Aggregates::mean, 0));
        }
        return coverage(_ -> sample(random, law, n), experiments, ways);
    }

    /// Coverage over seeds and tasks.
    static double[] ofCrossed(Law law, int seeds, double seedStd, double taskStd, int experiments, int stream) {
        RandomStream random = Vectors.stream(stream);
        List<Way> ways = new ArrayList<>();
        ways.add(new Way(scores -> CrossedIntervals.mean(scores.toArray()), 0));
        for (Method method : Method.values()) {
            ways.add(way(Resampling.SEEDS_AND_TASKS, method, 1000, Aggregates::mean, 0));
        }
        // Only a symmetric law has the interquartile mean's truth at 0.
        if (law == Law.NORMAL) {
            for (Method method : Method.values()) {
                ways.add(way(Resampling.SEEDS_AND_TASKS, method, 1000, Aggregates::interquartileMean, 0));
            }
        }
        return coverage(_ -> crossed(random, law, seeds, 20, seedStd, taskStd), experiments, ways);
    }

    /// Coverage over runs on fixed environments: entry by entry, the ways of [#environmentWays].
    static double[] ofEnvironments(int runs, int experiments, int stream, Method method) {
        RandomStream random = Vectors.stream(stream);
        return coverage(
                _ -> environments(random, Law.NORMAL, runs),
                experiments,
                List.copyOf(environmentWays(random, runs, method).values()));
    }

    static Map<String, Way> environmentWays(RandomStream random, int runs, Method method) {
        Bootstrap bootstrap = new Bootstrap(Resampling.RUNS, method, 1000, 0);
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("mean, Student over strata", new Way(StudentIntervals::ofStrata, 0));
        ways.put("mean", new Way(s -> bootstrap.interval(s, Aggregates::mean), 0));
        ways.put("interquartile mean", new Way(s -> bootstrap.interval(s, Aggregates::interquartileMean), 0));
        ways.put("median", new Way(s -> bootstrap.interval(s, Aggregates::median), 0));
        ways.put(
                "optimality gap",
                new Way(s -> bootstrap.interval(s, scores -> Aggregates.optimalityGap(scores, 0)), gap()));
        ways.put(
                "profile at 0",
                new Way(s -> bootstrap.profile(s, Of.SCORES, 0).shares().getFirst(), 0.5));
        ways.put(
                "improvement",
                new Way(s -> bootstrap.probabilityOfImprovement(s, environments(random, Law.NORMAL, runs)), 0.5));
        return ways;
    }

    /// Prints all tables.
    ///
    /// @param args the number of experiments a cell
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        int experiments = Integer.parseInt(args[0]);
        out.println("One factor: law, n, Student, percentile, expanded");
        for (Law law : Law.values()) {
            for (int n : new int[] {2, 3, 5, 8, 10, 16, 50, 200}) {
                row(out, law + " | " + n, ofOneFactor(law, n, experiments, 1000, n));
            }
        }
        out.println("Seeds × 20 tasks: law of seeds, case, seeds, crossed Student, mean: percentile, expanded;"
                + " interquartile mean: the same");
        for (Law law : Law.values()) {
            for (int seeds : new int[] {2, 3, 5, 8, 16}) {
                row(out, law + " | seeds differ | " + seeds, ofCrossed(law, seeds, 1, 0.1, experiments, 300 + seeds));
                row(out, law + " | both | " + seeds, ofCrossed(law, seeds, 0.5, 0.5, experiments, 400 + seeds));
                row(out, law + " | tasks differ | " + seeds, ofCrossed(law, seeds, 0.05, 1, experiments, 500 + seeds));
            }
        }
        out.println("Runs on five environments: method, runs, "
                + String.join(
                        ", ",
                        environmentWays(Vectors.stream(0), 2, Method.PERCENTILE).keySet()));
        for (Method method : Method.values()) {
            for (int runs : new int[] {2, 3, 5, 8, 16}) {
                row(out, method + " | " + runs, ofEnvironments(runs, experiments, 600 + runs, method));
            }
        }
    }

    private static void row(PrintWriter out, String name, double[] shares) {
        out.print("| " + name);
        for (double share : shares) {
            out.print(String.format(Locale.ROOT, " | %.1f", 100 * share));
        }
        out.println(" |");
    }
}
