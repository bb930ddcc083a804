package org.sgmrl.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sgmrl.statistics.Bootstrap.Method;
import org.sgmrl.statistics.PerformanceProfile.Of;
import org.sgmrl.testing.Vectors;
import tools.jackson.databind.JsonNode;

/// Intervals against rliable and arch on three data sets; rliable.json tells versions and command. Both
/// programs draw, so an end of theirs is compared with our resamples: the share of them below it must be
/// 2.5 % or 97.5 % up to five standard errors of both drawings. 150 ends are compared: false alarm
/// 1e-4 in all.
final class BootstrapTest {
    private static final int RESAMPLES = 20_000;
    private static final Scores SCORES =
            Scores.of(new double[][] {{0.1, 1.3, 0.7}, {0.4, 1.1, 0.2}, {0.2, 1.9, 0.9}, {0.5, 1.0, 0.6}});

    @Test
    void intervalsOverRunsAreThoseOfRliable() {
        aggregatesAgree(Resampling.RUNS, "intervalsOverRuns");
    }

    @Test
    void intervalsOverRunsAndTasksAreThoseOfRliable() {
        aggregatesAgree(Resampling.RUNS_AND_TASKS, "intervalsOverRunsAndTasks");
    }

    @Test
    void intervalsOverSeedsAreThoseOfArch() {
        aggregatesAgree(Resampling.SEEDS, "intervalsOverWholeRows");
    }

    private static void aggregatesAgree(Resampling resampling, String key) {
        for (JsonNode set : sets()) {
            Scores x = scores(set, "x");
            AggregatesTest.AGGREGATES.forEach((name, aggregate) -> {
                double[] values =
                        bootstrap(resampling).resample(sample -> new double[] {aggregate.of(sample[0])}, x)[0];
                double[] ends = Reference.row(set.path(key).required(name));
                int reps = set.path("reps").asInt();
                agrees(name + " of " + set.path("name"), values, 0.025, ends[0], reps);
                agrees(name + " of " + set.path("name"), values, 0.975, ends[1], reps);
            });
        }
    }

    @Test
    void intervalsOfTheProbabilityOfImprovementAreThoseOfRliable() {
        for (JsonNode set : sets()) {
            double[] values = bootstrap(Resampling.RUNS)
                    .resample(
                            sample -> new double[] {Aggregates.probabilityOfImprovement(sample[0], sample[1])},
                            scores(set, "x"),
                            scores(set, "y"))[0];
            double[] ends = Reference.row(set.path("improvementInterval"));
            int reps = set.path("improvementReps").asInt();
            agrees("improvement of " + set.path("name"), values, 0.025, ends[0], reps);
            agrees("improvement of " + set.path("name"), values, 0.975, ends[1], reps);
        }
    }

    @Test
    void bandsOfProfilesAreThoseOfRliable() {
        for (JsonNode set : sets()) {
            double[] thresholds = Reference.row(set.path("thresholds"));
            double[][] values = bootstrap(Resampling.RUNS)
                    .resample(sample -> PerformanceProfile.shares(sample[0], Of.SCORES, thresholds), scores(set, "x"));
            for (int i = 0; i < thresholds.length; i++) {
                String what = "share above " + thresholds[i] + " of " + set.path("name");
                int reps = set.path("profileReps").asInt();
                agrees(what, values[i], 0.025, set.path("profileLow").get(i).asDouble(), reps);
                agrees(what, values[i], 0.975, set.path("profileHigh").get(i).asDouble(), reps);
            }
        }
    }

    private static void agrees(String what, double[] values, double level, double end, int reps) {
        double error = 5 * Math.sqrt(0.025 * 0.975 * (1.0 / RESAMPLES + 1.0 / reps));
        // Equal numbers may differ by rounding.
        assertThat(below(values, end - 1e-9)).as(what).isLessThan(level + error);
        assertThat(below(values, end + 1e-9)).as(what).isGreaterThan(level - error);
    }

    private static double below(double[] values, double end) {
        return Arrays.stream(values).filter(value -> value < end).count() / (double) values.length;
    }

    private static JsonNode sets() {
        return Reference.read("rliable.json").path("sets");
    }

    private static Scores scores(JsonNode set, String name) {
        return Scores.of(Reference.rows(set.path(name)));
    }

    private static Bootstrap bootstrap(Resampling resampling) {
        return new Bootstrap(resampling, Method.PERCENTILE, RESAMPLES, 1);
    }

    @Test
    void anIntervalIsThatOfTheResamplesQuantiles() {
        Bootstrap bootstrap = new Bootstrap(Resampling.RUNS, Method.PERCENTILE, 201, 4);
        double[] values =
                bootstrap.resample(sample -> new double[] {Aggregates.interquartileMean(sample[0])}, SCORES)[0];
        Arrays.sort(values);
        // Ranks 0.025·200 = 5 and 195, counted from 0.
        assertThat(bootstrap.interval(SCORES, Aggregates::interquartileMean))
                .isEqualTo(new Interval(Aggregates.interquartileMean(SCORES), values[5], values[195]));
    }

