package org.sgmrl.network;

import java.util.Arrays;

/// The reference: one plain loop per matrix product, in double precision.
final class DoubleNetwork implements Network {
    private final LayerSizes sizes;
    private final int blockRows;
    private final double[] theta;
    private final double[] direction;
    /// Index l holds what enters layer l, so index 0 the inputs and the last index the outputs of the network.
    private final double[][] h;

    private final double[][] hTangent;
    private final double[][] delta;
    private final double[][] deltaTangent;
    private final KeptBlock block = new KeptBlock();

    DoubleNetwork(LayerSizes sizes) {
        this.sizes = sizes;
        this.blockRows = FloatNetwork.BLOCK_ROWS;
        theta = new double[sizes.parameterCount()];
        direction = new double[sizes.parameterCount()];
        h = buffers();
        hTangent = buffers();
        delta = buffers();
        deltaTangent = buffers();
    }

    private double[][] buffers() {
        double[][] buffers = new double[sizes.layers() + 1][];
        buffers[0] = new double[blockRows * sizes.inputSize()];
        for (int layer = 0; layer < sizes.layers(); layer++) {
            buffers[layer + 1] = new double[blockRows * sizes.outputs(layer)];
        }
        return buffers;
    }

    @Override
    public String description() {
        return "double scalar";
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
        KeptBlock.requireRange("theta", newTheta, offset, theta.length);
        System.arraycopy(newTheta, offset, theta, 0, theta.length);
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
        System.arraycopy(inputs, inputOffset, h[0], 0, rows * inputSize());
        for (int layer = 0; layer < sizes.layers(); layer++) {
            int count = rows * sizes.outputs(layer);
            double[] y = h[layer + 1];
            Arrays.fill(y, 0, count, 0);
            addAffine(layer, rows, h[layer], theta, y);
            if (isHidden(layer)) {
                for (int i = 0; i < count; i++) {
                    y[i] = StrictMath.tanh(y[i]);
                }
            }
        }
        System.arraycopy(h[sizes.layers()], 0, outputs, outputOffset, rows * outputSize());
        block.keep(rows);
    }

    @Override
    public void backward(double[] outputSeed, int seedOffset, double[] gradient, int gradientOffset) {
        int rows = block.rows();
        int last = sizes.layers();
        KeptBlock.requireRange("outputSeed", outputSeed, seedOffset, rows * outputSize());
        KeptBlock.requireRange("gradient", gradient, gradientOffset, parameterCount());
        System.arraycopy(outputSeed, seedOffset, delta[last], 0, rows * outputSize());
        for (int layer = last - 1; layer >= 0; layer--) {
            addWeightGradient(layer, rows, h[layer], delta[layer + 1], gradient, gradientOffset);
            addBiasGradient(layer, rows, delta[layer + 1], gradient, gradientOffset);
            if (layer > 0) {
                int count = rows * sizes.inputs(layer);
                double[] d = delta[layer];
                Arrays.fill(d, 0, count, 0);
                addInputGradient(layer, rows, delta[layer + 1], theta, d);
                for (int i = 0; i < count; i++) {
                    d[i] *= 1 - h[layer][i] * h[layer][i];
                }
            }
        }
    }

    @Override
    public void setDirection(double[] v, int offset) {
        KeptBlock.requireRange("v", v, offset, direction.length);
        System.arraycopy(v, offset, direction, 0, direction.length);
        block.directionSet();
    }

