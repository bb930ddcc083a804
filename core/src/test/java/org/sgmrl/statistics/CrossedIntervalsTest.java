package org.sgmrl.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Coverage in 4000 simulated experiments: its standard error is 0.35 to 0.4 %. Satterthwaite's degrees of
/// freedom are an approximation, at its worst with two seeds, where 94 % was seen (they come out slightly
/// above 1, and Student's t falls steeply there). So 92 to 98.5 % is asked for; a coverage of 93.5 to 97 %
/// misses that with probability below 1e-4 in each of the cases.
final class CrossedIntervalsTest {
    private static final int EXPERIMENTS = 4000;
    private static final int TASKS = 20;

    @Test
    void coversSeedsAndTasksWithFewSeedsToo() {
        for (int seeds : new int[] {2, 3, 4, 10}) {
            assertThat(coverage(seeds, 1, 0.1, 1)).as("%d seeds differ", seeds).isBetween(0.92, 0.985);
            assertThat(coverage(seeds, 0.05, 1, 2))
                    .as("%d seeds, tasks differ", seeds)
                    .isBetween(0.92, 0.985);
            assertThat(coverageOfDifference(seeds, 1, 3))
                    .as("%d seeds differ", seeds)
                    .isBetween(0.92, 0.985);
            assertThat(coverageOfDifference(seeds, 0.05, 4))
                    .as("%d seeds, tasks differ", seeds)
                    .isBetween(0.92, 0.985);
        }
    }

    /// The bootstrap over three seeds has their smallest and largest mean as its ends a quarter of the time or less.
    @Test
    void aPercentileBootstrapOfSeedsWouldBeCaught() {
        SplittableRandom random = new SplittableRandom(5);
        int hits = 0;
        for (int k = 0; k < EXPERIMENTS / 10; k++) {
            Scores seeds = Scores.of(crossed(random, 3, 1, 0.1));
            Bootstrap bootstrap = new Bootstrap(Resampling.SEEDS, Bootstrap.Method.PERCENTILE, 1000, k);
            hits += bootstrap.interval(seeds, Aggregates::mean).covers(0) ? 1 : 0;
        }
        assertThat(hits / (EXPERIMENTS / 10.0)).isLessThan(0.85);
    }

    @Test
    void isStudentsIntervalWhereOnlySeedsOrOnlyTasksAreThere() {
        // Mean 2, standard error 1/√3, t(2) = 4.302653.
        Interval seeds = CrossedIntervals.mean(new double[][] {{1}, {2}, {3}});
        assertThat(seeds.high()).isCloseTo(2 + 4.302652729911275 / Math.sqrt(3), within(1e-9));
        Interval tasks = CrossedIntervals.mean(new double[][] {{1, 2, 3}});
        assertThat(tasks.low()).isCloseTo(2 - 4.302652729911275 / Math.sqrt(3), within(1e-9));
        assertThat(tasks).isEqualTo(StudentIntervals.ofMean(new double[] {1, 2, 3}));
        assertThat(CrossedIntervals.mean(new double[][] {{4, 4}, {4, 4}})).isEqualTo(new Interval(4, 4, 4));
        assertThat(CrossedIntervals.difference(new double[][] {{1}, {2}, {3}}, new double[][] {{1}, {2}, {3}})
                        .high())
                .isCloseTo(2.7764451051977987 * Math.sqrt(2.0 / 3), within(1e-9));
    }

    @Test
    void oneSeedOnOneTaskHasNoInterval() {
        assertThat(CrossedIntervals.mean(new double[][] {{4}})).isEqualTo(Interval.none(4));
        assertThat(CrossedIntervals.difference(new double[][] {{4}}, new double[][] {{1}, {2}}))
                .isEqualTo(Interval.none(2.5));
        assertThat(CrossedIntervals.mean(new double[][] {{1, 2}, {3, Double.NaN}})
                        .exists())
                .isFalse();
    }

    /// Variances that a double cannot square have no interval, and no error of a library that was asked for Student's
    /// t with NaN degrees of freedom.
    @Test
    void extremeValuesHaveNoInterval() {
        double[][] large = {{1e200, -1e200}, {3e200, 2e200}};
        assertThat(CrossedIntervals.mean(large).exists()).isFalse();
        double[][] small = {{1e-120, -1e-120}, {3e-120, 2e-120}};
        assertThat(CrossedIntervals.mean(small).exists()).isFalse();
    }

    @Test
    void aDifferenceOnTheSameTasksIsKnownBetterThanItsParts() {
        double[][] first = crossed(new SplittableRandom(6), 6, 0.05, 3);
        double[][] second = new double[6][];
        for (int s = 0; s < 6; s++) {
            second[s] = first[s].clone();
            for (int i = 0; i < TASKS; i++) {
                second[s][i] -= 1;
            }
        }
        Interval difference = CrossedIntervals.difference(first, second);
        assertThat(difference.mean()).isCloseTo(1, within(1e-12));
        assertThat(difference.low()).isBetween(0.75, 0.99);
        Interval part = CrossedIntervals.mean(first);
        assertThat(part.high() - part.low()).isGreaterThan(1);
        assertThatThrownBy(() -> CrossedIntervals.difference(first, new double[][] {{1}}))
                .hasMessageContaining("second has 1 tasks and must have 20");
        assertThatThrownBy(() -> CrossedIntervals.mean(new double[][] {{1, 2}, {1}}))
                .hasMessageContaining("same tasks");
        assertThatThrownBy(() -> CrossedIntervals.mean(new double[][] {{}})).hasMessageContaining("no values");
    }

