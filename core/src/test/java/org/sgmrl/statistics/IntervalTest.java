package org.sgmrl.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class IntervalTest {
    @Test
    void endsBelongToIt() {
        Interval interval = new Interval(2, 1, 4);
        assertThat(interval.exists()).isTrue();
        assertThat(interval.mean()).isEqualTo(2);
        for (double inside : new double[] {1, 2, 4}) {
            assertThat(interval.covers(inside)).isTrue();
            assertThat(interval.excludes(inside)).isFalse();
        }
        for (double outside : new double[] {Math.nextDown(1.0), Math.nextUp(4.0)}) {
            assertThat(interval.covers(outside)).isFalse();
            assertThat(interval.excludes(outside)).isTrue();
        }
    }

    @Test
    void whatIsUnknownNeitherCoversNorExcludes() {
        Interval none = Interval.none(2);
        assertThat(none.exists()).isFalse();
        assertThat(none.estimate()).isEqualTo(2);
        assertThat(none.covers(2)).isFalse();
        assertThat(none.excludes(3)).isFalse();
    }
}
