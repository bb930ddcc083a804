package org.sgmrl.training;

import java.util.Arrays;

/// Solves A x = b for a symmetric positive semidefinite A that is known by its products only: the method of Hestenes and
/// Stiefel (1952), from x = 0. In exact arithmetic k iterations find the best x in the span of b, A b, …, A^{k−1} b, and
/// as many as A has distinct eigenvalues find the solution; b·x is positive after any number of them. Used by one thread.
final class ConjugateGradient {
    /// The residual's norm over that of b at which there is nothing left to find.
    private static final double SOLVED = 1e-10;

    /// A.
    interface Product {
        /// out = A x; overwritten.
        void multiply(double[] x, double[] out);
    }

    private final double[] residual;
    private final double[] direction;
    private final double[] product;

    ConjugateGradient(int n) {
        this.residual = new double[n];
        this.direction = new double[n];
        this.product = new double[n];
    }

    /// Solves, and ends early where the residual is small or a direction has no curvature.
    ///
    /// @param x receives the solution; overwritten
    /// @return whether all products were finite; otherwise x means nothing
    boolean solve(Product matrix, double[] b, int iterations, double[] x) {
        Arrays.fill(x, 0);
        System.arraycopy(b, 0, residual, 0, b.length);
        System.arraycopy(b, 0, direction, 0, b.length);
        double squares = dot(residual, residual);
        double enough = SOLVED * SOLVED * squares;
        for (int k = 0; k < iterations && squares > enough; k++) {
            matrix.multiply(direction, product);
            double curvature = dot(direction, product);
            if (!Double.isFinite(curvature)) {
                return false;
            }
            if (curvature <= 0) {
                return true;
            }
            double length = squares / curvature;
            for (int j = 0; j < x.length; j++) {
                x[j] += length * direction[j];
                residual[j] -= length * product[j];
            }
            double before = squares;
            squares = dot(residual, residual);
            for (int j = 0; j < x.length; j++) {
                direction[j] = residual[j] + squares / before * direction[j];
            }
        }
        return Double.isFinite(squares);
    }

    static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            sum += x[j] * y[j];
        }
        return sum;
    }
}
