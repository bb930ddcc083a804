package org.sgmrl.kernel;

/// Solves A x = b for symmetric positive definite matrices A of one size, in double precision, by A = L Lᵀ
/// (Golub and Van Loan, Matrix Computations, 4.2). Every sum is taken in ascending order of its index. Used by one
/// thread; nothing is allocated after construction.
public final class Cholesky {
    private final int n;
    /// L in its lower triangle, row-major.
    private final double[] factor;

    /// Room for matrices of one size.
    ///
    /// @param n rows and columns, at least 1
    public Cholesky(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("n = " + n + " must be at least 1");
        }
        this.n = n;
        factor = new double[n * n];
    }

    /// Factorises a matrix.
    ///
    /// @param matrix A, row-major, `[n × n]`; only its lower triangle is read
    /// @return whether it is positive definite; if not, [#solve] means nothing. Numbers that are not finite are not
    ///     seen here: they end up in the solution
    public boolean factorize(double[] matrix) {
        for (int j = 0; j < n; j++) {
            double perPivot = 0;
            for (int i = j; i < n; i++) {
                double sum = matrix[i * n + j];
                for (int k = 0; k < j; k++) {
                    sum -= factor[j * n + k] * factor[i * n + k];
                }
                if (i > j) {
                    factor[i * n + j] = sum * perPivot;
                } else if (sum <= 0) {
                    return false;
                } else {
                    double pivot = Math.sqrt(sum);
                    factor[j * n + j] = pivot;
                    perPivot = 1 / pivot;
                }
            }
        }
        return true;
    }

    /// Solves with the matrix that was factorised last.
    ///
    /// @param x b on entry, the solution on return, `[n]`
    public void solve(double[] x) {
        for (int i = 0; i < n; i++) {
            double sum = x[i];
            for (int k = 0; k < i; k++) {
                sum -= factor[i * n + k] * x[k];
            }
            x[i] = sum / factor[i * n + i];
        }
        for (int i = n - 1; i >= 0; i--) {
            double sum = x[i];
            for (int k = i + 1; k < n; k++) {
                sum -= factor[k * n + i] * x[k];
            }
            x[i] = sum / factor[i * n + i];
        }
    }
}
