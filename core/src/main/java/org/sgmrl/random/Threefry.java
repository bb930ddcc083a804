package org.sgmrl.random;

/// Threefry-4×32 with 20 rounds, a bijection of 128-bit counters for every 128-bit key.
///
/// Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2,
/// 3", SC'11, doi:10.1145/2063384.2063405. It is Skein's block cipher Threefish with 32-bit words: only
/// addition, rotation and exclusive or.
final class Threefry {
    /// Skein's key-schedule parity for 32-bit words.
    static final int PARITY = 0x1BD11BDA;

    private Threefry() {}

    /// Encrypts one counter.
    ///
    /// @param name key and words 1 to 3 of the counter, `[7]`
    /// @param block word 0 of the counter
    /// @param out receives four words; overwritten
    /// @param offset index of the first word in `out`
    /// @param stride distance of the words in `out`
    static void block(int[] name, int block, int[] out, int offset, int stride) {
        int k0 = name[0];
        int k1 = name[1];
        int k2 = name[2];
        int k3 = name[3];
        int k4 = PARITY ^ k0 ^ k1 ^ k2 ^ k3;
        int x0 = block + k0;
        int x1 = name[4] + k1;
        int x2 = name[5] + k2;
        int x3 = name[6] + k3;

        x0 += x1;
        x1 = Integer.rotateLeft(x1, 10) ^ x0;
        x2 += x3;
        x3 = Integer.rotateLeft(x3, 26) ^ x2;
        x0 += x3;
        x3 = Integer.rotateLeft(x3, 11) ^ x0;
        x2 += x1;
        x1 = Integer.rotateLeft(x1, 21) ^ x2;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 13) ^ x0;
        x2 += x3;
        x3 = Integer.rotateLeft(x3, 27) ^ x2;
        x0 += x3;
        x3 = Integer.rotateLeft(x3, 23) ^ x0;
        x2 += x1;
        x1 = Integer.rotateLeft(x1, 5) ^ x2;
        x0 += k1;
        x1 += k2;
        x2 += k3;
        x3 += k4 + 1;

        x0 += x1;
        x1 = Integer.rotateLeft(x1, 6) ^ x0;
        x2 += x3;
        x3 = Integer.rotateLeft(x3, 20) ^ x2;
        x0 += x3;
        x3 = Integer.rotateLeft(x3, 17) ^ x0;
        x2 += x1;
        x1 = Integer.rotateLeft(x1, 11) ^ x2;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 25) ^ x0;
        x2 += x3;
        x3 = Integer.rotateLeft(x3, 10) ^ x2;
        x0 += x3;
        x3 = Integer.rotateLeft(x3, 18) ^ x0;
        x2 += x1;
        x1 = Integer.rotateLeft(x1, 20) ^ x2;
        x0 += k2;
        x1 += k3;
        x2 += k4;
        x3 += k0 + 2;

        x0 += x1;
        x1 = Integer.rotateLeft(x1, 10) ^ x0;
        x2 += x3;
        x3 = Integer.rotateLeft(x3, 26) ^ x2;
        x0 += x3;
        x3 = Integer.rotateLeft(x3, 11) ^ x0;
        x2 += x1;
        x1 = Integer.rotateLeft(x1, 21) ^ x2;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 13) ^ x0;
        x2 += x3;
        x3 = Integer.rotateLeft(x3, 27) ^ x2;
        x0 += x3;
        x3 = Integer.rotateLeft(x3, 23) ^ x0;
        x2 += x1;
        x1 = Integer.rotateLeft(x1, 5) ^ x2;
        x0 += k3;
        x1 += k4;
        x2 += k0;
        x3 += k1 + 3;

        x0 += x1;
        x1 = Integer.rotateLeft(x1, 6) ^ x0;
        x2 += x3;
        x3 = Integer.rotateLeft(x3, 20) ^ x2;
        x0 += x3;
        x3 = Integer.rotateLeft(x3, 17) ^ x0;
        x2 += x1;
        x1 = Integer.rotateLeft(x1, 11) ^ x2;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 25) ^ x0;
        x2 += x3;
        x3 = Integer.rotateLeft(x3, 10) ^ x2;
        x0 += x3;
        x3 = Integer.rotateLeft(x3, 18) ^ x0;
        x2 += x1;
        x1 = Integer.rotateLeft(x1, 20) ^ x2;
        x0 += k4;
        x1 += k0;
        x2 += k1;
        x3 += k2 + 4;

        x0 += x1;
        x1 = Integer.rotateLeft(x1, 10) ^ x0;
        x2 += x3;
        x3 = Integer.rotateLeft(x3, 26) ^ x2;
        x0 += x3;
        x3 = Integer.rotateLeft(x3, 11) ^ x0;
        x2 += x1;
        x1 = Integer.rotateLeft(x1, 21) ^ x2;
        x0 += x1;
        x1 = Integer.rotateLeft(x1, 13) ^ x0;
        x2 += x3;
        x3 = Integer.rotateLeft(x3, 27) ^ x2;
        x0 += x3;
        x3 = Integer.rotateLeft(x3, 23) ^ x0;
        x2 += x1;
        x1 = Integer.rotateLeft(x1, 5) ^ x2;
        x0 += k0;
        x1 += k1;
        x2 += k2;
        x3 += k3 + 5;

        out[offset] = x0;
        out[offset + stride] = x1;
        out[offset + 2 * stride] = x2;
        out[offset + 3 * stride] = x3;
    }
}
