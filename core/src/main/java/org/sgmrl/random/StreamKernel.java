package org.sgmrl.random;

import org.sgmrl.kernel.VectorApi;

/// The bulk work behind [RandomStream]: Threefry-4×32-20 and Box–Muller for a *group* of 16 consecutive
/// blocks, that is 64 words or 64 normals. The implementations give the same bits.
///
/// A group is the unit because 16 is a multiple of the int lanes of every vector register up to 512 bits:
/// within a group, word i of all 16 blocks lies together (index 16·i + block), so vectors are stored as
/// they are.
///
/// A `name` is the seven words that identify a stream: Threefry's key (4 words) and the words 1 to 3 of its
/// counter. Word 0 of the counter is the index of the block.
sealed interface StreamKernel permits ScalarStreamKernel, SimdStreamKernel {
    /// Blocks in a group.
    int BLOCKS = 16;

    /// Words, and normals, in a group.
    int GROUP = 4 * BLOCKS;

    /// Words in a stream's name.
    int NAME = 7;

    /// Generates the words of one group.
    ///
    /// @param name the stream, `[7]`
    /// @param group index of the group; its first block is 16·group
    /// @param words receives word i of block 16·group + b at 16·i + b, `[64]`; overwritten
    void words(int[] name, int group, int[] words);

    /// Turns the words of one group into standard normals by Box–Muller ([BoxMuller]): of each block, words
    /// 0 and 1 give radius and angle of one pair, words 2 and 3 of another.
    ///
    /// @param words one group, `[64]`
    /// @param normals receives, 16 at a time, the first members of the first pairs, their second members,
    ///     the first and the second members of the second pairs, `[64]`; overwritten
    void normals(int[] words, float[] normals);

    /// The fastest implementation that this Java virtual machine has.
    ///
    /// @return the vector kernel when module `jdk.incubator.vector` is there, otherwise its scalar twin
    static StreamKernel best() {
        // The vector class must not even be loaded without its module.
        return VectorApi.available() ? new SimdStreamKernel() : new ScalarStreamKernel();
    }
}
