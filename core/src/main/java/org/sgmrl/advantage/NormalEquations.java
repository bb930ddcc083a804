package org.sgmrl.advantage;

import java.util.Arrays;

/// The sums Σ φφᵀ and Σ φ y of a linear regression on features φ with targets y. A buffer.
final class NormalEquations {
    /// Rows that enter together, so that a sum is loaded and stored once for all.
    private static final int TOGETHER = 4;

    private final double[][] pending;
    private final double[] pendingTargets;
    private int filled;
    /// Σ φ_j φ_k at `[j][k]`, for k ≥ j.
    final double[][] products;
    /// Σ φ y.
    final double[] right;

    NormalEquations(int features) {
        this.pending = new double[TOGETHER][features];
        this.pendingTargets = new double[TOGETHER];
        this.products = new double[features][features];
        this.right = new double[features];
    }

    int features() {
        return right.length;
    }

    void clear() {
        filled = 0;
        for (double[] sums : products) {
            Arrays.fill(sums, 0);
        }
        Arrays.fill(right, 0);
    }

    /// Where the next row's features are to be written; [#enter] takes them.
    double[] nextRow() {
        return pending[filled];
    }

    void enter(double target) {
        pendingTargets[filled] = target;
        filled++;
        if (filled == TOGETHER) {
            addPending();
            filled = 0;
        }
    }

    /// Adds the rows that wait for others; to be called after the last one.
    void finish() {
        if (filled > 0) {
            for (; filled < TOGETHER; filled++) {
                Arrays.fill(pending[filled], 0);
                pendingTargets[filled] = 0;
            }
            addPending();
            filled = 0;
        }
    }

    /// Makes this the sum of two others, of which one may be this itself.
    void setSum(NormalEquations a, NormalEquations b) {
        for (int j = 0; j < right.length; j++) {
            double[] x = a.products[j];
            double[] y = b.products[j];
            double[] sums = products[j];
            for (int k = j; k < sums.length; k++) {
                sums[k] = x[k] + y[k];
            }
            right[j] = a.right[j] + b.right[j];
        }
    }

    private void addPending() {
        double[] a = pending[0];
        double[] b = pending[1];
        double[] c = pending[2];
        double[] d = pending[3];
        double[] y = pendingTargets;
        for (int j = 0; j < right.length; j++) {
            addProducts(j, a[j], a, b[j], b, c[j], c, d[j], d, products[j]);
            right[j] += a[j] * y[0] + b[j] * y[1] + c[j] * y[2] + d[j] * y[3];
        }
    }

    /// Arrays of their own and stride one: the compiler turns this loop into vector instructions.
    private static void addProducts(
            int from,
            double p,
            double[] a,
            double q,
            double[] b,
            double r,
            double[] c,
            double s,
            double[] d,
            double[] sums) {
        for (int k = from; k < sums.length; k++) {
            sums[k] += p * a[k] + q * b[k] + r * c[k] + s * d[k];
        }
    }
}
