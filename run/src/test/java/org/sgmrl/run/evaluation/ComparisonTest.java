package org.sgmrl.run.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sgmrl.statistics.Interval;

final class ComparisonTest {
    private static Comparison compare(double[][] first, double[][] second) {
        return Comparison.of("here", "sg-mrl", first, "maml", second);
    }

    @Test
    void testsTheSeedsMeansByWelch() {
        // Means 1..4 against 3, 5, 7, 9: t = −3.5/√(5/12 + 20/12) = −2.42487, ν = (25/12)²/((5/12)²/3 + (20/12)²/3)
        // = 4.41176. Student's distribution at such a ν, integrated numerically with 2·10⁶ steps: p = 0.0667.
        double[][] a = {{1, 1}, {2, 2}, {3, 3}, {4, 4}};
        double[][] b = {{2, 4}, {4, 6}, {6, 8}, {8, 10}};
        Comparison comparison = compare(a, b);
        assertThat(comparison.difference().mean()).isEqualTo(-3.5);
        assertThat(comparison.pValue())
                .isCloseTo(twoSided(3.5 / Math.sqrt(25 / 12.0), 4.411764705882353), within(1e-6));
        // g = −3.5/√((3·5/3 + 3·20/3)/6) · (1 − 3/23).
        assertThat(comparison.effect()).isCloseTo(-3.5 / Math.sqrt(25 / 6.0) * 20 / 23, within(1e-12));
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

    @Test
    void oneSeedHasNoTestOfSeeds() {
        Comparison comparison = compare(new double[][] {{1, 2, 3}}, new double[][] {{0, 1, 5}});
        assertThat(comparison.pValue()).isNaN();
        assertThat(comparison.effect()).isNaN();
        assertThat(comparison.verdict()).contains("one seed");
    }

    @Test
    void seedsThatDoNotDifferHaveNoTestEither() {
        Comparison comparison = compare(new double[][] {{1, 2}, {1, 2}}, new double[][] {{0, 5}, {0, 5}});
        assertThat(comparison.pValue()).isNaN();
        assertThat(comparison.effect()).isNaN();
        assertThat(comparison.verdict()).contains("seeds do not differ");
    }

    /// The seeds hardly differ, but on two tasks of four each is better.
    @Test
    void theChoiceOfTasksCountsToo() {
        double[][] first = {{1, 0, 1, 0.01}, {1, 0, 1, 0.02}, {1, 0, 1, 0.03}};
        double[][] second = {{0, 1, 0.2, 0.01}, {0, 1, 0.2, 0.02}, {0, 1, 0.2, 0.03}};
        Comparison comparison = compare(first, second);
        assertThat(comparison.corrected()).isLessThan(1e-3);
        assertThat(comparison.difference().low()).isNegative();
        assertThat(comparison.verdict()).isEqualTo("not decided by these tasks");
    }

    @Test
    void theBestCheckpointIsFoundBesideOnesThatAreNotNumbers() {
        assertThat(best(-10, Double.NaN, -60)).isEqualTo(0);
        assertThat(best(Double.NaN, -60, -10)).isEqualTo(2);
        assertThat(best(-10, -10, Double.NaN)).isEqualTo(0);
        assertThat(best(Double.NaN, Double.NaN)).isEqualTo(0);
    }

    private static int best(double... validations) {
        List<CheckpointSelection.Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < validations.length; i++) {
            candidates.add(new CheckpointSelection.Candidate(i, validations[i], new double[0]));
        }
        return CheckpointSelection.best(candidates).iteration();
    }

    @Test
    void holmsCorrectionIsThatOfTheTextbookAndSkipsWhatHasNoTest() {
        List<Comparison> corrected =
                Comparison.corrected(List.of(with(0.01), with(Double.NaN), with(0.04), with(0.03), with(0.005)));
        // Sorted 0.005·4, 0.01·3, 0.03·2, then 0.04·1 raised to the one before.
        assertThat(corrected.stream().map(Comparison::corrected).toList())
                .usingElementComparator(
                        (x, y) -> (Double.isNaN(x) && Double.isNaN(y)) || Math.abs(x - y) < 1e-12 ? 0 : 1)
                .containsExactly(0.03, Double.NaN, 0.06, 0.06, 0.02);
    }

    private static Comparison with(double p) {
        return new Comparison("here", "sg-mrl", "maml", new Interval(0, 0, 0), 0, p, p, 4);
    }
}
