package org.sgmrl.network;

import org.sgmrl.kernel.FloatKernels;
import org.sgmrl.kernel.FloatMatrix;

/// Single precision on [FloatKernels]; parameters, seeds and results are rounded at the door.
///
/// A block of rows stays in cache between the products. Sums over its rows are single precision, sums over
/// blocks double.
final class FloatNetwork implements Network {
    /// Divisible by the kernels' tiles; the buffers of two hidden layers of 100 units and their weights
    /// fill about 0.4 MB.
    static final int BLOCK_ROWS = 100;

    private final LayerSizes sizes;
    private final FloatKernels kernels;
    private final int blockRows;

    private final Parameters theta;
    private final Parameters direction;
    private final FloatMatrix zero;

    /// Index l holds what enters layer l, so index 0 the inputs and the last index the outputs of the
    /// network.
    private final FloatMatrix[] h;

    private final FloatMatrix[] hTransposed;
    private final FloatMatrix[] hTangent;
    private final FloatMatrix[] hTangentTransposed;
    private final FloatMatrix[] delta;
    private final FloatMatrix[] deltaTransposed;
    private final FloatMatrix[] deltaTangent;
    private final FloatMatrix[] deltaTangentTransposed;

    /// Weight gradients as computed: transposed where that fills the kernels' tiles better, as for few
    /// outputs.
    private final FloatMatrix[] weightGradient;

    private final boolean[] gradientIsTransposed;
    /// The same numbers, shaped like the weights.
    private final FloatMatrix[] weightGradientView;

    private final FloatMatrix[] biasGradient;
    private final KeptBlock block = new KeptBlock();

    FloatNetwork(LayerSizes sizes, FloatKernels kernels) {
        this(sizes, kernels, BLOCK_ROWS);
    }

    FloatNetwork(LayerSizes sizes, FloatKernels kernels, int blockRows) {
        this.sizes = sizes;
        this.kernels = kernels;
        this.blockRows = blockRows;
        theta = new Parameters(sizes, kernels);
        direction = new Parameters(sizes, kernels);
        zero = kernels.repeatedRow(sizes.widest());
        h = buffers();
        hTransposed = transposed(h);
        hTangent = buffers();
        hTangentTransposed = transposed(hTangent);
        delta = buffers();
        deltaTransposed = transposed(delta);
        deltaTangent = buffers();
        deltaTangentTransposed = transposed(deltaTangent);
        weightGradient = new FloatMatrix[sizes.layers()];
        weightGradientView = new FloatMatrix[sizes.layers()];
        gradientIsTransposed = new boolean[sizes.layers()];
        biasGradient = new FloatMatrix[sizes.layers()];
        for (int layer = 0; layer < sizes.layers(); layer++) {
            int in = sizes.inputs(layer);
            int out = sizes.outputs(layer);
            boolean turn = kernels.paddedSize(out, in) < kernels.paddedSize(in, out);
            gradientIsTransposed[layer] = turn;
            weightGradient[layer] = turn ? kernels.matrix(out, in) : kernels.matrix(in, out);
            weightGradientView[layer] = turn ? weightGradient[layer].transposed() : weightGradient[layer];
            biasGradient[layer] = kernels.repeatedRow(out);
        }
    }

    private FloatMatrix[] buffers() {
        FloatMatrix[] buffers = new FloatMatrix[sizes.layers() + 1];
        buffers[0] = kernels.matrix(blockRows, sizes.inputSize());
        for (int layer = 0; layer < sizes.layers(); layer++) {
            buffers[layer + 1] = kernels.matrix(blockRows, sizes.outputs(layer));
        }
        return buffers;
    }

    private static FloatMatrix[] transposed(FloatMatrix[] matrices) {
        FloatMatrix[] views = new FloatMatrix[matrices.length];
        for (int i = 0; i < views.length; i++) {
            views[i] = matrices[i].transposed();
        }
        return views;
    }

    @Override
    public String description() {
        return "float " + kernels.description();
    }

    @Override
    public int inputSize() {
        return sizes.inputSize();
    }

    @Override
    public int outputSize() {
        return sizes.outputSize();
    }

    @Override
    public int parameterCount() {
        return sizes.parameterCount();
    }

    @Override
    public int blockRows() {
        return blockRows;
    }

    @Override
    public void setParameters(double[] newTheta, int offset) {
        KeptBlock.requireRange("theta", newTheta, offset, parameterCount());
        theta.set(newTheta, offset);
        block.forget();
    }

    @Override
    public void forward(double[] inputs, int inputOffset, int rows, double[] outputs, int outputOffset) {
        forwardKeeping(inputs, inputOffset, rows, outputs, outputOffset);
        block.forget();
    }

    @Override
    public void forwardKeeping(double[] inputs, int inputOffset, int rows, double[] outputs, int outputOffset) {
        KeptBlock.requireRows(rows, blockRows);
        KeptBlock.requireRange("inputs", inputs, inputOffset, rows * inputSize());
        KeptBlock.requireRange("outputs", outputs, outputOffset, rows * outputSize());
        h[0].setRows(rows, inputs, inputOffset);
        for (int layer = 0; layer < sizes.layers(); layer++) {
            int in = sizes.inputs(layer);
            int out = sizes.outputs(layer);
            kernels.multiply(rows, out, in, h[layer], theta.weights[layer], theta.biases[layer], h[layer + 1]);
            if (isHidden(layer)) {
                kernels.tanh(rows, h[layer + 1]);
            }
        }
        h[sizes.layers()].getRows(rows, outputs, outputOffset);
        block.keep(rows);
    }

