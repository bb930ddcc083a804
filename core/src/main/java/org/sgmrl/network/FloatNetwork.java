package org.sgmrl.network;

import org.jspecify.annotations.Nullable;
import org.sgmrl.kernel.FloatKernels;
import org.sgmrl.kernel.FloatMatrix;

/// Single precision on [FloatKernels]; parameters, seeds, weights and results are rounded at the door.
///
/// A block of rows stays in cache between the products. Sums over rows are single precision until they
/// are drained, then double.
final class FloatNetwork implements Network {
    /// Divisible by the kernels' tiles; the buffers of two hidden layers of 100 units and their weights
    /// fill about 0.4 MB.
    static final int BLOCK_ROWS = 100;

    /// Turning sums to double costs about as much as a sixth of the product that makes them.
    private static final int DRAIN_BLOCKS = 5;

    /// With so few inputs the first hidden layer is computed again sooner than it is brought from the third-level cache, and
    /// with so few outputs the derivatives of the last one.
    private static final int FEW = 4;

    private final LayerSizes sizes;
    private final FloatKernels kernels;
    private final int blockRows;

    private final FloatParameters theta;
    private final FloatParameters direction;
    private final FloatMatrix zero;
    private final FloatBlock passing;
    private long parameterKey;
    private boolean directed;
    private long directionKey;

    /// Whether blocks do without the first hidden layer.
    private final boolean recomputesFirst;
    /// Whether they do without the derivatives of the last hidden layer.
    private final boolean recomputesLast;
    /// The block whose values were used last and its state then, and whether its derivatives were used too.
    private @Nullable FloatBlock present;

    private long presentVersion;
    private boolean presentDerivatives;
    private boolean presentTangent;
    /// Hidden layers from this one on have their derivatives before the tanh in `delta`.
    private int presentDelta;
    /// Its values; the first hidden layer is this network's own where blocks do without.
    private final FloatMatrix[] h;

    private final FloatMatrix[] hTransposed;
    /// Its derivatives; those of the last hidden layer are this network's own where blocks do without.
    private final FloatMatrix[] e;
    /// Its derivatives along the direction: the block's, or this network's own, as those of the first hidden layer are where
    /// blocks do without.
    private final FloatMatrix[] hTangent;

    private final FloatMatrix[] hTangentTransposed;
    private final FloatMatrix[] ownTangent;
    private final FloatMatrix[] ownTangentTransposed;

    /// Index l holds what enters layer l, so index 0 the inputs (unused here) and the last index the
    /// outputs of the network.
    private final FloatMatrix[] delta;

    private final FloatMatrix[] deltaTangent;
    private final FloatMatrix[] weighted;
    private final FloatMatrix[] weightedTransposed;

    /// Weight gradients as computed: transposed where that fills the kernels' tiles better, as for few
    /// outputs.
    private final FloatMatrix[] weightGradient;

    private final boolean[] gradientIsTransposed;
    /// The same numbers, shaped like the weights.
    private final FloatMatrix[] weightGradientView;

    private final FloatMatrix[] biasGradient;
    private boolean sumIsZero = true;

    FloatNetwork(LayerSizes sizes, FloatKernels kernels, int blockRows) {
        this.sizes = sizes;
        this.kernels = kernels;
        this.blockRows = blockRows;
        theta = new FloatParameters(sizes, kernels);
        direction = new FloatParameters(sizes, kernels);
        zero = kernels.repeatedRow(sizes.widest());
        recomputesFirst = recomputesFirst(sizes);
        h = new FloatMatrix[sizes.layers()];
        hTransposed = new FloatMatrix[sizes.layers()];
        if (recomputesFirst) {
            h[1] = kernels.matrix(blockRows, sizes.inputs(1));
            hTransposed[1] = h[1].transposed();
        }
        recomputesLast = recomputesLast(sizes);
        e = new FloatMatrix[sizes.layers() + 1];
        if (recomputesLast) {
            e[sizes.layers() - 1] = kernels.matrix(blockRows, sizes.inputs(sizes.layers() - 1));
        }
        ownTangent = buffers(kernels, sizes, blockRows);
        ownTangentTransposed = transposed(ownTangent);
        hTangent = new FloatMatrix[sizes.layers() + 1];
        hTangentTransposed = new FloatMatrix[sizes.layers() + 1];
        passing = newBlock();
        delta = buffers(kernels, sizes, blockRows);
        deltaTangent = buffers(kernels, sizes, blockRows);
        weighted = buffers(kernels, sizes, blockRows);
        weightedTransposed = transposed(weighted);
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
        setParameters(new double[sizes.parameterCount()], 0);
    }