    /// The mean squares come from statsmodels' analysis of variance.
    @Test
    void isThatOfAnotherProgramsMeanSquares() {
        for (JsonNode sample : Reference.read("scipy.json").path("crossed")) {
            Interval interval = CrossedIntervals.mean(Reference.rows(sample.path("values")));
            assertThat(interval.low()).isCloseTo(sample.path("low").asDouble(), within(1e-9));
            assertThat(interval.high()).isCloseTo(sample.path("high").asDouble(), within(1e-9));
        }
    }

    /// What the command's class of this name gave before it was moved here (commit bb7b0a4), for seeds × tasks and
    /// their differences. The means have to have the same bits; Student's quantile comes from a library that uses
    /// Math, so its last bits may differ between processors: four ulps are allowed.
    @Test
    void givesTheNumbersThatWerePublished() {
        pinned(0, 1, 7, false, 0x1.a58394ecc58f9p0, -0x1.088a1100112a8p3, 0x1.71eaf63b428e6p3);
        pinned(0, 1, 7, true, 0x1.23d13fb79c772p0, -0x1.fcd942cfc9474p3, 0x1.22e6c95ed8328p4);
        pinned(1, 5, 1, false, 0x1.5300872032ac1p2, -0x1.283f204a0a48ep3, 0x1.3d9fd3b51e7a7p4);
        pinned(1, 5, 1, true, 0x1.0222222222222p3, -0x1.acc41df394a2ep2, 0x1.6d53299f074aep4);
        pinned(2, 3, 20, false, -0x1.100872032ac13p1, -0x1.6f56e877a3685p2, 0x1.7d39d9d1e29c8p0);
        pinned(2, 3, 20, true, -0x1.75717c0a8e84p0, -0x1.9512feb5ea6f9p2, 0x1.b4b48161465b2p1);
        pinned(3, 8, 5, false, 0x1.35f89c3d3a971p0, -0x1.c40d6f4515e9cp2, 0x1.2f84deb1d99aap3);
        pinned(3, 8, 5, true, 0x1.5bbd9c2e37034p0, -0x1.b642d791c099bp2, 0x1.3210d2d46e0dap3);
        pinned(4, 2, 2, false, 0x1.7f02a3a0fd5c6p2, -0x1.d51585a226886p4, 0x1.4a4b6bb9529b5p5);
        pinned(4, 2, 2, true, 0x1.58p3, -0x1.70df4b2e33942p6, 0x1.c6df4b2e33942p6);
        pinned(5, 16, 50, false, 0x1.a188b59344177p0, -0x1.09479113d9654p-2, 0x1.c2b1a7b5bf442p1);
        pinned(5, 16, 50, true, 0x1.2744cfa1b5c4cp0, -0x1.152cb4d77e6d4p0, 0x1.b1db2a0d74fb6p1);
    }

    private static void pinned(int k, int seeds, int tasks, boolean difference, double mean, double low, double high) {
        double[][] first = integers(k, seeds, tasks);
        Interval interval = difference
                ? CrossedIntervals.difference(first, integers(100 + k, seeds + k % 2, tasks))
                : CrossedIntervals.mean(first);
        assertThat(interval.estimate()).isEqualTo(mean);
        double ulps = 4 * Math.ulp(high - low);
        assertThat(interval.low()).isCloseTo(low, within(ulps));
        assertThat(interval.high()).isCloseTo(high, within(ulps));
    }

    static double[][] integers(long seed, int seeds, int tasks) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] values = new double[seeds][tasks];
        for (double[] row : values) {
            double effect = random.nextInt(-500, 500);
            for (int i = 0; i < tasks; i++) {
                row[i] = (effect + random.nextInt(-2000, 2000)) / 97.0;
            }
        }
        return values;
    }

    private static double coverage(int seeds, double seedStd, double taskStd, long stream) {
        SplittableRandom random = new SplittableRandom(stream);
        int hits = 0;
        for (int k = 0; k < EXPERIMENTS; k++) {
            hits += CrossedIntervals.mean(crossed(random, seeds, seedStd, taskStd))
                            .covers(0)
                    ? 1
                    : 0;
        }
        return (double) hits / EXPERIMENTS;
    }

    /// Both methods have the same mean, but not on each task; the second has a seed more.
    private static double coverageOfDifference(int seeds, double seedStd, long stream) {
        SplittableRandom random = new SplittableRandom(stream);
        int hits = 0;
        for (int k = 0; k < EXPERIMENTS; k++) {
            double[][] first = crossed(random, seeds, seedStd, 0.5);
            double[][] second = crossed(random, seeds + 1, seedStd, 0.5);
            hits += CrossedIntervals.difference(first, second).covers(0) ? 1 : 0;
        }
        return (double) hits / EXPERIMENTS;
    }

    /// Seed effect + task effect + noise 0.3, all with mean 0.
    private static double[][] crossed(SplittableRandom random, int seeds, double seedStd, double taskStd) {
        double[] task = new double[TASKS];
        for (int i = 0; i < TASKS; i++) {
            task[i] = taskStd * random.nextGaussian();
        }
        double[][] values = new double[seeds][TASKS];
        for (double[] row : values) {
            double seed = seedStd * random.nextGaussian();
            for (int i = 0; i < TASKS; i++) {
                row[i] = seed + task[i] + 0.3 * random.nextGaussian();
            }
        }
        return values;
    }
}
