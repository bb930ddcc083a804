package org.sgmrl.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
        "-2.5e-7, -2.5e-7"
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
}