    static boolean recomputesFirst(LayerSizes sizes) {
        return sizes.layers() > 1 && sizes.inputSize() <= FEW;
    }

    static boolean recomputesLast(LayerSizes sizes) {
        return sizes.layers() > 1 && sizes.outputSize() <= FEW;
    }

    static FloatMatrix[] buffers(FloatKernels kernels, LayerSizes sizes, int rows) {
        FloatMatrix[] buffers = new FloatMatrix[sizes.layers() + 1];
        buffers[0] = kernels.matrix(rows, sizes.inputSize());
        for (int layer = 0; layer < sizes.layers(); layer++) {
            buffers[layer + 1] = kernels.matrix(rows, sizes.outputs(layer));
        }
        return buffers;
    }

    static FloatMatrix[] transposed(FloatMatrix[] matrices) {
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
    public FloatBlock newBlock() {
        return new FloatBlock(kernels, sizes, blockRows);
    }

    @Override
    public void setParameters(double[] newTheta, int offset) {
        NetworkBlock.requireRange("theta", newTheta, offset, parameterCount());
        theta.set(newTheta, offset);
        present = null;
        parameterKey = NetworkBlock.key(newTheta, offset, parameterCount());
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
        FloatBlock block = (FloatBlock) target;
        block.requireRows(rows);
        NetworkBlock.requireRange("inputs", inputs, inputOffset, rows * inputSize());
        NetworkBlock.requireRange("outputs", outputs, outputOffset, rows * outputSize());
        block.h[0].setRows(rows, inputs, inputOffset);
        show(block);
        for (int layer = 0; layer < sizes.layers(); layer++) {
            passLayer(layer, rows);
        }
        delta[sizes.layers()].getRows(rows, outputs, outputOffset);
        block.keep(rows, parameterKey);
        setPresent(block);
    }

    private void setPresent(FloatBlock block) {
        present = block;
        presentVersion = block.version();
        presentDerivatives = false;
        presentTangent = false;
        presentDelta = sizes.layers();
    }

    private void passLayer(int layer, int rows) {
        int in = sizes.inputs(layer);
        int out = sizes.outputs(layer);
        if (isHidden(layer)) {
            kernels.tanhOfProduct(rows, out, in, h[layer], theta.weights[layer], theta.biases[layer], h[layer + 1]);
        } else {
            kernels.multiply(rows, out, in, h[layer], theta.weights[layer], theta.biases[layer], delta[layer + 1]);
        }
    }

    /// Makes a block's matrices those at hand.
    private void show(FloatBlock block) {
        for (int layer : block.kept) {
            h[layer] = block.h[layer];
            hTransposed[layer] = block.hTransposed[layer];
        }
    }

    /// Makes the values of a block those at hand, with all layers.
    private void use(FloatBlock block, int rows) {
        if (present != block || presentVersion != block.version()) {
            show(block);
            if (recomputesFirst) {
                passLayer(0, rows);
            }
            setPresent(block);
        }
    }

    /// The same, with the derivatives.
    private void useDerivatives(FloatBlock block, int rows) {
        use(block, rows);
        if (!presentDerivatives) {
            showDerivatives(block);
            if (recomputesLast) {
                passBack(sizes.layers() - 1, rows, e[sizes.layers()]);
            }
        }
    }

    private void showDerivatives(FloatBlock block) {
        FloatMatrix[] kept = block.e();
        for (int layer = 1; layer < e.length; layer++) {
            if (layer != sizes.layers() - 1 || !recomputesLast) {
                e[layer] = kept[layer];
            }
        }
        presentDerivatives = true;
    }

    @Override
    public void backward(NetworkBlock target, double[] outputSeed, int seedOffset) {
        FloatBlock block = (FloatBlock) target;
        int rows = block.keptRows(parameterKey);
        NetworkBlock.requireRange("outputSeed", outputSeed, seedOffset, rows * outputSize());
        use(block, rows);
        showDerivatives(block);
        FloatMatrix above = e[sizes.layers()];
        above.setRows(rows, outputSeed, seedOffset);
        for (int layer = sizes.layers() - 1; layer > 0; layer--) {
            passBack(layer, rows, above);
            if (layer > 1) {
                kernels.timesTanhSlope(rows, h[layer], e[layer], delta[layer]);
                above = delta[layer];
                presentDelta = layer;
            }
        }
        block.setDifferentiated();
    }

    /// e of what enters a layer, from the derivatives with respect to what leaves it, before the tanh.
    private void passBack(int layer, int rows, FloatMatrix above) {
        kernels.multiply(
                rows, sizes.inputs(layer), sizes.outputs(layer), above, theta.transposedWeights[layer], zero, e[layer]);
    }

    @Override
    public void addGradient(NetworkBlock target, double[] weights, int weightOffset) {
        FloatBlock block = (FloatBlock) target;
        int rows = block.differentiatedRows(parameterKey);
        NetworkBlock.requireRange("weights", weights, weightOffset, rows);
        useDerivatives(block, rows);
        for (int layer = sizes.layers() - 1; layer >= 0; layer--) {
            FloatMatrix d = delta(rows, layer + 1, weighted[layer + 1]);
            kernels.scaleRows(rows, weights, weightOffset, d, weighted[layer + 1]);
            addProduct(layer, rows, h[layer], hTransposed[layer], sumIsZero);
            kernels.sumRows(rows, sizes.outputs(layer), weighted[layer + 1], sumIsZero, biasGradient[layer]);
        }
        sumIsZero = false;
    }

    /// The derivative with respect to a layer's values before the tanh, in `buffer` where it must be
    /// computed.
    private FloatMatrix delta(int rows, int layer, FloatMatrix buffer) {
        if (layer == sizes.layers()) {
            return e[layer];
        }
        if (layer >= presentDelta) {
            return delta[layer];
        }
        kernels.timesTanhSlope(rows, h[layer], e[layer], buffer);
        return buffer;
    }

    /// weightGradient = xᵀ weighted, or += it.
    private void addProduct(int layer, int rows, FloatMatrix x, FloatMatrix xTransposed, boolean first) {
        int in = sizes.inputs(layer);
        int out = sizes.outputs(layer);
        FloatMatrix g = weightGradient[layer];
        FloatMatrix initial = first ? zero : g;
        if (gradientIsTransposed[layer]) {
            kernels.multiply(out, in, rows, weightedTransposed[layer + 1], x, initial, g);
        } else {
            kernels.multiply(in, out, rows, xTransposed, weighted[layer + 1], initial, g);
        }
    }

    @Override
    public void setDirection(double[] v, int offset) {
        NetworkBlock.requireRange("v", v, offset, parameterCount());
        long key = NetworkBlock.key(v, offset, parameterCount());
        if (!directed || key != directionKey) {
            direction.set(v, offset);
            directed = true;
            directionKey = key;
            presentTangent = false;
        }
    }

    @Override
    public void tangent(NetworkBlock target, double[] outputTangent, int offset) {
        FloatBlock block = (FloatBlock) target;
        int rows = requireTangentOf(block, outputTangent, offset);
        if (block.hasTangent(directionKey)) {
            useTangent(block, rows);
        } else {
            showTangent(block.hTangent(), block.hTangentTransposed());
            computeTangent(rows);
            block.setTangent(directionKey);
        }
        hTangent[sizes.layers()].getRows(rows, outputTangent, offset);
    }

    @Override
    public void passingTangent(NetworkBlock target, double[] outputTangent, int offset) {
        FloatBlock block = (FloatBlock) target;
        int rows = requireTangentOf(block, outputTangent, offset);
        if (block.hasTangent(directionKey)) {
            useTangent(block, rows);
        } else {
            showTangent(ownTangent, ownTangentTransposed);
            computeTangent(rows);
        }
        hTangent[sizes.layers()].getRows(rows, outputTangent, offset);
    }

    private int requireTangentOf(FloatBlock block, double[] outputTangent, int offset) {
        int rows = block.keptRows(parameterKey);
        NetworkBlock.requireDirection(directed);
        NetworkBlock.requireRange("outputTangent", outputTangent, offset, rows * outputSize());
        use(block, rows);
        return rows;
    }

    private void showTangent(FloatMatrix[] tangent, FloatMatrix[] transposed) {
        for (int layer = 1; layer < hTangent.length; layer++) {
            boolean own = layer == 1 && recomputesFirst;
            hTangent[layer] = own ? ownTangent[layer] : tangent[layer];
            hTangentTransposed[layer] = own ? ownTangentTransposed[layer] : transposed[layer];
        }
        presentTangent = true;
    }

    /// Makes the tangent that a block keeps the one at hand, with all layers.
    private void useTangent(FloatBlock block, int rows) {
        if (!presentTangent) {
            showTangent(block.hTangent(), block.hTangentTransposed());
            if (recomputesFirst) {
                passTangent(0, rows);
            }
        }
    }

    private void computeTangent(int rows) {
        for (int layer = 0; layer < sizes.layers(); layer++) {
            passTangent(layer, rows);
        }
    }

    private void passTangent(int layer, int rows) {
        int in = sizes.inputs(layer);
        int out = sizes.outputs(layer);
        FloatMatrix y = hTangent[layer + 1];
        kernels.multiply(rows, out, in, h[layer], direction.weights[layer], direction.biases[layer], y);
        if (layer > 0) {
            kernels.multiply(rows, out, in, hTangent[layer], theta.weights[layer], y, y);
        }
        if (isHidden(layer)) {
            kernels.timesTanhSlope(rows, h[layer + 1], y, y);
        }
    }

    @Override
    public void addGradientAlong(NetworkBlock target, double[] out, int offset) {
        FloatBlock block = (FloatBlock) target;
        int rows = block.differentiatedRows(parameterKey);
        useDerivatives(block, rows);
        NetworkBlock.requireDirection(directed);
        NetworkBlock.requireRange("out", out, offset, rows);
        for (int layer = sizes.layers() - 1; layer >= 0; layer--) {
            int outputs = sizes.outputs(layer);
            FloatMatrix along = deltaTangent[layer + 1];
            kernels.multiply(
                    rows,
                    outputs,
                    sizes.inputs(layer),
                    h[layer],
                    direction.weights[layer],
                    direction.biases[layer],
                    along);
            if (isHidden(layer)) {
                kernels.addTanhSlopeProducts(rows, outputs, h[layer + 1], e[layer + 1], along, out, offset);
            } else {
                for (int row = 0; row < rows; row++) {
                    for (int j = 0; j < outputs; j++) {
                        out[offset + row] += (double) e[layer + 1].get(row, j) * along.get(row, j);
                    }
                }
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
        FloatBlock block = (FloatBlock) target;
        int rows = block.differentiatedRows(parameterKey);
        useDerivatives(block, rows);
        if (!presentTangent) {
            block.requireTangent(directed, directionKey);
            useTangent(block, rows);
        }
        int last = sizes.layers();
        NetworkBlock.requireRange("seedTangent", seedTangent, tangentOffset, rows * outputSize());
        NetworkBlock.requireRange("weights", weights, weightOffset, rows);
        if (gradientWeights != null) {
            NetworkBlock.requireRange("gradientWeights", gradientWeights, weightOffset, rows);
        }
        deltaTangent[last].setRows(rows, seedTangent, tangentOffset);
        FloatMatrix d = e[last];
        for (int layer = last - 1; layer >= 0; layer--) {
            int in = sizes.inputs(layer);
            int out = sizes.outputs(layer);
            FloatMatrix dTangent = deltaTangent[layer + 1];
            if (gradientWeights == null) {
                kernels.scaleRows(rows, weights, weightOffset, dTangent, weighted[layer + 1]);
            } else {
                kernels.combineRows(rows, weights, dTangent, gradientWeights, d, weightOffset, weighted[layer + 1]);
            }
            addProduct(layer, rows, h[layer], hTransposed[layer], sumIsZero);
            kernels.sumRows(rows, out, weighted[layer + 1], sumIsZero, biasGradient[layer]);
            if (layer > 0) {
                kernels.scaleRows(rows, weights, weightOffset, d, weighted[layer + 1]);
                addProduct(layer, rows, hTangent[layer], hTangentTransposed[layer], false);
                FloatMatrix eTangent = deltaTangent[layer];
                kernels.multiply(rows, in, out, dTangent, theta.transposedWeights[layer], zero, eTangent);
                kernels.multiply(rows, in, out, d, direction.transposedWeights[layer], eTangent, eTangent);
                kernels.timesTanhSlopeTangent(rows, h[layer], hTangent[layer], e[layer], eTangent);
                d = delta(rows, layer, delta[layer]);
            }
        }
        sumIsZero = false;
    }

    @Override
    public void drainSum(double[] total, int offset) {
        NetworkBlock.requireRange("total", total, offset, parameterCount());
        if (sumIsZero) {
            return;
        }
        for (int layer = 0; layer < sizes.layers(); layer++) {
            weightGradientView[layer].addRowsTo(sizes.inputs(layer), total, offset + sizes.weights(layer));
            biasGradient[layer].addRowsTo(1, total, offset + sizes.biases(layer));
        }
        sumIsZero = true;
    }

    @Override
    public void clearSum() {
        sumIsZero = true;
    }

    @Override
    public int drainRows() {
        return DRAIN_BLOCKS * blockRows;
    }

    private boolean isHidden(int layer) {
        return layer < sizes.layers() - 1;
    }
}
