package org.sgmrl.network;

/// A block of a [DoubleNetwork].
final class DoubleBlock extends NetworkBlock {
    private final LayerSizes sizes;
    /// Index l holds what enters layer l, the last index the outputs.
    final double[][] h;

    /// Derivatives with respect to h.
    final double[][] e;

    /// Derivatives of h along the direction.
    final double[][] hTangent;

    DoubleBlock(LayerSizes sizes, int capacity) {
        super(capacity);
        this.sizes = sizes;
        h = DoubleNetwork.buffers(sizes, capacity);
        e = DoubleNetwork.buffers(sizes, capacity);
        hTangent = DoubleNetwork.buffers(sizes, capacity);
    }

    @Override
    void copyRow(int from, NetworkBlock target, int to) {
        double[][] copy = ((DoubleBlock) target).h;
        for (int layer = 0; layer < sizes.layers(); layer++) {
            int width = sizes.inputs(layer);
            System.arraycopy(h[layer], from * width, copy[layer], to * width, width);
        }
    }
}
