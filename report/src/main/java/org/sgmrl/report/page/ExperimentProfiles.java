package org.sgmrl.report.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.sgmrl.report.chart.Axes;
import org.sgmrl.report.chart.Scale;
import org.sgmrl.statistics.Bootstrap;
import org.sgmrl.statistics.Interval;
import org.sgmrl.statistics.PerformanceProfile;
import org.sgmrl.statistics.Scores;

/// Performance profiles: for each return of a row of an experiment the share of seeds and tasks above it, or for each score the share of
/// seeds and environments (Agarwal et al. 2021), with a band for each share.
final class ExperimentProfiles {
    private static final int POINTS = 61;

    private final double[] thresholds;
    private final SequencedMap<String, PerformanceProfile> profiles = new LinkedHashMap<>();

    /// @param scores by variant, at least one
    /// @param bootstrap of the bands
    ExperimentProfiles(Map<String, Scores> scores, Bootstrap bootstrap) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Scores each : scores.values()) {
            for (double value : each.flat()) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        thresholds = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            thresholds[i] = low + (high - low) * i / (POINTS - 1);
        }
        scores.forEach((variant, each) ->
                profiles.put(variant, bootstrap.profile(each, PerformanceProfile.Of.SCORES, thresholds)));
    }

    String svg(VariantStyles styles) {
        Axes axes = new Axes(Scale.linear(List.of(thresholds)), Scale.linear(0, 1));
        return axes.svg(
                "performance profiles",
                text -> profiles.forEach((variant, profile) -> {
                    String style = styles.cssClass(variant);
                    if (profile.shares().stream().allMatch(Interval::exists)) {
                        axes.band(
                                text,
                                "band " + style,
                                thresholds,
                                profile.shares().stream()
                                        .mapToDouble(Interval::low)
                                        .toArray(),
                                profile.shares().stream()
                                        .mapToDouble(Interval::high)
                                        .toArray());
                    }
                    axes.line(
                            text,
                            "line " + style,
                            thresholds,
                            profile.shares().stream()
                                    .mapToDouble(Interval::estimate)
                                    .toArray());
                }));
    }
}
