package org.sgmrl.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class ChartLinesTest {
    /// 1e44 is no float: as one it was infinite, which is no JSON, and the page's charts stayed empty.
    @Test
    void numbersBeyondSinglePrecisionReachThePage() {
        double[] values = {1e44, -1e308, 1e-50, 0, 0.1, Double.NaN, Double.POSITIVE_INFINITY};
        ChartLines lines = new ChartLines();
        lines.add("line", "after", false, new double[] {1, 2, 3, 4, 5, 6, 1e39}, values);
        ObjectNode chart = Json.object();
        lines.describe(chart);

        JsonNode read = Json.parse(Json.line(chart)).path("series").path(0);
        assertThat(read.path("y").valueStream().limit(5).map(JsonNode::asDouble))
                .containsExactly(1e44, -1e308, 1e-50, 0.0, 0.1);
        assertThat(read.path("y").path(5).isNull()).isTrue();
        assertThat(read.path("y").path(6).isNull()).isTrue();
        assertThat(read.path("x").path(6).asDouble()).isEqualTo(1e39);
    }
}
