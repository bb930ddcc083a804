package org.sgmrl.network;

import org.sgmrl.kernel.FloatKernels;
import org.sgmrl.kernel.FloatMatrix;

/// A parameter vector as matrices, layer by layer.
final class FloatParameters {
    private final LayerSizes sizes;
    final FloatMatrix[] weights;
    final FloatMatrix[] transposedWeights;
    private final FloatMatrix[] transposedViews;
    final FloatMatrix[] biases;

    FloatParameters(LayerSizes sizes, FloatKernels kernels) {
        this.sizes = sizes;
        int layers = sizes.layers();
        weights = new FloatMatrix[layers];
        transposedWeights = new FloatMatrix[layers];
        transposedViews = new FloatMatrix[layers];
        biases = new FloatMatrix[layers];
        for (int layer = 0; layer < layers; layer++) {
            int in = sizes.inputs(layer);
            int out = sizes.outputs(layer);
            weights[layer] = kernels.matrix(in, out);
            transposedWeights[layer] = kernels.matrix(out, in);
            transposedViews[layer] = transposedWeights[layer].transposed();
            biases[layer] = kernels.repeatedRow(out);
        }
    }

    void set(double[] flat, int offset) {
        for (int layer = 0; layer < weights.length; layer++) {
            int in = sizes.inputs(layer);
            weights[layer].setRows(in, flat, offset + sizes.weights(layer));
            biases[layer].setRows(1, flat, offset + sizes.biases(layer));
            // The first layer's inputs have no gradient.
            if (layer > 0) {
                transposedViews[layer].setRows(in, flat, offset + sizes.weights(layer));
            }
        }
    }
}