    @Override
    public void backward(double[] outputSeed, int seedOffset, double[] gradient, int gradientOffset) {
        int rows = block.rows();
        int last = sizes.layers();
        KeptBlock.requireRange("outputSeed", outputSeed, seedOffset, rows * outputSize());
        KeptBlock.requireRange("gradient", gradient, gradientOffset, parameterCount());
        delta[last].setRows(rows, outputSeed, seedOffset);
        for (int layer = last - 1; layer >= 0; layer--) {
            int in = sizes.inputs(layer);
            int out = sizes.outputs(layer);
            if (gradientIsTransposed[layer]) {
                kernels.multiply(out, in, rows, deltaTransposed[layer + 1], h[layer], zero, weightGradient[layer]);
            } else {
                kernels.multiply(in, out, rows, hTransposed[layer], delta[layer + 1], zero, weightGradient[layer]);
            }
            kernels.sumRows(rows, out, delta[layer + 1], biasGradient[layer]);
            addLayerGradient(layer, gradient, gradientOffset);
            if (layer > 0) {
                kernels.multiply(rows, in, out, delta[layer + 1], theta.transposedWeights[layer], zero, delta[layer]);
                kernels.timesTanhSlope(rows, h[layer], delta[layer]);
            }
        }
    }

    @Override
    public void setDirection(double[] v, int offset) {
        KeptBlock.requireRange("v", v, offset, parameterCount());
        direction.set(v, offset);
        block.directionSet();
    }

    @Override
    public void tangent(double[] outputTangent, int offset) {
        int rows = block.rowsWithDirection();
        KeptBlock.requireRange("outputTangent", outputTangent, offset, rows * outputSize());
        for (int layer = 0; layer < sizes.layers(); layer++) {
            int in = sizes.inputs(layer);
            int out = sizes.outputs(layer);
            FloatMatrix y = hTangent[layer + 1];
            kernels.multiply(rows, out, in, h[layer], direction.weights[layer], direction.biases[layer], y);
            if (layer > 0) {
                kernels.multiply(rows, out, in, hTangent[layer], theta.weights[layer], y, y);
            }
            if (isHidden(layer)) {
                kernels.timesTanhSlope(rows, h[layer + 1], y);
            }
        }
        hTangent[sizes.layers()].getRows(rows, outputTangent, offset);
        block.tangentKept();
    }

    @Override
    public void backwardTangent(
            double[] seed, int seedOffset, double[] seedTangent, int tangentOffset, double[] result, int resultOffset) {
        int rows = block.rowsWithTangent();
        int last = sizes.layers();
        KeptBlock.requireRange("seed", seed, seedOffset, rows * outputSize());
        KeptBlock.requireRange("seedTangent", seedTangent, tangentOffset, rows * outputSize());
        KeptBlock.requireRange("result", result, resultOffset, parameterCount());
        delta[last].setRows(rows, seed, seedOffset);
        deltaTangent[last].setRows(rows, seedTangent, tangentOffset);
        for (int layer = last - 1; layer >= 0; layer--) {
            int in = sizes.inputs(layer);
            int out = sizes.outputs(layer);
            FloatMatrix d = delta[layer + 1];
            FloatMatrix dTangent = deltaTangent[layer + 1];
            FloatMatrix g = weightGradient[layer];
            if (gradientIsTransposed[layer]) {
                kernels.multiply(out, in, rows, deltaTangentTransposed[layer + 1], h[layer], zero, g);
                if (layer > 0) {
                    kernels.multiply(out, in, rows, deltaTransposed[layer + 1], hTangent[layer], g, g);
                }
            } else {
                kernels.multiply(in, out, rows, hTransposed[layer], dTangent, zero, g);
                if (layer > 0) {
                    kernels.multiply(in, out, rows, hTangentTransposed[layer], d, g, g);
                }
            }
            kernels.sumRows(rows, out, dTangent, biasGradient[layer]);
            addLayerGradient(layer, result, resultOffset);
            if (layer > 0) {
                FloatMatrix e = delta[layer];
                FloatMatrix eTangent = deltaTangent[layer];
                kernels.multiply(rows, in, out, d, theta.transposedWeights[layer], zero, e);
                kernels.multiply(rows, in, out, dTangent, theta.transposedWeights[layer], zero, eTangent);
                kernels.multiply(rows, in, out, d, direction.transposedWeights[layer], eTangent, eTangent);
                kernels.timesTanhSlopeTangent(rows, h[layer], hTangent[layer], e, eTangent);
            }
        }
    }

    private void addLayerGradient(int layer, double[] gradient, int offset) {
        weightGradientView[layer].addRowsTo(sizes.inputs(layer), gradient, offset + sizes.weights(layer));
        biasGradient[layer].addRowsTo(1, gradient, offset + sizes.biases(layer));
    }

    private boolean isHidden(int layer) {
        return layer < sizes.layers() - 1;
    }

    /// A parameter vector as matrices, layer by layer.
    private static final class Parameters {
        final LayerSizes sizes;
        final FloatMatrix[] weights;
        final FloatMatrix[] transposedWeights;
        final FloatMatrix[] transposedViews;
        final FloatMatrix[] biases;

        Parameters(LayerSizes sizes, FloatKernels kernels) {
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
}
