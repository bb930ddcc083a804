package org.sgmrl.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Against SciPy and statsmodels; scipy.json tells versions and command.
final class TwoSamplesTest {
    @Test
    void welchIsThatOfSciPy() {
        for (JsonNode pair : Reference.read("scipy.json").path("welch")) {
            double p = pair.path("p").asDouble();
            assertThat(TwoSamples.welchP(Reference.row(pair.path("a")), Reference.row(pair.path("b"))))
                    .isCloseTo(p, within(1e-9 * p));
        }
    }

    @Test
    void hedgesIsThatOfStatsmodels() {
        for (JsonNode pair : Reference.read("scipy.json").path("welch")) {
            assertThat(TwoSamples.hedgesG(Reference.row(pair.path("a")), Reference.row(pair.path("b"))))
                    .isCloseTo(pair.path("hedges").asDouble(), within(1e-9));
        }
    }

    @Test
    void holmIsThatOfStatsmodels() {
        for (JsonNode several : Reference.read("scipy.json").path("holm")) {
            assertThat(HolmCorrection.correct(Reference.row(several.path("p"))))
                    .containsExactly(Reference.row(several.path("corrected")), within(1e-15));
        }
    }

    @Test
    void holmSkipsWhatHasNoTest() {
        // Sorted 0.005·4, 0.01·3, 0.03·2, then 0.04·1 raised to the one before.
        assertThat(HolmCorrection.correct(0.01, Double.NaN, 0.04, 0.03, 0.005))
                .containsExactly(new double[] {0.03, Double.NaN, 0.06, 0.06, 0.02}, within(1e-12));
        assertThat(HolmCorrection.correct()).isEmpty();
        assertThatThrownBy(() -> HolmCorrection.correct(0.5, 1.5))
                .hasMessageContaining("p-value 1.5 must be in [0, 1]");
    }

    @Test
    void thereIsNoTestWithoutSpread() {
        double[] one = {1};
        double[] same = {2, 2};
        double[] two = {1, 3};
        assertThat(TwoSamples.welchP(one, two)).isNaN();
        assertThat(TwoSamples.welchP(two, one)).isNaN();
        assertThat(TwoSamples.welchP(same, same)).isNaN();
        assertThat(TwoSamples.hedgesG(one, two)).isNaN();
        assertThat(TwoSamples.hedgesG(same, same)).isNaN();
        assertThat(TwoSamples.welchP(same, two)).isBetween(0.0, 1.0);
    }
}
