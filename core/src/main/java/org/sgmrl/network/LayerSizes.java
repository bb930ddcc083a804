package org.sgmrl.network;

import java.util.Arrays;

/// The widths of a perceptron's layers and where each layer's parameters lie in the flat vector.
///
/// Layer l maps `inputs(l)` to `outputs(l)` numbers. Its weights, row-major with a row for each input, start at
/// `weights(l)`, its biases at `biases(l)` right behind them; layers follow one another.
final class LayerSizes {
    private final int[] sizes;
    private final int[] weights;
    private final int parameterCount;

    LayerSizes(int[] sizes) {
        if (sizes.length < 2) {
            throw new IllegalArgumentException("sizes = " + Arrays.toString(sizes)
                    + " must have at least two entries: the inputs, any hidden layers, the outputs");
        }
        for (int size : sizes) {
            if (size < 1) {
                throw new IllegalArgumentException("sizes = " + Arrays.toString(sizes)
                        + " must be positive; leave out a layer that is not wanted");
            }
        }
        this.sizes = sizes.clone();
        weights = new int[sizes.length - 1];
        int count = 0;
        try {
            for (int layer = 0; layer < weights.length; layer++) {
                weights[layer] = count;
                count = Math.addExact(count, Math.multiplyExact(Math.addExact(sizes[layer], 1), sizes[layer + 1]));
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "sizes = " + Arrays.toString(sizes) + " give more than 2^31 - 1 parameters; use narrower layers",
                    e);
        }
        parameterCount = count;
    }

    int layers() {
        return weights.length;
    }

    int inputs(int layer) {
        return sizes[layer];
    }

    int outputs(int layer) {
        return sizes[layer + 1];
    }

    int inputSize() {
        return sizes[0];
    }

    int outputSize() {
        return sizes[sizes.length - 1];
    }

    int weights(int layer) {
        return weights[layer];
    }

    int biases(int layer) {
        return weights[layer] + sizes[layer] * sizes[layer + 1];
    }

    int parameterCount() {
        return parameterCount;
    }

    int widest() {
        return Arrays.stream(sizes).max().orElseThrow();
    }

    @Override
    public String toString() {
        return Arrays.toString(sizes);
    }
}
