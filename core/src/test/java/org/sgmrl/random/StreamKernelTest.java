package org.sgmrl.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamKernelTest {
    private static final int[] NAME = {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 17, -3, 1 << 31 | 1 << 16 | 2};

    private final StreamKernel scalar = new ScalarStreamKernel();
    private final StreamKernel simd = new SimdStreamKernel();

    @Test
    void theVectorKernelIsChosenWhereItsModuleIs() {
        assertThat(StreamKernel.best()).isInstanceOf(SimdStreamKernel.class);
    }

    @Test
    void wordsOfAGroupAreTheBlocksOfTheCipher() {
        int[] words = new int[StreamKernel.GROUP];
        int[] block = new int[4];
        for (int group : new int[] {0, 1, 12345, (1 << 28) - 1}) {
            scalar.words(NAME, group, words);
            for (int b = 0; b < StreamKernel.BLOCKS; b++) {
                ReferenceThreefry.encrypt(
                        new int[] {16 * group + b, NAME[4], NAME[5], NAME[6]},
                        new int[] {NAME[0], NAME[1], NAME[2], NAME[3]},
                        20,
                        block);
                for (int i = 0; i < 4; i++) {
                    assertThat(words[16 * i + b]).isEqualTo(block[i]);
                }
            }
        }
    }

    @Test
    void vectorAndScalarKernelGiveTheSameBits() {
        int[] scalarWords = new int[StreamKernel.GROUP];
        int[] simdWords = new int[StreamKernel.GROUP];
        float[] scalarNormals = new float[StreamKernel.GROUP];
        float[] simdNormals = new float[StreamKernel.GROUP];
        for (int group = 0; group < 20_000; group++) {
            scalar.words(NAME, group, scalarWords);
            simd.words(NAME, group, simdWords);
            assertThat(simdWords).isEqualTo(scalarWords);
            scalar.normals(scalarWords, scalarNormals);
            simd.normals(simdWords, simdNormals);
            for (int i = 0; i < StreamKernel.GROUP; i++) {
                assertThat(Float.floatToRawIntBits(simdNormals[i]))
                        .isEqualTo(Float.floatToRawIntBits(scalarNormals[i]));
            }
        }
    }
}
