package org.sgmrl.network;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The reference: one plain loop per matrix product, in double precision.
final class DoubleNetwork implements Network {
    private final LayerSizes sizes;
    private final int blockRows;
    private final double[] theta;
    private final double[] direction;
    private final DoubleBlock passing;
    private long parameterKey;
    private boolean directed;
    private long directionKey;
    /// Index l holds what enters layer l, so index 0 the inputs and the last index the outputs of the
    /// network.
    private final double[][] delta;
    private final double[][] deltaTangent;
    private final double[][] weighted;
    private final double[] sum;

    DoubleNetwork(LayerSizes sizes, int blockRows) {
        this.sizes = sizes;
        this.blockRows = blockRows;
        theta = new double[sizes.parameterCount()];
        direction = new double[sizes.parameterCount()];
        passing = newBlock();
        delta = buffers(sizes, blockRows);
        deltaTangent = buffers(sizes, blockRows);
        weighted = buffers(sizes, blockRows);
        sum = new double[theta.length];
        parameterKey = NetworkBlock.key(theta, 0, theta.length);
    }

    static double[][] buffers(LayerSizes sizes, int rows) {
        double[][] buffers = new double[sizes.layers() + 1][];
        buffers[0] = new double[rows * sizes.inputSize()];
        for (int layer = 0; layer < sizes.layers(); layer++) {
            buffers[layer + 1] = new double[rows * sizes.outputs(layer)];
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
    public DoubleBlock newBlock() {
        return new DoubleBlock(sizes, blockRows);
    }

    @Override
    public void setParameters(double[] newTheta, int offset) {
        NetworkBlock.requireRange("theta", newTheta, offset, theta.length);
        System.arraycopy(newTheta, offset, theta, 0, theta.length);
        parameterKey = NetworkBlock.key(theta, 0, theta.length);
    }

    @Override
    public long parameterKey() {
        return parameterKey;
    }

    @Override
    public void forward(double[] inputs, int inputOffset, int rows, double[] outputs, int outputOffset) {
        forward(inputs, inputOffset, rows, outputs, outputOffset, passing);
    }

    @Override
    public void forward(
            double[] inputs, int inputOffset, int rows, double[] outputs, int outputOffset, NetworkBlock target) {
        DoubleBlock block = (DoubleBlock) target;
        block.requireRows(rows);
        NetworkBlock.requireRange("inputs", inputs, inputOffset, rows * inputSize());
        NetworkBlock.requireRange("outputs", outputs, outputOffset, rows * outputSize());
        double[][] h = block.h;
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
        block.keep(rows, parameterKey);
    }

    @Override
    public void backward(NetworkBlock target, double[] outputSeed, int seedOffset) {
        DoubleBlock block = (DoubleBlock) target;
        int rows = block.keptRows(parameterKey);
        int last = sizes.layers();
        NetworkBlock.requireRange("outputSeed", outputSeed, seedOffset, rows * outputSize());
        System.arraycopy(outputSeed, seedOffset, block.e[last], 0, rows * outputSize());
        for (int layer = last - 1; layer > 0; layer--) {
            Arrays.fill(block.e[layer], 0, rows * sizes.inputs(layer), 0);
            addInputGradient(layer, rows, delta(block, layer + 1), theta, block.e[layer]);
        }
        block.setDifferentiated();
    }

    /// The derivatives with respect to a layer's values before the tanh.
    private double[] delta(DoubleBlock block, int layer) {
        if (layer == sizes.layers()) {
            return block.e[layer];
        }
        for (int i = 0; i < block.rows() * sizes.inputs(layer); i++) {
            delta[layer][i] = block.e[layer][i] * (1 - block.h[layer][i] * block.h[layer][i]);
        }
        return delta[layer];
    }

    @Override
    public void addGradient(NetworkBlock target, double[] weights, int weightOffset) {
        DoubleBlock block = (DoubleBlock) target;
        int rows = block.differentiatedRows(parameterKey);
        NetworkBlock.requireRange("weights", weights, weightOffset, rows);
        for (int layer = sizes.layers() - 1; layer >= 0; layer--) {
            int outputs = sizes.outputs(layer);
            double[] d = delta(block, layer + 1);
            for (int i = 0; i < rows * outputs; i++) {
                weighted[layer + 1][i] = weights[weightOffset + i / outputs] * d[i];
            }
            addWeightGradient(layer, rows, block.h[layer], weighted[layer + 1]);
            addBiasGradient(layer, rows, weighted[layer + 1]);
        }
    }

    @Override
    public void setDirection(double[] v, int offset) {
        NetworkBlock.requireRange("v", v, offset, direction.length);
        System.arraycopy(v, offset, direction, 0, direction.length);
        directed = true;
        directionKey = NetworkBlock.key(direction, 0, direction.length);
    }

    @Override
    public void tangent(NetworkBlock target, double[] outputTangent, int offset) {
        DoubleBlock block = (DoubleBlock) target;
        int rows = block.keptRows(parameterKey);
        NetworkBlock.requireDirection(directed);
        NetworkBlock.requireRange("outputTangent", outputTangent, offset, rows * outputSize());
        if (!block.hasTangent(directionKey)) {
            computeTangent(rows, block.h, block.hTangent);
            block.setTangent(directionKey);
        }
        System.arraycopy(block.hTangent[sizes.layers()], 0, outputTangent, offset, rows * outputSize());
    }

    @Override
    public void passingTangent(NetworkBlock target, double[] outputTangent, int offset) {
        tangent(target, outputTangent, offset);
    }

    private void computeTangent(int rows, double[][] h, double[][] hTangent) {
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
    }

    @Override
    public void addGradientAlong(NetworkBlock target, double[] out, int offset) {
        DoubleBlock block = (DoubleBlock) target;
        int rows = block.differentiatedRows(parameterKey);
        NetworkBlock.requireDirection(directed);
        NetworkBlock.requireRange("out", out, offset, rows);
        for (int layer = sizes.layers() - 1; layer >= 0; layer--) {
            int outputs = sizes.outputs(layer);
            double[] d = delta(block, layer + 1);
            double[] along = weighted[layer + 1];
            Arrays.fill(along, 0, rows * outputs, 0);
            addAffine(layer, rows, block.h[layer], direction, along);
            for (int i = 0; i < rows * outputs; i++) {
                out[offset + i / outputs] += d[i] * along[i];
            }
        }
    }

    @Override
    public void addGradientTangent(
            NetworkBlock target,
            double[] seedTangent,
            int tangentOffset,
            double[] weights,
            double @Nullable [] gradientWeights,
            int weightOffset) {
        DoubleBlock block = (DoubleBlock) target;
        int rows = block.differentiatedRows(parameterKey);
        block.requireTangent(directed, directionKey);
        int last = sizes.layers();
        NetworkBlock.requireRange("seedTangent", seedTangent, tangentOffset, rows * outputSize());
        NetworkBlock.requireRange("weights", weights, weightOffset, rows);
        if (gradientWeights != null) {
            NetworkBlock.requireRange("gradientWeights", gradientWeights, weightOffset, rows);
        }
        System.arraycopy(seedTangent, tangentOffset, deltaTangent[last], 0, rows * outputSize());
        for (int layer = last - 1; layer >= 0; layer--) {
            int outputs = sizes.outputs(layer);
            double[] d = delta(block, layer + 1);
            double[] dTangent = deltaTangent[layer + 1];
            double[] w = weighted[layer + 1];
            for (int i = 0; i < rows * outputs; i++) {
                int row = weightOffset + i / outputs;
                double c = gradientWeights == null ? 0 : gradientWeights[row];
                w[i] = weights[row] * dTangent[i] + c * d[i];
            }
            addWeightGradient(layer, rows, block.h[layer], w);
            addBiasGradient(layer, rows, w);
            if (layer > 0) {
                for (int i = 0; i < rows * outputs; i++) {
                    w[i] = weights[weightOffset + i / outputs] * d[i];
                }
                addWeightGradient(layer, rows, block.hTangent[layer], w);
                backThroughHiddenLayer(block, layer, rows, d, dTangent);
            }
        }
    }

    /// From the tangent of the derivatives with respect to the layer's pre-activations to those of the
    /// layer below.
    private void backThroughHiddenLayer(DoubleBlock block, int layer, int rows, double[] d, double[] dTangent) {
        int count = rows * sizes.inputs(layer);
        double[] below = deltaTangent[layer];
        Arrays.fill(below, 0, count, 0);
        addInputGradient(layer, rows, dTangent, theta, below);
        addInputGradient(layer, rows, d, direction, below);
        for (int i = 0; i < count; i++) {
            double y = block.h[layer][i];
            below[i] = (1 - y * y) * below[i] - 2 * y * block.hTangent[layer][i] * block.e[layer][i];
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

    @Override
    public void drainSum(double[] total, int offset) {
        NetworkBlock.requireRange("total", total, offset, parameterCount());
        for (int i = 0; i < sum.length; i++) {
            total[offset + i] += sum[i];
        }
        Arrays.fill(sum, 0);
    }

    @Override
    public void clearSum() {
        Arrays.fill(sum, 0);
    }

    @Override
    public int drainRows() {
        return Integer.MAX_VALUE;
    }

    /// The layer's part of the sum += xᵀ d
    private void addWeightGradient(int layer, int rows, double[] x, double[] d) {
        int inputs = sizes.inputs(layer);
        int outputs = sizes.outputs(layer);
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < inputs; i++) {
                double factor = x[row * inputs + i];
                int weights = sizes.weights(layer) + i * outputs;
                for (int j = 0; j < outputs; j++) {
                    sum[weights + j] += factor * d[row * outputs + j];
                }
            }
        }
    }

    private void addBiasGradient(int layer, int rows, double[] d) {
        int outputs = sizes.outputs(layer);
        int biases = sizes.biases(layer);
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < outputs; j++) {
                sum[biases + j] += d[row * outputs + j];
            }
        }
    }
}
