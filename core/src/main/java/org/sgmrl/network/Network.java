package org.sgmrl.network;

import org.sgmrl.kernel.FloatKernels;

/// A multilayer perceptron f(x; θ) with tanh hidden units and a linear output layer, evaluated on blocks of
/// rows, with its gradient and its second derivative along a direction:
///
///     h₀ = x,   h_l = tanh(h_{l-1} W_l + b_l)  (hidden layers),   f = h_{L-1} W_L + b_L
///
/// θ is flat, layer by layer: W row-major with a row for each input, then b. Blocks of rows are flat and
/// row-major without gaps.
///
/// One instance belongs to one thread and owns its buffers; nothing is allocated once its code is compiled.
/// The usual sequences are
///
///     setParameters, forward…                                                  outputs only
///     setParameters, (forwardKeeping, backward)…                               gradient, block by block
///     setParameters, setDirection, (forwardKeeping, tangent, backwardTangent)… Hessian-vector product, block by block
///
/// Results are the same bits on every processor and with or without vector instructions. Outputs do not
/// depend on how rows are split into blocks; sums over rows do by rounding (each block is summed by itself
/// and then added to the result), so a caller who wants the same bits again must split in the same way.
public sealed interface Network permits DoubleNetwork, FloatNetwork {
    /// A network with all parameters zero.
    ///
    /// @param sizes the widths of the layers: inputs, any number of hidden layers, outputs
    /// @throws IllegalArgumentException if there are fewer than two sizes, one is not positive, or they are
    ///     too large
    static Network create(int[] sizes, Precision precision) {
        LayerSizes layers = new LayerSizes(sizes);
        return switch (precision) {
            case FLOAT -> new FloatNetwork(layers, FloatKernels.fastest());
            case DOUBLE -> new DoubleNetwork(layers);
        };
    }

    /// The number of parameters of a network with these layer sizes.
    static int parameterCount(int... sizes) {
        return new LayerSizes(sizes).parameterCount();
    }

    /// What computes, for reports: for example `float simd-256`.
    String description();

    /// Numbers in a row of inputs.
    int inputSize();

    /// Numbers in a row of outputs.
    int outputSize();

    /// The length of θ.
    int parameterCount();

    /// The most rows that one call may process.
    int blockRows();

    /// Sets θ to the `parameterCount()` numbers from `theta[offset]` on. A block that was kept is
    /// forgotten; the direction stays.
    void setParameters(double[] theta, int offset);

    /// outputs = f(inputs; θ). A block that was kept is forgotten.
    ///
    /// @param inputs [rows x inputSize] from `inputOffset` on
    /// @param rows in [0, blockRows]
    /// @param outputs [rows x outputSize] from `outputOffset` on; overwritten
    void forward(double[] inputs, int inputOffset, int rows, double[] outputs, int outputOffset);

    /// The same as [#forward], and keeps the block for [#backward], [#tangent] and [#backwardTangent].
    ///
    /// @param outputs overwritten
    void forwardKeeping(double[] inputs, int inputOffset, int rows, double[] outputs, int outputOffset);

    /// Adds J(θ)ᵀ s = Σ_rows Σ_j s(row, j) ∂f_j/∂θ over the kept block to `gradient`.
    ///
    /// @param outputSeed s, [rows x outputSize] from `seedOffset` on
    /// @param gradient `parameterCount()` numbers from `gradientOffset` on; accumulated
    /// @throws IllegalStateException if no block is kept
    void backward(double[] outputSeed, int seedOffset, double[] gradient, int gradientOffset);

    /// Sets the direction v in parameter space to the `parameterCount()` numbers from `v[offset]` on.
    void setDirection(double[] v, int offset);

    /// outputTangent = d/dε f(inputs; θ + ε v) at ε = 0 over the kept block; the tangent is kept for
    /// [#backwardTangent].
    ///
    /// @param outputTangent [rows x outputSize] from `offset` on; overwritten
    /// @throws IllegalStateException if no block is kept or no direction was set
    void tangent(double[] outputTangent, int offset);

    /// Adds d/dε J(θ + ε v)ᵀ (s + ε ṡ) at ε = 0 over the kept block to `result`.
    ///
    /// With a loss ℓ(f), s = ∂ℓ/∂f and ṡ = (∂²ℓ/∂f²) · tangent this is the Hessian-vector product ∇²ℓ v. It
    /// is linear in ṡ: adding c · s' to ṡ adds c J(θ)ᵀ s' to the result.
    ///
    /// @param seed s, [rows x outputSize] from `seedOffset` on
    /// @param seedTangent ṡ, [rows x outputSize] from `tangentOffset` on
    /// @param result `parameterCount()` numbers from `resultOffset` on; accumulated
    /// @throws IllegalStateException if [#tangent] was not called for the kept block
    void backwardTangent(
            double[] seed, int seedOffset, double[] seedTangent, int tangentOffset, double[] result, int resultOffset);
}
