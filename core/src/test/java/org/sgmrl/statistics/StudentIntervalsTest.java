package org.sgmrl.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class StudentIntervalsTest {
    @Test
    void ofAMeanIsThatOfSciPy() {
        for (JsonNode sample : Reference.read("scipy.json").path("student")) {
            same(StudentIntervals.ofMean(Reference.row(sample.path("values"))), sample);
        }
    }

    @Test
    void ofADifferenceIsWelchsOfSciPy() {
        for (JsonNode pair : Reference.read("scipy.json").path("welch")) {
            double[] a = Reference.row(pair.path("a"));
            double[] b = Reference.row(pair.path("b"));
            same(StudentIntervals.ofDifference(a, b), pair);
            assertThat(StudentIntervals.ofDifference(a, b).excludes(0)).isEqualTo(TwoSamples.welchP(a, b) < 0.05);
        }
    }

    private static void same(Interval interval, JsonNode expected) {
        assertThat(interval.low()).isCloseTo(expected.path("low").asDouble(), within(1e-9));
        assertThat(interval.high()).isCloseTo(expected.path("high").asDouble(), within(1e-9));
    }

    @Test
    void aSingleValueHasNoInterval() {
        Interval interval = StudentIntervals.ofMean(new double[] {3});
        assertThat(interval.exists()).isFalse();
        assertThat(interval.estimate()).isEqualTo(3);
        assertThat(interval.covers(3)).isFalse();
        assertThat(interval.excludes(-1e9)).isFalse();
        assertThat(StudentIntervals.ofDifference(new double[] {3}, new double[] {1, 2}))
                .isEqualTo(Interval.none(1.5));
        assertThat(StudentIntervals.ofStrata(Scores.of(new double[][] {{1, 2}})))
                .isEqualTo(Interval.none(1.5));
        assertThatThrownBy(() -> StudentIntervals.ofMean(new double[0])).hasMessageContaining("no values");
        assertThatThrownBy(() -> StudentIntervals.ofDifference(new double[0], new double[1]))
                .hasMessageContaining("first has 0 values");
    }

    @Test
    void valuesThatAreAllTheSameHaveAnIntervalOfZeroWidth() {
        assertThat(StudentIntervals.ofMean(new double[] {2, 2, 2})).isEqualTo(new Interval(2, 2, 2));
        assertThat(StudentIntervals.ofMean(new double[] {2, 2, 2}).excludes(0)).isTrue();
    }

    /// One stratum is a plain sample; equal strata of n runs have k (n − 1) degrees of freedom.
    @Test
    void ofStrataHasTheDegreesOfFreedomOfAllStrata() {
        double[][] one = {{1}, {2}, {4}};
        assertThat(StudentIntervals.ofStrata(Scores.of(one)).high())
                .isCloseTo(StudentIntervals.ofMean(new double[] {1, 2, 4}).high(), within(1e-12));
        // Two strata with variance 1: standard error √(2/3)/2, t(4) = 2.776445.
        double[][] two = {{1, 11}, {2, 12}, {3, 13}};
        Interval interval = StudentIntervals.ofStrata(Scores.of(two));
        assertThat(interval.estimate()).isEqualTo(7);
        assertThat(interval.high()).isCloseTo(7 + 2.7764451051977987 * Math.sqrt(2.0 / 3) / 2, within(1e-9));
    }
}
