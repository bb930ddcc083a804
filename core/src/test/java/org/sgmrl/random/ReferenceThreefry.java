package org.sgmrl.random;

/// Threefry-4×32 with any number of rounds, written from the definition: tables and loops, nothing
/// unrolled.
///
/// With few rounds it is the weak generator that the statistical tests must reject.
final class ReferenceThreefry {
    // Row r mod 8: rotations of the two mixing functions of round r (Skein's constants for four 32-bit words).
    private static final int[][] ROTATIONS = {
        {10, 26}, {11, 21}, {13, 27}, {23, 5}, {6, 20}, {17, 11}, {25, 10}, {18, 20}
    };

    private ReferenceThreefry() {}

    static void encrypt(int[] counter, int[] key, int rounds, int[] out) {
        int[] extended = {key[0], key[1], key[2], key[3], 0x1BD11BDA ^ key[0] ^ key[1] ^ key[2] ^ key[3]};
        int[] x = new int[4];
        for (int i = 0; i < 4; i++) {
            x[i] = counter[i] + extended[i];
        }
        for (int r = 0; r < rounds; r++) {
            mix(x, 0, 1, ROTATIONS[r % 8][0]);
            mix(x, 2, 3, ROTATIONS[r % 8][1]);
            int swap = x[1];
            x[1] = x[3];
            x[3] = swap;
            if (r % 4 == 3) {
                int injection = r / 4 + 1;
                for (int i = 0; i < 4; i++) {
                    x[i] += extended[(injection + i) % 5];
                }
                x[3] += injection;
            }
        }
        // After an odd number of rounds words 1 and 3 are still exchanged.
        out[0] = x[0];
        out[1] = rounds % 2 == 0 ? x[1] : x[3];
        out[2] = x[2];
        out[3] = rounds % 2 == 0 ? x[3] : x[1];
    }

    private static void mix(int[] x, int a, int b, int rotation) {
        x[a] += x[b];
        x[b] = Integer.rotateLeft(x[b], rotation) ^ x[a];
    }
}
