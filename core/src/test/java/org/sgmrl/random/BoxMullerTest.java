package org.sgmrl.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class BoxMullerTest {
    // Half a unit in the last place of a float, relatively.
    private static final double HALF_ULP = 0x1p-24;

    @Test
    void theRadiusIsTheSquareRootOfTheLogarithm() {
        double[] worst = new double[1];
        forManyWords(word -> {
            double u = (Integer.toUnsignedLong(word) + 0.5) * 0x1p-32;
            // log1p keeps the digits of 1 − u.
            double expected = StrictMath.sqrt(-StrictMath.log1p(u - 1));
            worst[0] = Math.max(worst[0], Math.abs(BoxMuller.radius(word) / expected - 1));
        });
        assertThat(worst[0]).isLessThan(3 * HALF_ULP).isGreaterThan(0);
    }

    @Test
    void thePointIsOnTheCircleAtTheAngleOfTheWord() {
        double[] worst = new double[1];
        forManyWords(word -> {
            double angle = (((long) (word << 1)) + 1) * 0x1p-31 * (Math.PI / 4);
            double cosine = Math.sqrt(2) * StrictMath.cos(angle) * ((word & 1) == 0 ? 1 : -1);
            double sine = Math.sqrt(2) * StrictMath.sin(angle);
            double first = word < 0 ? sine : cosine;
            double second = word < 0 ? cosine : sine;
            worst[0] = Math.max(worst[0], Math.abs(BoxMuller.first(word) / first - 1));
            worst[0] = Math.max(worst[0], Math.abs(BoxMuller.second(word) / second - 1));
        });
        // Relative, so the small coordinates near an axis are as fine as the others.
        assertThat(worst[0]).isLessThan(4 * HALF_ULP).isGreaterThan(0);
    }

    @Test
    void theLargestNormalIsBeyondSixSigmaAndTheSmallestIsNotZero() {
        assertThat(BoxMuller.radius(0) * Math.sqrt(2)).isBetween(6.763, 6.764);
        assertThat(BoxMuller.radius(0) * BoxMuller.first(0)).isBetween(6.763f, 6.764f);
        // Words −1 and 0 are the largest u and the smallest angle: √(2·2⁻³³)·sin(2⁻³¹π/4).
        double smallest = StrictMath.sqrt(0x1p-32) * 0x1p-31 * Math.PI / 4;
        assertThat(BoxMuller.radius(-1) * (double) BoxMuller.second(0) / smallest)
                .isBetween(1 - 1e-6, 1 + 1e-6);
    }

    @Test
    void mirrorImagesHaveMirroredWords() {
        // Complementing bits 0 to 30 turns the angle x into −x and mirrors left to right: half a turn. The
        // conversion to float may round the two angles differently, by one unit in the last place.
        forManyWords(word -> {
            int opposite = word ^ Integer.MAX_VALUE;
            assertThat(BoxMuller.first(opposite) / (double) -BoxMuller.first(word))
                    .isBetween(1 - 6 * HALF_ULP, 1 + 6 * HALF_ULP);
            assertThat(BoxMuller.second(opposite) / (double) -BoxMuller.second(word))
                    .isBetween(1 - 6 * HALF_ULP, 1 + 6 * HALF_ULP);
        });
    }

    private static void forManyWords(IntConsumer test) {
        for (int bit = 0; bit < 32; bit++) {
            for (int delta = -3; delta <= 3; delta++) {
                test.accept((1 << bit) + delta);
                test.accept(-(1 << bit) + delta);
            }
        }
        for (int delta = -2000; delta <= 2000; delta++) {
            test.accept(0xB504F334 + delta);
        }
        // An odd step walks over the whole range.
        int word = 0;
        for (int i = 0; i < 200_000; i++) {
            test.accept(word);
            word += 0x9E3779B9;
        }
    }
}
