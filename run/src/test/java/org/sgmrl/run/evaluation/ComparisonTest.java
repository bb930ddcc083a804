package org.sgmrl.run.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The words; the numbers are tested where they are computed.
final class ComparisonTest {
    private static String verdict(double[][] first, double[][] second) {
        return Comparison.corrected(List.of(Comparison.of("here", "sg-mrl", first, "maml", second)))
                .getFirst()
                .verdict();
    }

    @Test
    void saysWhichIsBetterOrWhyThatIsNotKnown() {
        double[][] low = {{1, 1.1}, {2, 2.1}, {1.5, 1.6}, {1.2, 1.3}};
        double[][] high = {{11, 11.1}, {12, 12.1}, {11.5, 11.6}, {11.2, 11.3}};
        assertThat(verdict(high, low)).isEqualTo("sg-mrl is better");
        assertThat(verdict(low, high)).isEqualTo("maml is better");
        assertThat(verdict(low, low)).isEqualTo("not decided by these seeds");
        assertThat(verdict(new double[][] {{1, 2, 3}}, new double[][] {{0, 1, 5}}))
                .contains("one seed");
        assertThat(verdict(new double[][] {{1, 2}, {1, 2}}, new double[][] {{0, 5}, {0, 5}}))
                .contains("seeds do not differ");
        // The seeds hardly differ, but on one task of two each is better.
        assertThat(verdict(
                        new double[][] {{0, 10.01}, {0, 10.02}, {0, 10.03}},
                        new double[][] {{9, 0.01}, {9, 0.02}, {9, 0.03}}))
                .isEqualTo("not decided by these tasks");
    }
}
