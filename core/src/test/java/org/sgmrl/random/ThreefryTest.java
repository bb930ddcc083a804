package org.sgmrl.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreefryTest {
    // The known answers are those of the authors' library Random123, file tests/kat_vectors, lines
    // "threefry4x32 20" and "threefry4x32 13"; the third case of each uses digits of pi for counter and key.

    private static final int[] ONES = {-1, -1, -1, -1};
    private static final int[] PI_COUNTER = {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344};
    private static final int[] PI_KEY = {0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89};

    @Test
    void givesThePublishedAnswersWith20Rounds() {
        assertThat(production(new int[4], new int[4])).containsExactly(0x9c6ca96a, 0xe17eae66, 0xfc10ecd4, 0x5256a7d8);
        assertThat(production(ONES, ONES)).containsExactly(0x2a881696, 0x57012287, 0xf6c7446e, 0xa16a6732);
        assertThat(production(PI_COUNTER, PI_KEY)).containsExactly(0x59cd1dbb, 0xb8879579, 0x86b5d00c, 0xac8b6d84);
    }

    @Test
    void theReferenceOfTheTestsGivesThePublishedAnswersWith13Rounds() {
        assertThat(reference(new int[4], new int[4], 13))
                .containsExactly(0x531c7e4f, 0x39491ee5, 0x2c855a92, 0x3d6abf9a);
        assertThat(reference(ONES, ONES, 13)).containsExactly(0xc4189358, 0x1c9cc83a, 0xd5881c67, 0x6a0a89e0);
        assertThat(reference(PI_COUNTER, PI_KEY, 13)).containsExactly(0x4aa71d8f, 0x734738c2, 0x431fc6a8, 0xae6debf1);
    }

    @Test
    void agreesWithTheReferenceOnOtherCountersAndKeys() {
        int[] counter = PI_COUNTER.clone();
        int[] key = PI_KEY.clone();
        for (int i = 0; i < 1000; i++) {
            int[] expected = reference(counter, key, 20);
            assertThat(production(counter, key)).containsExactly(expected);
            key = counter;
            counter = expected;
        }
    }

    private static int[] production(int[] counter, int[] key) {
        int[] out = new int[4];
        Threefry.block(
                new int[] {key[0], key[1], key[2], key[3], counter[1], counter[2], counter[3]}, counter[0], out, 0, 1);
        return out;
    }

    private static int[] reference(int[] counter, int[] key, int rounds) {
        int[] out = new int[4];
        ReferenceThreefry.encrypt(counter, key, rounds, out);
        return out;
    }
}
