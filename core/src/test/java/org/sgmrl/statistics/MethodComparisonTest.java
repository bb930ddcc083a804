package org.sgmrl.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sgmrl.statistics.MethodComparison.Verdict;

final class MethodComparisonTest {
    @Test
    void testsTheSeedsMeansByWelch() {
        // Means 1..4 against 3, 5, 7, 9: t = −3.5/√(5/12 + 20/12) = −2.42487, ν = (25/12)²/((5/12)²/3 + (20/12)²/3)
        // = 4.41176. Student's distribution at such a ν, integrated numerically with 2·10⁶ steps: p = 0.0667.
        double[][] a = {{1, 1}, {2, 2}, {3, 3}, {4, 4}};
        double[][] b = {{2, 4}, {4, 6}, {6, 8}, {8, 10}};
        MethodComparison comparison = MethodComparison.of(a, b);
        assertThat(comparison.difference().estimate()).isEqualTo(-3.5);
        assertThat(comparison.welchP())
                .isCloseTo(twoSided(3.5 / Math.sqrt(25 / 12.0), 4.411764705882353), within(1e-6));
        assertThat(comparison.holmP()).isEqualTo(comparison.welchP());
        // g = −3.5/√((3·5/3 + 3·20/3)/6) · (1 − 3/23).
        assertThat(comparison.hedgesG()).isCloseTo(-3.5 / Math.sqrt(25 / 6.0) * 20 / 23, within(1e-12));
        assertThat(comparison.seeds()).isEqualTo(4);
    }

    /// Integral of Student's density by the midpoint rule in u = arctan(t/√ν), where it is cos^(ν−1) u.
    private static double twoSided(double t, double nu) {
        int n = 200_000;
        double split = StrictMath.atan(t / Math.sqrt(nu));
        double tail = 0;
        double all = 0;
        for (int i = 0; i < n; i++) {
            double u = (i + 0.5) / n;
            tail += StrictMath.pow(StrictMath.cos(split + u * (Math.PI / 2 - split)), nu - 1) * (Math.PI / 2 - split);
            all += StrictMath.pow(StrictMath.cos(u * Math.PI / 2), nu - 1) * Math.PI / 2;
        }
        return tail / all;
    }

    /// What the command's class gave before its arithmetic was moved here (commit bb7b0a4).
    @Test
    void givesTheNumbersThatWerePublished() {
        pinned(1, 5, 1, 0x1.7903942377387p-1, 0x1.e7d95e1921cdfp-3);
        pinned(2, 3, 20, -0x1.3cb21bbdfa6a1p0, 0x1.922ee9914f67cp-3);
        pinned(3, 8, 5, 0x1.a01b775641fcfp-2, 0x1.8334fd4474a01p-2);
        pinned(4, 2, 2, 0x1.841be6440a6eep-1, 0x1.85cf9eac038e1p-2);
        pinned(5, 16, 50, 0x1.77f57b69ea1f6p-2, 0x1.2d008cfaa9514p-2);
    }

    private static void pinned(int k, int seeds, int tasks, double g, double p) {
        MethodComparison comparison = MethodComparison.of(
                CrossedIntervalsTest.integers(k, seeds, tasks),
                CrossedIntervalsTest.integers(100 + k, seeds + k % 2, tasks));
        assertThat(comparison.hedgesG()).isEqualTo(g);
        assertThat(comparison.welchP()).isCloseTo(p, within(4 * Math.ulp(p)));
    }

    @Test
    void oneSeedHasNoTestOfSeeds() {
        MethodComparison comparison = MethodComparison.of(new double[][] {{1, 2, 3}}, new double[][] {{0, 1, 5}});
        assertThat(comparison.welchP()).isNaN();
        assertThat(comparison.hedgesG()).isNaN();
        assertThat(comparison.verdict()).isEqualTo(Verdict.ONE_SEED);
        assertThat(comparison.decided()).isFalse();
    }

    @Test
    void seedsThatDoNotDifferHaveNoTestEither() {
        MethodComparison comparison =
                MethodComparison.of(new double[][] {{1, 2}, {1, 2}}, new double[][] {{0, 5}, {0, 5}});
        assertThat(comparison.welchP()).isNaN();
        assertThat(comparison.hedgesG()).isNaN();
        assertThat(comparison.verdict()).isEqualTo(Verdict.SEEDS_ALIKE);
    }

    /// The seeds hardly differ, but on two tasks of four each is better.
    @Test
    void theChoiceOfTasksCountsToo() {
        double[][] first = {{1, 0, 1, 0.01}, {1, 0, 1, 0.02}, {1, 0, 1, 0.03}};
        double[][] second = {{0, 1, 0.2, 0.01}, {0, 1, 0.2, 0.02}, {0, 1, 0.2, 0.03}};
        MethodComparison comparison = MethodComparison.of(first, second);
        assertThat(comparison.holmP()).isLessThan(1e-3);
        assertThat(comparison.difference().low()).isNegative();
        assertThat(comparison.verdict()).isEqualTo(Verdict.UNDECIDED_BY_TASKS);
    }

    @Test
    void sayWhichMethodIsBetter() {
        double[][] high = {{10, 11}, {10, 11.1}, {10.2, 11}};
        double[][] low = {{0, 1}, {0, 1.1}, {0.2, 1}};
        assertThat(MethodComparison.of(high, low).verdict()).isEqualTo(Verdict.FIRST);
        assertThat(MethodComparison.of(low, high).verdict()).isEqualTo(Verdict.SECOND);
        double[][] wide = {{0, 1}, {4, 5}, {9, 8}, {2, 1}};
        double[][] other = {{3, 1}, {6, 5}, {9, 9}, {5, 1}};
        assertThat(MethodComparison.of(wide, other).verdict()).isEqualTo(Verdict.UNDECIDED_BY_SEEDS);
    }

    @Test
    void comparisonsAreCorrectedTogether() {
        MethodComparison untested = MethodComparison.of(new double[][] {{1, 2}}, new double[][] {{3, 4}});
        List<MethodComparison> corrected =
                MethodComparison.corrected(List.of(with(0.01), untested, with(0.04), with(0.03), with(0.005)));
        assertThat(corrected.stream().mapToDouble(MethodComparison::holmP).toArray())
                .containsExactly(new double[] {0.03, Double.NaN, 0.06, 0.06, 0.02}, within(1e-12));
        assertThat(corrected.get(0).welchP()).isEqualTo(0.01);
    }

    private static MethodComparison with(double p) {
        return new MethodComparison(new Interval(0, 0, 0), 0, p, p, 4);
    }
}