    @Test
    void isAFunctionOfScoresAndSeed() {
        Bootstrap bootstrap = new Bootstrap(Resampling.RUNS, Method.EXPANDED, 500, 4);
        assertThat(bootstrap.interval(SCORES, Aggregates::mean))
                .isEqualTo(bootstrap.interval(SCORES, Aggregates::mean));
        assertThat(new Bootstrap(Resampling.RUNS, Method.EXPANDED, 500, 5).interval(SCORES, Aggregates::mean))
                .isNotEqualTo(bootstrap.interval(SCORES, Aggregates::mean));
        // More resamples begin with the same ones.
        assertThat(new Bootstrap(Resampling.RUNS, Method.EXPANDED, 700, 4)
                        .resample(sample -> new double[] {Aggregates.mean(sample[0])}, SCORES)[0])
                .startsWith(bootstrap.resample(sample -> new double[] {Aggregates.mean(sample[0])}, SCORES)[0]);
    }

    @Test
    void whatCannotVaryHasNoInterval() {
        Scores oneRun = Scores.of(new double[][] {{1, 2, 3}});
        Scores oneTask = Scores.of(new double[][] {{1}, {2}, {3}});
        Scores one = Scores.of(new double[][] {{1}});
        for (Method method : Method.values()) {
            for (Resampling resampling : Resampling.values()) {
                Bootstrap bootstrap = new Bootstrap(resampling, method, 200, 1);
                assertThat(bootstrap.interval(one, Aggregates::mean)).isEqualTo(Interval.none(1));
                assertThat(bootstrap.interval(oneRun, Aggregates::mean).exists())
                        .isEqualTo(resampling.drawsTasks());
                assertThat(bootstrap.interval(oneTask, Aggregates::mean).exists())
                        .isTrue();
                assertThat(bootstrap.probabilityOfImprovement(one, oneTask).exists())
                        .isFalse();
                assertThat(bootstrap.profile(one, Of.SCORES, 0, 2).shares())
                        .containsExactly(Interval.none(1), Interval.none(0));
            }
        }
    }

    /// With whole rows a seed that is good everywhere is drawn as a whole, so the mean varies more; drawn by task, its
    /// luck averages out.
    @Test
    void seedsThatAreGoodEverywhereMakeWholeRowsVaryMore() {
        double[][] rows = new double[6][30];
        for (int run = 0; run < 6; run++) {
            Arrays.fill(rows[run], run);
        }
        Scores scores = Scores.of(rows);
        assertThat(width(Resampling.SEEDS, scores)).isGreaterThan(4 * width(Resampling.RUNS, scores));
        assertThat(width(Resampling.SEEDS_AND_TASKS, scores)).isCloseTo(width(Resampling.SEEDS, scores), within(0.2));
    }

    private static double width(Resampling resampling, Scores scores) {
        Interval interval = new Bootstrap(resampling, Method.PERCENTILE, 2000, 3).interval(scores, Aggregates::mean);
        return interval.high() - interval.low();
    }

    /// Two methods that differ by a constant on each of very different tasks.
    @Test
    void aDifferenceDrawsTheSameTasksForBoth() {
        double[][] first = new double[8][10];
        double[][] second = new double[8][10];
        for (int run = 0; run < 8; run++) {
            double[] noise = Vectors.gaussian(Vectors.stream(run), 20);
            for (int task = 0; task < 10; task++) {
                first[run][task] = 100 * task + 0.1 * noise[task] + 1;
                second[run][task] = 100 * task + 0.1 * noise[10 + task];
            }
        }
        Interval difference = new Bootstrap(Resampling.SEEDS_AND_TASKS, Method.PERCENTILE, 1000, 3)
                .difference(Scores.of(first), Scores.of(second), Aggregates::mean);
        assertThat(difference.estimate()).isCloseTo(1, within(0.1));
        assertThat(difference.low()).isGreaterThan(0.8);
        assertThat(difference.high()).isLessThan(1.2);
    }

    @Test
    void expandedIntervalsAreWider() {
        Interval percentile = new Bootstrap(Resampling.RUNS, Method.PERCENTILE, 2000, 3)
                .interval(SCORES, Aggregates::interquartileMean);
        Interval expanded = new Bootstrap(Resampling.RUNS, Method.EXPANDED, 2000, 3)
                .interval(SCORES, Aggregates::interquartileMean);
        assertThat(expanded.low()).isLessThan(percentile.low());
        assertThat(expanded.high()).isGreaterThan(percentile.high());
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> new Bootstrap(Resampling.RUNS, Method.EXPANDED, 99, 1))
                .hasMessageContaining("resamples = 99 must be at least 100");
        Bootstrap bootstrap = new Bootstrap(Resampling.RUNS, Method.EXPANDED, 100, 1);
        assertThatThrownBy(() -> bootstrap.profile(SCORES, Of.SCORES)).hasMessageContaining("no thresholds");
        assertThatThrownBy(() -> bootstrap.difference(SCORES, Scores.of(new double[][] {{1, 2}}), Aggregates::mean))
                .hasMessageContaining("second has 2 tasks and must have 3");
        assertThatThrownBy(() -> new PerformanceProfile(List.of(1.0), List.of()))
                .hasMessageContaining("1 thresholds and 0 shares");
    }
}
