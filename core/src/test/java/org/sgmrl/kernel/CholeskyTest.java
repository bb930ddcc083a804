package org.sgmrl.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// Solutions beside those that are known and those of EJML.
final class CholeskyTest {
    @Test
    void aMatrixSolvedByHand() {
        // [4 2; 2 5] = L Lᵀ with L = [2 0; 1 2]; the solution of b = (8, 8) is (3/2, 1).
        Cholesky solver = new Cholesky(2);
        double[] x = {8, 8};
        assertThat(solver.factorize(new double[] {4, Double.NaN, 2, 5})).isTrue();
        solver.solve(x);
        assertThat(x).containsExactly(1.5, 1);
    }

    @Test
    void matricesThatAreNotPositiveDefiniteAreToldApart() {
        Cholesky solver = new Cholesky(2);
        assertThat(solver.factorize(new double[] {0, 0, 0, 1})).isFalse();
        assertThat(solver.factorize(new double[] {1, 2, 2, 4})).isFalse();
        assertThat(solver.factorize(new double[] {1, 2, 2, 3})).isFalse();
        assertThat(solver.factorize(new double[] {1, 2, 2, 5})).isTrue();
        assertThatThrownBy(() -> new Cholesky(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("n = 0 must be at least 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 22, 60, 300})
    void theBitsAreThoseOfEjml(int n) {
        RandomStream random = RandomStream.of(7, StreamDomain.TEST, n, 0, 0, 0, StreamPurpose.ENVIRONMENT);
        double[] rows = new double[(n + 3) * n];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = random.nextDouble(-1, 1) * (1 + i % 5);
        }
        double[] matrix = new double[n * n];
        double[] b = new double[n];
        for (int i = 0; i < n; i++) {
            b[i] = random.nextDouble(-10, 10);
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n + 3; k++) {
                    matrix[i * n + j] += rows[k * n + i] * rows[k * n + j];
                }
            }
        }
        Cholesky solver = new Cholesky(n);
        double[] x = b.clone();
        LinearSolverDense<DMatrixRMaj> theirs = LinearSolverFactory_DDRM.symmPosDef(n);
        DMatrixRMaj solution = new DMatrixRMaj(n, 1);

        assertThat(solver.factorize(matrix)).isTrue();
        solver.solve(x);
        assertThat(theirs.setA(new DMatrixRMaj(n, n, true, matrix.clone()))).isTrue();
        theirs.solve(new DMatrixRMaj(n, 1, true, b), solution);

        assertThat(x).containsExactly(solution.data);
    }
}
