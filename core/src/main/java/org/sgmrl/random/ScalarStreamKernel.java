package org.sgmrl.random;

/// Plain Java; the reference for the bits of [SimdStreamKernel].
final class ScalarStreamKernel implements StreamKernel {
    @Override
    public void words(int[] name, int group, int[] words) {
        for (int b = 0; b < BLOCKS; b++) {
            Threefry.block(name, group * BLOCKS + b, words, b, BLOCKS);
        }
    }

    @Override
    public void normals(int[] words, float[] normals) {
        for (int pair = 0; pair < GROUP; pair += 2 * BLOCKS) {
            for (int i = pair; i < pair + BLOCKS; i++) {
                int angle = words[i + BLOCKS];
                float radius = BoxMuller.radius(words[i]);
                normals[i] = radius * BoxMuller.first(angle);
                normals[i + BLOCKS] = radius * BoxMuller.second(angle);
            }
        }
    }
}