    @Override
    public void tangent(double[] outputTangent, int offset) {
        int rows = block.rowsWithDirection();
        KeptBlock.requireRange("outputTangent", outputTangent, offset, rows * outputSize());
        for (int layer = 0; layer < sizes.layers(); layer++) {
            int count = rows * sizes.outputs(layer);
            double[] y = hTangent[layer + 1];
            Arrays.fill(y, 0, count, 0);
            addAffine(layer, rows, h[layer], direction, y);
            if (layer > 0) {
                addProduct(layer, rows, hTangent[layer], theta, y);
            }
            if (isHidden(layer)) {
                for (int i = 0; i < count; i++) {
                    y[i] *= 1 - h[layer + 1][i] * h[layer + 1][i];
                }
            }
        }
        System.arraycopy(hTangent[sizes.layers()], 0, outputTangent, offset, rows * outputSize());
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
        System.arraycopy(seed, seedOffset, delta[last], 0, rows * outputSize());
        System.arraycopy(seedTangent, tangentOffset, deltaTangent[last], 0, rows * outputSize());
        for (int layer = last - 1; layer >= 0; layer--) {
            addWeightGradient(layer, rows, h[layer], deltaTangent[layer + 1], result, resultOffset);
            addBiasGradient(layer, rows, deltaTangent[layer + 1], result, resultOffset);
            if (layer > 0) {
                addWeightGradient(layer, rows, hTangent[layer], delta[layer + 1], result, resultOffset);
                backThroughHiddenLayer(layer, rows);
            }
        }
    }

    /// From the derivatives with respect to the layer's pre-activations to those of the layer below, with
    /// tangents.
    private void backThroughHiddenLayer(int layer, int rows) {
        int count = rows * sizes.inputs(layer);
        double[] d = delta[layer];
        double[] dTangent = deltaTangent[layer];
        Arrays.fill(d, 0, count, 0);
        Arrays.fill(dTangent, 0, count, 0);
        addInputGradient(layer, rows, delta[layer + 1], theta, d);
        addInputGradient(layer, rows, deltaTangent[layer + 1], theta, dTangent);
        addInputGradient(layer, rows, delta[layer + 1], direction, dTangent);
        for (int i = 0; i < count; i++) {
            double y = h[layer][i];
            double slope = 1 - y * y;
            dTangent[i] = slope * dTangent[i] - 2 * y * hTangent[layer][i] * d[i];
            d[i] *= slope;
        }
    }

    private boolean isHidden(int layer) {
        return layer < sizes.layers() - 1;
    }

    /// y += x W + b, with W and b of this layer in `parameters`.
    private void addAffine(int layer, int rows, double[] x, double[] parameters, double[] y) {
        int outputs = sizes.outputs(layer);
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < outputs; j++) {
                y[row * outputs + j] += parameters[sizes.biases(layer) + j];
            }
        }
        addProduct(layer, rows, x, parameters, y);
    }

    /// y += x W
    private void addProduct(int layer, int rows, double[] x, double[] parameters, double[] y) {
        int inputs = sizes.inputs(layer);
        int outputs = sizes.outputs(layer);
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < inputs; i++) {
                double factor = x[row * inputs + i];
                int weights = sizes.weights(layer) + i * outputs;
                for (int j = 0; j < outputs; j++) {
                    y[row * outputs + j] += factor * parameters[weights + j];
                }
            }
        }
    }

    /// e += d Wᵀ
    private void addInputGradient(int layer, int rows, double[] d, double[] parameters, double[] e) {
        int inputs = sizes.inputs(layer);
        int outputs = sizes.outputs(layer);
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < inputs; i++) {
                int weights = sizes.weights(layer) + i * outputs;
                double sum = 0;
                for (int j = 0; j < outputs; j++) {
                    sum += d[row * outputs + j] * parameters[weights + j];
                }
                e[row * inputs + i] += sum;
            }
        }
    }

    /// The layer's part of the gradient += xᵀ d
    private void addWeightGradient(int layer, int rows, double[] x, double[] d, double[] gradient, int offset) {
        int inputs = sizes.inputs(layer);
        int outputs = sizes.outputs(layer);
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < inputs; i++) {
                double factor = x[row * inputs + i];
                int weights = offset + sizes.weights(layer) + i * outputs;
                for (int j = 0; j < outputs; j++) {
                    gradient[weights + j] += factor * d[row * outputs + j];
                }
            }
        }
    }

    private void addBiasGradient(int layer, int rows, double[] d, double[] gradient, int offset) {
        int outputs = sizes.outputs(layer);
        int biases = offset + sizes.biases(layer);
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < outputs; j++) {
                gradient[biases + j] += d[row * outputs + j];
            }
        }
    }
}
