package org.sgmrl.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Axes of charts: ticks are round numbers within the axis, and their texts say what they are.
class ScaleTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.001, -0.001",
        "0.30000000000000004, 0.3",
        "20, 20",
        "100, 100",
        "120000, 120000",
        "1e6, 1 million",
        "2.5e6, 2.5 million",
        "20e6, 20 million",
        "1e8, 100 million",
        "1.2e8, 120 million",
        "-1e9, -1000 million",
        "1e10, 1e10",
        "2.5e12, 2.5e12",
        "1e-5, 1e-5",
        "-2.5e-7, -2.5e-7",
        "9.99e-4, 1e-3",
        "1.7976931348623157e308, 1.8e308",
        "-4.9e-324, -4.9e-324"
    })
    void aTicksTextKeepsItsValue(double tick, String text) {
        assertThat(Scale.label(tick)).isEqualTo(text);
    }

    @Test
    void ticksOfEnvironmentStepsAreReadAsTheyAre() {
        List<String> texts =
                Scale.linear(0, 1.28e8).ticks().stream().map(Scale::label).toList();

        assertThat(texts)
                .containsExactly(
                        "0", "20 million", "40 million", "60 million", "80 million", "100 million", "120 million");
    }

    /// Values a few ulps apart, as charts of almost constant curves have them: the loop over ticks must end.
    @ParameterizedTest
    @CsvSource({
        "1, 1.0000000000000002",
        "0.49999999999999994, 0.5",
        "7.4e15, 7.4e15",
        "9007199254740992, 9007199254740994",
        "3e-16, 3.0000000000000005e-16",
        "0, 4.9e-324",
        "-4.9e-324, 4.9e-324",
        "-1.7976931348623157e308, 1.7976931348623157e308",
        "1.7976931348623155e308, 1.7976931348623157e308",
        "2.2250738585072014e-308, 2.225073858507202e-308"
    })
    void axesOfHardValuesAreDrawn(double low, double high) {
        check(low, high);
        check(-high, -low);
    }

    /// Any two finite doubles: ticks are few, ascending and on the axis, positions and labels can be drawn.
    @Test
    void axesOfAnyFiniteValuesAreDrawn() {
        Random random = new Random(21);
        for (int round = 0; round < 200_000; round++) {
            double a = anyFinite(random);
            double b = switch (random.nextInt(4)) {
                case 0 -> a;
                case 1 -> a + random.nextInt(9) * Math.ulp(a);
                case 2 -> a * (1 + random.nextDouble() * 1e-3);
                default -> anyFinite(random);
            };
            if (Double.isFinite(b)) {
                check(Math.min(a, b), Math.max(a, b));
            }
        }
    }

    private static double anyFinite(Random random) {
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(value) ? value : random.nextInt();
    }

    private static void check(double low, double high) {
        List<double[]> values = List.of(new double[] {low, Double.NaN, high});
        check(Scale.linear(values), low, high);
        if (low > 0) {
            check(Scale.logarithmic(values), low, high);
        }
    }

    private static void check(Scale scale, double low, double high) {
        assertThat(scale.low()).isFinite().isLessThan(scale.high()).isLessThanOrEqualTo(low);
        assertThat(scale.high()).isFinite().isGreaterThanOrEqualTo(high);
        assertThat(scale.position(low)).isBetween(0.0, 1.0);
        assertThat(scale.position(high)).isBetween(scale.position(low), 1.0);
        List<Double> ticks = scale.ticks();
        assertThat(ticks)
                .hasSizeLessThanOrEqualTo(3 * Scale.MOST_TICKS)
                .doesNotHaveDuplicates()
                .isSorted();
        for (double tick : ticks) {
            assertThat(tick).isBetween(scale.low(), scale.high());
            assertThat(Scale.label(tick)).hasSizeLessThan(20);
        }
    }
}
