package org.sgmrl.network;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.sgmrl.kernel.FloatKernels;
import org.sgmrl.kernel.FloatMatrix;

/// A block of a [FloatNetwork].
final class FloatBlock extends NetworkBlock {
    private final FloatKernels kernels;
    private final LayerSizes sizes;
    private final int capacity;
    /// Index l holds what enters layer l: the inputs, then the hidden layers, without the first of them where the network
    /// computes it again.
    final FloatMatrix[] h;

    /// The layers of which it has what enters them.
    final int[] kept;

    final FloatMatrix[] hTransposed;
    /// Derivatives with respect to h, at the last index to the outputs, without those of the last hidden layer where the network
    /// computes them again; index 0 is not used.
    private FloatMatrix @Nullable [] e;
    /// Derivatives of h along the direction, without those of the first hidden layer where the network computes them again;
    /// index 0 is not used.
    private FloatMatrix @Nullable [] hTangent;

    private FloatMatrix @Nullable [] hTangentTransposed;

    FloatBlock(FloatKernels kernels, LayerSizes sizes, int capacity) {
        super(capacity);
        this.kernels = kernels;
        this.sizes = sizes;
        this.capacity = capacity;
        h = new FloatMatrix[sizes.layers()];
        hTransposed = new FloatMatrix[sizes.layers()];
        kept = IntStream.range(0, sizes.layers())
                .filter(layer -> layer != 1 || !FloatNetwork.recomputesFirst(sizes))
                .toArray();
        for (int layer : kept) {
            h[layer] = kernels.matrix(capacity, sizes.inputs(layer));
            hTransposed[layer] = h[layer].transposed();
        }
    }

    /// Made when first needed: blocks that only pass forward do without.
    FloatMatrix[] e() {
        if (e == null) {
            e = new FloatMatrix[sizes.layers() + 1];
            for (int layer = 1; layer <= sizes.layers(); layer++) {
                if (layer != sizes.layers() - 1 || !FloatNetwork.recomputesLast(sizes)) {
                    e[layer] = kernels.matrix(capacity, sizes.outputs(layer - 1));
                }
            }
        }
        return e;
    }

    /// Made when first needed.
    FloatMatrix[] hTangent() {
        if (hTangent == null) {
            hTangent = new FloatMatrix[sizes.layers() + 1];
            for (int layer = FloatNetwork.recomputesFirst(sizes) ? 2 : 1; layer <= sizes.layers(); layer++) {
                hTangent[layer] = kernels.matrix(capacity, sizes.outputs(layer - 1));
            }
        }
        return hTangent;
    }

    FloatMatrix[] hTangentTransposed() {
        if (hTangentTransposed == null) {
            FloatMatrix[] views = new FloatMatrix[sizes.layers() + 1];
            for (int layer = FloatNetwork.recomputesFirst(sizes) ? 2 : 1; layer <= sizes.layers(); layer++) {
                views[layer] = hTangent()[layer].transposed();
            }
            hTangentTransposed = views;
        }
        return hTangentTransposed;
    }

    @Override
    void copyRow(int from, NetworkBlock target, int to) {
        FloatMatrix[] copy = ((FloatBlock) target).h;
        for (int layer : kept) {
            h[layer].copyRow(from, copy[layer], to);
        }
    }
}
