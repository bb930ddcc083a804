package org.sgmrl.policy;

import org.sgmrl.network.Network;
import org.sgmrl.network.NetworkBlock;

/// The layers' values of all rows of a batch, in the blocks in which gradients take them.
final class MlpMemory implements DecisionMemory {
    private final Network network;
    private final int blockRows;
    private final int outputSize;
    private final NetworkBlock[] blocks;
    private final long[] seedKeys;
    private final int[] movedTo = new int[1];
    final double[] outputs;
    private long parameterKey;
    private boolean begun;
    private int rows;

    MlpMemory(Network network, int capacity) {
        this.network = network;
        this.blockRows = network.blockRows();
        this.outputSize = network.outputSize();
        this.blocks = new NetworkBlock[Math.ceilDiv(capacity, blockRows)];
        this.seedKeys = new long[blocks.length];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = network.newBlock();
        }
        this.outputs = new double[Math.multiplyExact(capacity, outputSize)];
    }

    /// What rows are made of is copied to places of their own, and nothing else changes.
    @Override
    public boolean takesFromMany() {
        return true;
    }

    @Override
    public void begin() {
        rows = 0;
        begun = true;
        parameterKey = network.parameterKey();
        for (NetworkBlock block : blocks) {
            block.forget();
        }
    }

    /// Remembers the first rows of a block just computed, and of its outputs.
    ///
    /// @param to row of the batch for each of them, from `offset` on
    void remember(NetworkBlock block, double[] blockOutputs, int count, int[] to, int offset) {
        if (!begun || network.parameterKey() != parameterKey) {
            throw new IllegalStateException("the policy's parameters changed within a batch; sample it anew");
        }
        block.copyRows(0, count, blocks, to, offset);
        for (int i = 0; i < count; i++) {
            copyOutputs(blockOutputs, i, to[offset + i]);
        }
    }

    private void copyOutputs(double[] source, int from, int to) {
        for (int j = 0; j < outputSize; j++) {
            outputs[to * outputSize + j] = source[from * outputSize + j];
        }
    }

    @Override
    public void move(int from, int to, int count) {
        for (int i = 0; i < count; i++) {
            int row = from + i;
            movedTo[0] = to + i;
            blocks[row / blockRows].copyRows(row % blockRows, 1, blocks, movedTo, 0);
            copyOutputs(outputs, row, to + i);
        }
    }

    @Override
    public void end(int count) {
        rows = count;
        begun = false;
        for (int start = 0; start < count; start += blockRows) {
            blocks[start / blockRows].keep(Math.min(blockRows, count - start), parameterKey);
        }
    }

    /// Whether the rows are remembered as one block of this very network at its present parameters.
    @SuppressWarnings("ReferenceEquality")
    boolean holds(Network present, int start, int count) {
        return present == network
                && start % blockRows == 0
                && count == Math.min(blockRows, rows - start)
                && parameterKey == network.parameterKey();
    }

    /// Whether the block has derivatives, of a seed that was made with the head's present parameters.
    boolean differentiated(int start, long headKey) {
        return blocks[start / blockRows].differentiated() && seedKeys[start / blockRows] == headKey;
    }

    /// Notes with which parameters of the head the block's derivatives are made.
    void setSeedKey(int start, long headKey) {
        seedKeys[start / blockRows] = headKey;
    }

    NetworkBlock block(int start) {
        return blocks[start / blockRows];
    }
}
