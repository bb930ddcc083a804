package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.sgmrl.kernel.Cholesky;
import org.sgmrl.testing.Vectors;

final class ConjugateGradientTest {
    private static final int N = 12;

    /// B Bᵀ of a random B with `rank` columns, plus a multiple of the identity.
    private static double[] matrix(int number, int rank, double identity) {
        double[] b = Vectors.gaussian(Vectors.stream(number), N * rank);
        double[] a = new double[N * N];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                for (int k = 0; k < rank; k++) {
                    a[i * N + j] += b[i * rank + k] * b[j * rank + k];
                }
            }
            a[i * N + i] += identity;
        }
        return a;
    }

    private static ConjugateGradient.Product product(double[] a) {
        return (x, out) -> {
            for (int i = 0; i < N; i++) {
                out[i] = 0;
                for (int j = 0; j < N; j++) {
                    out[i] += a[i * N + j] * x[j];
                }
            }
        };
    }

    @Test
    void theSolutionIsCholeskys() {
        for (int number = 0; number < 5; number++) {
            double[] a = matrix(number, N, 0.1);
            double[] b = Vectors.gaussian(Vectors.stream(100 + number), N);
            double[] x = new double[N];
            assertThat(new ConjugateGradient(N).solve(product(a), b, 10 * N, x)).isTrue();
            double[] expected = b.clone();
            Cholesky cholesky = new Cholesky(N);
            assertThat(cholesky.factorize(a)).isTrue();
            cholesky.solve(expected);
            assertThat(Vectors.distance(x, expected)).isLessThan(1e-8 * Vectors.norm(expected));
        }
    }

    /// Of rank 3 beside the identity there are four eigenvalues.
    @Test
    void asManyIterationsAsThereAreEigenvaluesAreEnoughAndFewerAscend() {
        double[] a = matrix(7, 3, 1);
        double[] b = Vectors.gaussian(Vectors.stream(107), N);
        double[] x = new double[N];
        double[] ax = new double[N];
        ConjugateGradient solver = new ConjugateGradient(N);
        for (int iterations = 1; iterations <= 4; iterations++) {
            assertThat(solver.solve(product(a), b, iterations, x)).isTrue();
            assertThat(Vectors.dot(b, x)).isPositive();
            product(a).multiply(x, ax);
            double residual = Vectors.distance(ax, b) / Vectors.norm(b);
            if (iterations == 4) {
                assertThat(residual).isLessThan(1e-9);
            } else {
                assertThat(residual).isGreaterThan(1e-4);
            }
        }
    }

    @Test
    void nothingIsFoundWhereThereIsNoCurvatureAndNumbersThatAreNotFiniteAreTold() {
        double[] x = Vectors.gaussian(Vectors.stream(3), N);
        double[] b = Vectors.gaussian(Vectors.stream(4), N);
        ConjugateGradient solver = new ConjugateGradient(N);
        assertThat(solver.solve(product(new double[N * N]), b, 9, x)).isTrue();
        assertThat(x).containsOnly(0);
        assertThat(solver.solve(product(matrix(1, N, 1)), new double[N], 9, x)).isTrue();
        assertThat(x).containsOnly(0);
        double[] bad = matrix(1, N, 1);
        bad[5] = Double.NaN;
        assertThat(solver.solve(product(bad), b, 9, x)).isFalse();
    }

    /// A singular system that has a solution.
    @Test
    void aRightSideInTheRangeOfASingularMatrixIsSolved() {
        double[] a = matrix(9, 4, 0);
        double[] b = new double[N];
        product(a).multiply(Vectors.gaussian(Vectors.stream(109), N), b);
        double[] x = new double[N];
        assertThat(new ConjugateGradient(N).solve(product(a), b, 4, x)).isTrue();
        double[] ax = new double[N];
        product(a).multiply(x, ax);
        assertThat(Vectors.distance(ax, b)).isCloseTo(0, within(1e-8 * Vectors.norm(b)));
    }
}
