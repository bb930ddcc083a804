package org.sgmrl.run.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sgmrl.run.experiment.ExperimentSummary.Returns;
import org.sgmrl.run.experiment.ExperimentSummary.RowResult;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.statistics.Aggregates;
import org.sgmrl.statistics.Interval;
import org.sgmrl.statistics.Normalization;
import org.sgmrl.statistics.Scores;

final class AcrossEnvironmentsTest {
    private static final Normalization PLANE = new Normalization(-40, -20);
    private static final Normalization ROBOT = new Normalization(0, 100);

    /// Two tasks each; means by seed: in the plane −30 and −20 (scores 0.5 and 1), on the robot 50 and 150 (0.5 and 1.5).
    private static final Map<String, double[][]> PLANE_RETURNS =
            Map.of("ours", new double[][] {{-35, -25}, {-25, -15}}, "theirs", new double[][] {{-40, -40}, {-40, -20}});

    private static final Map<String, double[][]> ROBOT_RETURNS =
            Map.of("ours", new double[][] {{0, 100}, {100, 200}}, "theirs", new double[][] {{100, 100}, {0, 0}});

    @Test
    void scoresAreSeedsMeansBetweenTheEndsOfTheirEnvironment() {
        List<AcrossEnvironments.Variant> variants = of(
                        row("plane", PLANE, PLANE_RETURNS), row("robot", ROBOT, ROBOT_RETURNS))
                .variants();
        assertThat(variants).extracting(AcrossEnvironments.Variant::name).containsExactly("ours", "theirs");
        assertThat(variants.get(0).scores().toArray()).isDeepEqualTo(new double[][] {{0.5, 0.5}, {1, 1.5}});
        assertThat(variants.get(1).scores().toArray()).isDeepEqualTo(new double[][] {{0, 1}, {0.5, 0}});
        // By hand: of 0.5, 0.5, 1, 1.5 the middle two; 0.5 and 0.5 below 1, and what is above does not count.
        assertThat(variants.get(0).interquartileMean().estimate()).isEqualTo(0.75);
        assertThat(variants.get(0).mean().estimate()).isEqualTo(0.875);
        assertThat(variants.get(0).median().estimate()).isEqualTo((0.75 + 1) / 2);
        assertThat(variants.get(0).optimalityGap().estimate()).isEqualTo(0.25);
    }

    @Test
    void theFirstVariantIsComparedWithEachOther() {
        List<AcrossEnvironments.Variant> variants = of(
                        row("plane", PLANE, PLANE_RETURNS), row("robot", ROBOT, ROBOT_RETURNS))
                .variants();
        assertThat(variants.get(0).improvement()).isNull();
        // By hand: in the plane 1/2 + 3 of 4 pairs, on the robot 1 + 2 of 4.
        Interval improvement = Objects.requireNonNull(variants.get(1).improvement());
        assertThat(improvement.estimate()).isCloseTo((3.5 / 4 + 3.0 / 4) / 2, within(1e-15));
        assertThat(improvement.low()).isLessThan(improvement.estimate());
    }

    @Test
    void intervalsDrawSeedsOnEachEnvironmentAnew() {
        AcrossEnvironments.Variant ours = of(row("plane", PLANE, PLANE_RETURNS), row("robot", ROBOT, ROBOT_RETURNS))
                .variants()
                .getFirst();
        assertThat(ours.mean())
                .isEqualTo(AcrossEnvironments.BOOTSTRAP.interval(
                        Scores.of(new double[][] {{0.5, 0.5}, {1, 1.5}}), Aggregates::mean));
        // Ends of all draws are (0.5 + 0.5)/2 and (1 + 1.5)/2: seeds drawn whole would never mix them.
        assertThat(ours.mean().low()).isEqualTo(0.5);
        assertThat(ours.mean().high()).isEqualTo(1.25);
    }

    @Test
    void whatIsNotFinishedEverywhereWaits() {
        double[][] one = {{-35, -25}};
        AcrossEnvironments across = of(row("plane", PLANE, Map.of("ours", one)), row("robot", ROBOT, ROBOT_RETURNS));
        assertThat(across.variants())
                .extracting(AcrossEnvironments.Variant::name)
                .containsExactly("ours");
        assertThat(across.variants().getFirst().scores().runs())
                .as("seeds that are finished on both")
                .isEqualTo(1);
    }

    @Test
    void oneEnvironmentOrReturnsWithoutScoresAreNotPutTogether() {
        assertThat(of(row("plane", PLANE, PLANE_RETURNS)).variants()).isEmpty();
        assertThat(of(row("plane", null, PLANE_RETURNS), row("robot", null, ROBOT_RETURNS))
                        .variants())
                .isEmpty();
    }

    private static AcrossEnvironments of(RowResult... rows) {
        Experiment experiment = new Experiment(
                "two",
                "two",
                Stream.of(rows).map(RowResult::row).toList(),
                Stream.of("ours", "theirs")
                        .map(name -> new Experiment.Variant(name, GivenSettings.NONE, List.of()))
                        .toList(),
                List.of(0L, 1L),
                List.of(),
                GivenSettings.NONE,
                null,
                2,
                0,
                List.of(),
                null);
        return AcrossEnvironments.of(experiment, List.of(rows));
    }

    private static RowResult row(String id, @Nullable Normalization scores, Map<String, double[][]> selected) {
        Map<String, Returns> returns = new LinkedHashMap<>();
        selected.forEach((variant, each) -> returns.put(variant, new Returns(each, each, each)));
        return new RowResult(
                new Experiment.Row(id, id, "point-navigation-v1", GivenSettings.NONE, Map.of(), null, scores),
                null,
                returns);
    }
}
