package org.sgmrl.network;

import org.jspecify.annotations.Nullable;
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
/// A [NetworkBlock] keeps what was computed on up to [#blockRows] rows. The usual sequences are
///
///     setParameters, forward…                                          outputs only
///     setParameters, (forward to a block, backward, addGradient)…, drainSum
///                                                                      gradient, block by block
///     setParameters, setDirection, (forward to a block, backward, tangent, addGradientTangent)…, drainSum
///                                                                      Hessian-vector product, block by block
///
/// Derivatives are kept for each row, and rows are weighted as they are summed: any number of gradients of
/// the same rows, and the Hessian-vector product, share one pass forward and one pass back.
///
/// Results are the same bits on every processor and with or without vector instructions. Outputs do not
/// depend on how rows are split into blocks; sums over rows do by rounding, so a caller who wants the same bits again
/// must split in the same way.
public sealed interface Network permits DoubleNetwork, FloatNetwork {
    /// A network with all parameters zero.
    ///
    /// @param sizes the widths of the layers: inputs, any number of hidden layers, outputs
    /// @throws IllegalArgumentException if there are fewer than two sizes, one is not positive, or they are
    ///     too large
    static Network create(int[] sizes, Precision precision) {
        return create(sizes, precision, FloatNetwork.BLOCK_ROWS);
    }

    /// A network with all parameters zero and blocks of a chosen size, which decides how much memory it takes and how
    /// sums over rows are rounded.
    ///
    /// @param sizes the widths of the layers: inputs, any number of hidden layers, outputs
    /// @param blockRows most rows that one call may process, at least 1
    /// @throws IllegalArgumentException if there are fewer than two sizes, one is not positive, or they are
    ///     too large
    static Network create(int[] sizes, Precision precision, int blockRows) {
        LayerSizes layers = new LayerSizes(sizes);
        return switch (precision) {
            case FLOAT -> new FloatNetwork(layers, FloatKernels.fastest(), blockRows);
            case DOUBLE -> new DoubleNetwork(layers, blockRows);
        };
    }

    /// The number of parameters of a network with these layer sizes.
    static int parameterCount(int... sizes) {
        return new LayerSizes(sizes).parameterCount();
    }

    /// A key of some numbers: equal for equal ones, different for different ones but for an accident of
    /// probability 2⁻⁶⁴.
    static long key(double[] values, int offset, int count) {
        return NetworkBlock.key(values, offset, count);
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

    /// A block with room for `blockRows()` rows, for networks with the same layer sizes, precision and
    /// kernels.
    NetworkBlock newBlock();

    /// Sets θ to the `parameterCount()` numbers from `theta[offset]` on. The direction stays.
    void setParameters(double[] theta, int offset);

    /// A key of the parameters: equal for equal θ, different for different θ but for an accident of
    /// probability 2⁻⁶⁴.
    long parameterKey();

    /// outputs = f(inputs; θ).
    ///
    /// @param inputs [rows x inputSize] from `inputOffset` on
    /// @param rows in [0, blockRows]
    /// @param outputs [rows x outputSize] from `outputOffset` on; overwritten
    void forward(double[] inputs, int inputOffset, int rows, double[] outputs, int outputOffset);

    /// The same, and keeps the rows in a block.
    ///
    /// @param outputs overwritten
    /// @param block overwritten
    void forward(double[] inputs, int inputOffset, int rows, double[] outputs, int outputOffset, NetworkBlock block);

    /// Computes the derivatives of Σ_j s(row, j) f_j with respect to all layers for each row, and keeps
    /// them in the block.
    ///
    /// @param block kept at the present parameters; its derivatives are overwritten
    /// @param outputSeed s, [rows x outputSize] from `seedOffset` on
    /// @throws IllegalStateException if the block keeps nothing or belongs to other parameters
    void backward(NetworkBlock block, double[] outputSeed, int seedOffset);

    /// Adds Σ_rows w(row) Σ_j s(row, j) ∂f_j/∂θ to the network's sum.
    ///
    /// @param block after [#backward], which gives s
    /// @param weights w, one for each row from `weightOffset` on
    /// @throws IllegalStateException if the block has no derivatives or belongs to other parameters
    void addGradient(NetworkBlock block, double[] weights, int weightOffset);

    /// Adds the network's sum of [#addGradient] and [#addGradientTangent] to `total` and makes it zero.
    ///
    /// @param total `parameterCount()` numbers from `offset` on; accumulated
    void drainSum(double[] total, int offset);

    /// Makes the network's sum zero, whatever was left there.
    void clearSum();

    /// Rows after which the sum should be drained: few enough for its precision.
    int drainRows();

    /// Sets the direction v in parameter space to the `parameterCount()` numbers from `v[offset]` on.
    void setDirection(double[] v, int offset);

    /// outputTangent = d/dε f(inputs; θ + ε v) at ε = 0 over the block, which keeps the tangent of
    /// all layers for [#addGradientTangent]. Of a block that has it already it is only read.
    ///
    /// @param block kept at the present parameters
    /// @param outputTangent [rows x outputSize] from `offset` on; overwritten
    /// @throws IllegalStateException if the block keeps nothing or belongs to other parameters, or no
    ///     direction was set
    void tangent(NetworkBlock block, double[] outputTangent, int offset);

    /// As [#tangent], where [#addGradientTangent] of the same block follows before any other block is used: the block need not
    /// keep the tangent.
    ///
    /// @param block kept at the present parameters
    /// @param outputTangent [rows x outputSize] from `offset` on; overwritten
    /// @throws IllegalStateException as [#tangent] does
    void passingTangent(NetworkBlock block, double[] outputTangent, int offset);

    /// out(row) += Σ_j s(row, j) Σ_i v_i ∂f_j/∂θ_i: the row's gradient along the direction, as Σ_l δ_lᵀ (V_lᵀ h_{l−1} + b_l)
    /// with the derivatives δ that the block has, one product for each layer where [#tangent] takes two. It agrees with s
    /// times the tangent to rounding, and leaves no tangent.
    ///
    /// @param block after [#backward], which gives s
    /// @param out one number for each row from `offset` on; accumulated
    /// @throws IllegalStateException if the block has no derivatives or belongs to other parameters, or no
    ///     direction was set
    void addGradientAlong(NetworkBlock block, double[] out, int offset);

    /// Adds Σ_rows [w(row) d/dε J(θ + ε v)ᵀ (s + ε ṡ) + c(row) J(θ)ᵀ s] at ε = 0 to the network's sum, J
    /// the row's Jacobian ∂f/∂θ.
    ///
    /// With a loss ℓ(f), s = ∂ℓ/∂f and ṡ = (∂²ℓ/∂f²) · tangent the first part is the Hessian-vector product
    /// ∇²ℓ v; the second, a gradient with other weights, costs nothing more.
    ///
    /// @param block after [#backward], which gives s, and [#tangent] or [#passingTangent]
    /// @param seedTangent ṡ, [rows x outputSize] from `tangentOffset` on
    /// @param weights w, one for each row from `weightOffset` on
    /// @param gradientWeights c, one for each row from `weightOffset` on, or null for none
    /// @throws IllegalStateException if the block has no derivatives, or no tangent along the
    ///     present direction
    void addGradientTangent(
            NetworkBlock block,
            double[] seedTangent,
            int tangentOffset,
            double[] weights,
            double @Nullable [] gradientWeights,
            int weightOffset);
}
