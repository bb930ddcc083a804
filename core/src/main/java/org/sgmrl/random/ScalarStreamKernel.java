package org.sgmrl.random;

/// Plain Java; the reference for the bits of [SimdStreamKernel].
final class ScalarStreamKernel implements StreamKernel {
    @Override
    public void words(int[] name, int group, int groups, int[] words) {
        for (int b = 0; b < groups * BLOCKS; b++) {
            Threefry.block(name, group * BLOCKS + b, words, b, ROW);
        }
    }

    @Override
    public void normals(int[] words, int groups, float[] scratch, double[] out, int offset) {
        for (int b = 0; b < groups * BLOCKS; b++) {
            for (int i = 0; i < 4; i += 2) {
                float radius = BoxMuller.radius(words[i * ROW + b]);
                int angle = words[(i + 1) * ROW + b];
                int at = offset + StreamKernel.index(i, b);
                out[at] = radius * BoxMuller.first(angle);
                out[at + BLOCKS] = radius * BoxMuller.second(angle);
            }
        }
    }
}
