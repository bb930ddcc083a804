package org.sgmrl.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StreamKernelTest {
    private static final int[] NAME = {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 17, -3, 1 << 31 | 1 << 16 | 2};
    private static final int ROW = StreamKernel.ROW;

    private final StreamKernel scalar = new ScalarStreamKernel();
    private final StreamKernel simd = new SimdStreamKernel();

    @Test
    void theVectorKernelIsChosenWhereItsModuleIs() {
        assertThat(StreamKernel.best()).isInstanceOf(SimdStreamKernel.class);
    }

    @Test
    void wordsOfAGroupAreTheBlocksOfTheCipher() {
        int[] words = new int[4 * ROW];
        int[] block = new int[4];
        for (int group : new int[] {0, 1, 12345, (1 << 28) - 4}) {
            scalar.words(NAME, group, 4, words);
            for (int b = 0; b < ROW; b++) {
                ReferenceThreefry.encrypt(
                        new int[] {16 * group + b, NAME[4], NAME[5], NAME[6]},
                        new int[] {NAME[0], NAME[1], NAME[2], NAME[3]},
                        20,
                        block);
                for (int i = 0; i < 4; i++) {
                    assertThat(words[ROW * i + b]).isEqualTo(block[i]);
                }
            }
        }
    }

    @Test
    void vectorAndScalarKernelGiveTheSameBits() {
        int[] scalarWords = new int[4 * ROW];
        int[] simdWords = new int[4 * ROW];
        for (int group = 0; group < 20_000; group++) {
            int groups = 1 + group % 4;
            scalar.words(NAME, group, groups, scalarWords);
            simd.words(NAME, group, groups, simdWords);
            // Beyond the groups asked for, a kernel writes nothing.
            assertThat(simdWords).isEqualTo(scalarWords);
            assertSameNormals(scalarWords, groups);
        }
    }

    @Test
    void vectorAndScalarKernelGiveTheSameBitsAtTheEdgesOfTheWords() {
        // Powers of two and their neighbours are where exponents, signs and quadrants change; 0xB504F334 is the
        // word of u = √½, at which the range of the logarithm is cut.
        int[] edges = new int[256];
        int n = 0;
        for (int bit = 0; bit < 32; bit++) {
            for (int delta = -2; delta <= 2; delta++) {
                edges[n++] = (1 << bit) + delta;
            }
        }
        for (int delta = -40; delta <= 40; delta++) {
            edges[n++] = 0xB504F334 + delta;
        }
        int[] words = new int[4 * ROW];
        for (int turn = 0; turn < n; turn++) {
            for (int i = 0; i < words.length; i++) {
                words[i] = edges[i / ROW % 2 == 0 ? (i + turn) % n : (7 * i + 3 * turn) % n];
            }
            assertSameNormals(words, 4);
        }
    }

    private void assertSameNormals(int[] words, int groups) {
        double[] scalarNormals = new double[groups * StreamKernel.GROUP + 3];
        double[] simdNormals = new double[groups * StreamKernel.GROUP + 3];
        scalar.normals(words, groups, new float[4 * ROW], scalarNormals, 2);
        simd.normals(words, groups, new float[4 * ROW], simdNormals, 2);
        // Arrays.equals compares bits, so it tells 0 from −0.
        assertThat(Arrays.equals(simdNormals, scalarNormals)).isTrue();
        assertThat(scalarNormals[0]).isZero();
        assertThat(scalarNormals[2]).isNotZero();
        assertThat(scalarNormals[scalarNormals.length - 1]).isZero();
    }
}
