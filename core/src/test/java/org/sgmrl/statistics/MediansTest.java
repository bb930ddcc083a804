package org.sgmrl.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class MediansTest {
    @Test
    void isTheMiddleOneOrTheMeanOfTheTwoInTheMiddle() {
        assertThat(Medians.of(new double[] {7})).isEqualTo(7);
        assertThat(Medians.of(new double[] {9, 1, 5})).isEqualTo(5);
        assertThat(Medians.of(new double[] {9, 1})).isEqualTo(5);
        assertThat(Medians.of(new double[] {40, 1, 3, 2})).isEqualTo(2.5);
        assertThat(Medians.of(new double[] {Double.MAX_VALUE, Double.MAX_VALUE}))
                .isEqualTo(Double.MAX_VALUE);
    }

    @Test
    void theNumbersStayAsTheyAre() {
        double[] values = {3, 1, 2};
        assertThat(Medians.of(values)).isEqualTo(2);
        assertThat(values).containsExactly(3, 1, 2);
    }

    @Test
    void noNumbersHaveNone() {
        assertThatThrownBy(() -> Medians.of(new double[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("values.length = 0 must be at least 1");
    }
}
