package org.sgmrl.random;

import org.sgmrl.kernel.VectorApi;

/// The bulk work behind [RandomStream]: Threefry-4×32-20 and Box–Muller for *groups* of 16 consecutive
/// blocks, that is 64 words or 64 normals. The implementations give the same bits.
///
/// A group is the unit because 16 is a multiple of the int lanes of every vector register up to 512 bits.
/// Up to four groups are done at once; word i of their blocks forms a row of memory, so that vectors load
/// and store without shuffles.
///
/// A `name` is the seven words that identify a stream: Threefry's key (4 words) and the words 1 to 3 of its
/// counter. Word 0 of the counter is the index of the block.
sealed interface StreamKernel permits ScalarStreamKernel, SimdStreamKernel {
    /// Blocks in a group.
    int BLOCKS = 16;

    /// Words, and normals, in a group.
    int GROUP = 4 * BLOCKS;

    /// Most groups in a call.
    int GROUPS = 4;

    /// Length of a row: the most blocks in a call.
    int ROW = GROUPS * BLOCKS;

    /// Words in a stream's name.
    int NAME = 7;

    /// Generates the words of consecutive groups.
    ///
    /// @param name the stream, `[7]`
    /// @param group index of the first group; its first block is 16·group
    /// @param groups how many, in [1, 4]
    /// @param words receives word i of block 16·group + b at ROW·i + b, `[4·ROW]`; overwritten
    void words(int[] name, int group, int groups, int[] words);

    /// Turns the words of groups into standard normals by Box–Muller ([BoxMuller]): of each block, words 0
    /// and 1 give radius and angle of one pair of normals, words 2 and 3 of another.
    ///
    /// @param words the words of the groups as [#words] gives them, `[4·ROW]`
    /// @param groups how many, in [1, 4]
    /// @param scratch room for the implementation, `[4·ROW]`; overwritten
    /// @param out receives 64·groups normals from `offset` on; normal i of block b is at [#index];
    ///     overwritten
    /// @param offset index of the first normal in `out`
    void normals(int[] words, int groups, float[] scratch, double[] out, int offset);

    /// Where a normal stands: group by group, and in a group by its number in the block.
    ///
    /// @param i 0 and 1 for the members of the first pair of a block, 2 and 3 for those of the second
    /// @param block index of the block, counted from the first of the call
    /// @return index of the normal, counted from the first of the call
    static int index(int i, int block) {
        return (block / BLOCKS) * GROUP + i * BLOCKS + block % BLOCKS;
    }

    /// The fastest implementation that this Java virtual machine has.
    ///
    /// @return the vector kernel when module `jdk.incubator.vector` is there, otherwise its scalar twin
    static StreamKernel best() {
        // The vector class must not even be loaded without its module.
        return VectorApi.available() ? new SimdStreamKernel() : new ScalarStreamKernel();
    }
}
