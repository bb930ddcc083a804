package org.sgmrl.kernel;

/// Single-precision kernels on padded matrices. One instance belongs to one thread.
///
/// Both implementations give the same bits, whatever the vector length: every element of a product is
/// accumulated over its terms in ascending order with fused multiply-add, and tanh is arithmetic of our
/// own. Nothing is allocated once vector code is compiled; the plain loops keep scratch rows for the
/// largest product they have met.
public sealed interface FloatKernels permits ScalarKernels, SimdKernels {
    /// Vector-API kernels if the module `jdk.incubator.vector` is present, else plain loops. To add the
    /// module: `java --add-modules jdk.incubator.vector …`.
    static FloatKernels fastest() {
        return simdAvailable() ? new SimdKernels() : new ScalarKernels();
    }

    /// Plain loops, which need no module.
    static FloatKernels scalar() {
        return new ScalarKernels();
    }

    /// Whether [#fastest] gives vector kernels.
    static boolean simdAvailable() {
        return VectorApi.available();
    }

    /// What runs, for reports: for example `simd-256` or `scalar`.
    String description();

    /// Floats in one vector: columns are padded to a multiple of this.
    int lanes();

    /// A matrix of zeros, padded for these kernels.
    default FloatMatrix matrix(int rows, int columns) {
        return FloatMatrix.padded(rows, columns, lanes());
    }

    /// The number of floats in a padded matrix: proportional to the work on it.
    default long paddedSize(int rows, int columns) {
        return (long) FloatMatrix.roundUp(rows, FloatMatrix.ROW_TILE) * FloatMatrix.roundUp(columns, lanes());
    }

    /// A row of zeros that stands for any number of equal rows: biases and zero starts of products.
    default FloatMatrix repeatedRow(int columns) {
        return FloatMatrix.paddedRow(columns, lanes());
    }

    /// result(i,j) = initial(i,j) + Σ_{k < terms} a(i,k) b(k,j) for i < rows, j < columns.
    ///
    /// `initial` may be `result` itself (accumulate) or a repeated row. Only `a` may be transposed.
    ///
    /// @param result overwritten, its padding possibly too; must not share numbers with `a` or `b`
    /// @throws IllegalArgumentException if a matrix is too small or is transposed where it may not be
    void multiply(
            int rows, int columns, int terms, FloatMatrix a, FloatMatrix b, FloatMatrix initial, FloatMatrix result);

    /// result(j) = Σ_{i < rows} x(i,j), or += it, in ascending order of i, for j < columns.
    ///
    /// @param fresh whether to start from zero rather than from `result`
    /// @param result overwritten or accumulated; a repeated row
    void sumRows(int rows, int columns, FloatMatrix x, boolean fresh, FloatMatrix result);

    /// x ← tanh(x), elementwise on the first rows.
    ///
    /// Within 5 units in the last place of the exact value, odd, never outside [-1, 1], exact at ±0; NaN
    /// stays NaN.
    ///
    /// @param x overwritten
    void tanh(int rows, FloatMatrix x);

    /// result = tanh of what [#multiply] gives: a hidden layer.
    ///
    /// @param result overwritten, as by [#multiply]
    /// @throws IllegalArgumentException as [#multiply] does
    void tanhOfProduct(
            int rows, int columns, int terms, FloatMatrix a, FloatMatrix b, FloatMatrix initial, FloatMatrix result);

    /// result = (1 − h²) x: back through h = tanh(z), or forward to the tangent ḣ = (1 − h²) ż.
    ///
    /// @param h tanh(z), padded like `x`
    /// @param result overwritten; may be `x`
    void timesTanhSlope(int rows, FloatMatrix h, FloatMatrix x, FloatMatrix result);

    /// The tangent of the step back through h = tanh(z): ė ← (1 − h²) ė − 2 h ḣ e.
    ///
    /// @param h tanh(z)
    /// @param hTangent ḣ
    /// @param e the derivative with respect to h
    /// @param eTangent the tangent of e on entry, that of the derivative with respect to z on return;
    ///     overwritten
    void timesTanhSlopeTangent(int rows, FloatMatrix h, FloatMatrix hTangent, FloatMatrix e, FloatMatrix eTangent);

    /// result(i,·) = factor_i x(i,·), the factors rounded to floats.
    ///
    /// @param factors one for each row, from `offset` on
    /// @param result overwritten; may be `x`
    void scaleRows(int rows, double[] factors, int offset, FloatMatrix x, FloatMatrix result);

    /// result(i,·) = factor_i x(i,·) + second_i y(i,·), the factors rounded to floats: the second product added to the
    /// rounded first by fused multiply-add.
    ///
    /// @param factors one for each row, from `offset` on
    /// @param second one for each row, from `offset` on
    /// @param result overwritten; may be `x` or `y`
    void combineRows(
            int rows, double[] factors, FloatMatrix x, double[] second, FloatMatrix y, int offset, FloatMatrix result);

    /// out(i) += Σ_{j < columns} (1 − h(i,j)²) x(i,j) y(i,j) for i < rows, h = tanh(z): in single precision sixteen sums of
    /// the columns of equal j mod 16, each in ascending order with fused multiply-add, and of these the sum of halves,
    /// four times.
    ///
    /// @param out one number for each row, from `offset` on; accumulated
    void addTanhSlopeProducts(
            int rows, int columns, FloatMatrix h, FloatMatrix x, FloatMatrix y, double[] out, int offset);
}
