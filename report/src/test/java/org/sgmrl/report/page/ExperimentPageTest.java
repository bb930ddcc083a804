package org.sgmrl.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sgmrl.run.evaluation.Comparison;

final class ExperimentPageTest {
    @Test
    void theOrderIsStatedOnlyWhereItIsTested() {
        assertThat(ExperimentPage.order(compare(new double[][] {{1, 2, 3}}, new double[][] {{0, 1, 2}}), 1))
                .contains("not tested")
                .contains("one seed");
        double[][] wide = {{0, 1}, {4, 5}, {9, 8}, {2, 1}};
        double[][] other = {{3, 1}, {6, 5}, {9, 9}, {5, 1}};
        assertThat(ExperimentPage.order(compare(wide, other), 1))
                .isEqualTo("Here the order is not decided by these seeds.");
        double[][] high = {{10, 11}, {10, 11.1}, {10.2, 11}};
        double[][] low = {{0, 1}, {0, 1.1}, {0.2, 1}};
        assertThat(ExperimentPage.order(compare(high, low), 1)).isEqualTo("The order holds here.");
        assertThat(ExperimentPage.order(compare(high, low), -1)).contains("does not hold");
    }

    private static Comparison compare(double[][] first, double[][] second) {
        return Comparison.of("here", "sg-mrl", first, "maml", second);
    }
}
