package org.sgmrl.run.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// When measuring begins, decided by rates and a clock that the tests set.
final class WarmUpTest {
    @Test
    void theLastFourRatesMustAgreeToATenth() {
        assertThat(WarmUp.hasSettled(List.of())).isFalse();
        assertThat(WarmUp.hasSettled(List.of(100.0, 100.0, 100.0))).isFalse();
        assertThat(WarmUp.hasSettled(List.of(100.0, 95.0, 90.0, 99.0))).isTrue();
        assertThat(WarmUp.hasSettled(List.of(100.0, 95.0, 89.0, 99.0))).isFalse();
        assertThat(WarmUp.hasSettled(List.of(1.0, 2.0, 100.0, 95.0, 90.0, 99.0)))
                .isTrue();
        assertThat(WarmUp.hasSettled(List.of(100.0, 100.0, 100.0, 100.0, 200.0)))
                .isFalse();
        assertThat(WarmUp.hasSettled(List.of(50.0, 60.0, 72.0, 86.0, 104.0))).isFalse();
        assertThat(WarmUp.hasSettled(List.of(0.0, 0.0, 0.0, 100.0))).isFalse();
    }

    @Test
    void itLastsAThirdOfTheTimeAtLeastAndTwiceTheTimeAtMost() {
        List<Double> settled = List.of(100.0, 100.0, 100.0, 100.0);
        assertThat(WarmUp.isOver(4.1, 12, 4, settled)).isFalse();
        assertThat(WarmUp.isOver(4.2, 12, 4, settled)).isTrue();
        assertThat(WarmUp.isOver(4.2, 12, 4, List.of())).isFalse();
        assertThat(WarmUp.isOver(23.9, 12, 40, List.of())).isFalse();
        assertThat(WarmUp.isOver(24, 12, 40, List.of())).isTrue();
    }

    @Test
    void turnsOfTwoSidesGoOnUntilTheEnvironmentIsWarm() {
        assertThat(WarmUp.goesOn(4.1, 0.35, 12, true)).isTrue();
        assertThat(WarmUp.goesOn(4.2, 0.35, 12, true)).isFalse();
        assertThat(WarmUp.goesOn(23.9, 0.35, 12, false)).isTrue();
        assertThat(WarmUp.goesOn(24, 0.35, 12, false)).isFalse();
    }

    /// An iteration on MuJoCo may take as long as the time to measure for.
    @Test
    void longIterationsCanAgree() {
        Course slow = new Course(List.of(), 12, 0, 9);
        assertThat(WarmUp.run(slow::rate, slow::warm, 12, slow::now)).isTrue();
        assertThat(slow.seen).hasSize(4);

        Course neverWarm = new Course(List.of(), 12, Integer.MAX_VALUE, 9);
        assertThat(WarmUp.run(neverWarm::rate, neverWarm::warm, 12, neverWarm::now))
                .isFalse();
        assertThat(neverWarm.seen).hasSize(4);
    }

    /// An environment of twelve units of speed, of which the first five pieces see six while it is not warm, the next
    /// two a thousandth and a half.
    @Test
    void aPlateauOfPlainCodeIsNoSpeedToMeasure() {
        Course course = new Course(List.of(6.0, 6.0, 6.0, 6.0, 6.0, 0.012, 6.0), 12, 5);

        assertThat(WarmUp.run(course::rate, course::warm, 4, course::now)).isTrue();

        assertThat(course.seen).containsExactly(6.0, 6.0, 6.0, 6.0, 6.0, 0.012, 6.0, 12.0, 12.0, 12.0, 12.0);
    }

    @Test
    void whatNeverSettlesIsMeasuredAllTheSameAndSaysSo() {
        Course neverWarm = new Course(List.of(), 12, Integer.MAX_VALUE);
        assertThat(WarmUp.run(neverWarm::rate, neverWarm::warm, 4, neverWarm::now))
                .isFalse();
        // Twice the time in pieces of a twentieth of it.
        assertThat(neverWarm.seen).hasSize(40);

        List<Double> restless = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            restless.add(i % 3 == 0 ? 5.0 : 10.0);
        }
        Course otherWork = new Course(restless, 12, 0);
        assertThat(WarmUp.run(otherWork::rate, otherWork::warm, 4, otherWork::now))
                .isFalse();
        assertThat(otherWork.seen).hasSize(40);
    }

    /// Rates piece by piece; the clock goes on with them.
    private static final class Course {
        private final List<Double> first;
        private final double last;
        private final int coldPieces;
        private final List<Double> seen = new ArrayList<>();
        private final double least;
        private long nanoseconds;

        Course(List<Double> first, double last, int coldPieces) {
            this(first, last, coldPieces, 0);
        }

        Course(List<Double> first, double last, int coldPieces, double least) {
            this.least = least;
            this.first = first;
            this.last = last;
            this.coldPieces = coldPieces;
        }

        double rate(double seconds) {
            nanoseconds += Math.round(Math.max(least, seconds) * 1e9);
            double rate = seen.size() < first.size() ? first.get(seen.size()) : last;
            seen.add(rate);
            return rate;
        }

        boolean warm() {
            return seen.size() >= coldPieces;
        }

        long now() {
            return nanoseconds;
        }
    }
}
