package org.sgmrl.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Point estimates against rliable on three data sets; rliable.json tells versions and command.
final class AggregatesTest {
    /// By their names in rliable.json.
    static final Map<String, Aggregate> AGGREGATES = Map.of(
            "mean", Aggregates::mean,
            "median", Aggregates::median,
            "interquartileMean", Aggregates::interquartileMean,
            "optimalityGap", scores -> Aggregates.optimalityGap(scores, 1),
            "optimalityGapHalf", scores -> Aggregates.optimalityGap(scores, 0.5));

    @Test
    void areThoseOfRliable() {
        JsonNode sets = Reference.read("rliable.json").path("sets");
        assertThat(sets).hasSize(3);
        for (JsonNode set : sets) {
            Scores x = Scores.of(Reference.rows(set.path("x")));
            Scores y = Scores.of(Reference.rows(set.path("y")));
            AGGREGATES.forEach((name, aggregate) -> assertThat(aggregate.of(x))
                    .as("%s of %s", name, set.path("name"))
                    .isCloseTo(set.path("points").required(name).asDouble(), within(1e-10)));
            assertThat(Aggregates.probabilityOfImprovement(x, y))
                    .isCloseTo(set.path("improvement").asDouble(), within(1e-10));
            assertThat(Aggregates.probabilityOfImprovement(y, x))
                    .isCloseTo(set.path("improvementReverse").asDouble(), within(1e-10));
            double[] thresholds = Reference.row(set.path("thresholds"));
            assertThat(PerformanceProfile.shares(x, PerformanceProfile.Of.SCORES, thresholds))
                    .containsExactly(Reference.row(set.path("profile")), within(1e-10));
            assertThat(PerformanceProfile.shares(x, PerformanceProfile.Of.TASK_MEANS, thresholds))
                    .containsExactly(Reference.row(set.path("profileOfMeans")), within(1e-10));
        }
    }

    @Test
    void haveTheValuesOfTheirFormulas() {
        Scores scores = Scores.of(new double[][] {{1, 0, 8, 4}, {3, 2, 100, 4}});
        assertThat(Aggregates.mean(scores)).isEqualTo(15.25);
        // Tasks' means 2, 1, 54, 4.
        assertThat(Aggregates.median(scores)).isEqualTo(3);
        // 0 1 | 2 3 4 4 | 8 100
        assertThat(Aggregates.interquartileMean(scores)).isEqualTo(3.25);
        assertThat(Aggregates.optimalityGap(scores, 2)).isEqualTo(2 - 13 / 8.0);
        assertThat(Aggregates.interquartileMean(Scores.of(new double[][] {{7, 1, 3}})))
                .isCloseTo(11 / 3.0, within(1e-15));
    }

    @Test
    void probabilityOfImprovementIsMannAndWhitneysU() {
        Scores x = Scores.of(new double[][] {{1}, {4}, {4}, {9}});
        Scores y = Scores.of(new double[][] {{4}, {2}, {4}});
        double u = MannWhitneyUTest.withDefaults().statistic(x.column(0), y.column(0));
        assertThat(Aggregates.probabilityOfImprovement(x, y)).isEqualTo(u / 12);
        assertThat(Aggregates.probabilityOfImprovement(x, y) + Aggregates.probabilityOfImprovement(y, x))
                .isEqualTo(1);
        assertThat(Aggregates.probabilityOfImprovement(x, x)).isEqualTo(0.5);
        assertThatThrownBy(() -> Aggregates.probabilityOfImprovement(x, Scores.of(new double[][] {{1, 2}})))
                .hasMessage("second has 2 tasks and must have 1, the same as first");
    }
}
