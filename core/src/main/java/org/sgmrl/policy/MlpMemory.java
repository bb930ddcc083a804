package org.sgmrl.policy;

import org.sgmrl.network.Network;
import org.sgmrl.network.NetworkBlock;

/// The layers' values of all rows of a batch, in the blocks in which gradients take them.
final class MlpMemory implements DecisionMemory {
    private final Network network;
    private final int blockRows;
    private final int outputSize;
    private final NetworkBlock[] blocks;
    final double[] outputs;
    private long parameterKey;
    private boolean begun;
    private int rows;

    MlpMemory(Network network, int capacity) {
        this.network = network;
        this.blockRows = network.blockRows();
        this.outputSize = network.outputSize();
        this.blocks = new NetworkBlock[Math.ceilDiv(capacity, blockRows)];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = network.newBlock();
        }
        this.outputs = new double[Math.multiplyExact(capacity, outputSize)];
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

    /// Remembers row `i` of a block just computed, and of its outputs, as row `to` of the batch.
    void remember(NetworkBlock block, double[] blockOutputs, int i, int to) {
        if (!begun || network.parameterKey() != parameterKey) {
            throw new IllegalStateException("the policy's parameters changed within a batch; sample it anew");
        }
        block.copyRow(i, blocks[to / blockRows], to % blockRows);
        copyOutputs(blockOutputs, i, to);
    }

    private void copyOutputs(double[] source, int from, int to) {
        for (int j = 0; j < outputSize; j++) {
            outputs[to * outputSize + j] = source[from * outputSize + j];
        }
    }

    @Override
    public void move(int from, int to, int count) {
        for (int i = 0; i < count; i++) {
            NetworkBlock source = blocks[(from + i) / blockRows];
            source.copyRow((from + i) % blockRows, blocks[(to + i) / blockRows], (to + i) % blockRows);
            copyOutputs(outputs, from + i, to + i);
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

    /// Whether the rows are remembered, at the network's present parameters, as one block.
    boolean holds(int start, int count) {
        return start % blockRows == 0
                && count == Math.min(blockRows, rows - start)
                && parameterKey == network.parameterKey();
    }

    NetworkBlock block(int start) {
        return blocks[start / blockRows];
    }
}
