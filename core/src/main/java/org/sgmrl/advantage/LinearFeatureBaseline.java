package org.sgmrl.advantage;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.sgmrl.rollout.TrajectoryBatch;

/// A state-value function linear in simple features, fitted by ridge regression to the discounted
/// returns-to-go of one batch (Duan et al. 2016): features [o, o², t, t², t³, 1] with o the observation
/// clipped to ±10 and t = step/100.
final class LinearFeatureBaseline {
    private static final double OBSERVATION_LIMIT = 10;
    private static final double RIDGE = 1e-5;

    private final int observationSize;
    private final int features;
    private final double[] row;
    private final double[] normal;
    private final DMatrixRMaj system;
    private final DMatrixRMaj right;
    private final DMatrixRMaj coefficients;
    private final LinearSolverDense<DMatrixRMaj> solver;

    LinearFeatureBaseline(int observationSize) {
        this.observationSize = observationSize;
        this.features = 2 * observationSize + 4;
        this.row = new double[features];
        this.normal = new double[features * features];
        this.system = new DMatrixRMaj(features, features);
        this.right = new DMatrixRMaj(features, 1);
        this.coefficients = new DMatrixRMaj(features, 1);
        this.solver = LinearSolverFactory_DDRM.symmPosDef(features);
    }

    /// Fits the coefficients to targets, one for each row of the batch.
    void fit(TrajectoryBatch batch, double[] targets) {
        Arrays.fill(normal, 0);
        right.zero();
        double[] rhs = right.data;
        for (int i = 0; i < batch.trajectories(); i++) {
            for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                fillRow(batch, n, n - batch.start(i));
                double target = targets[n];
                for (int j = 0; j < features; j++) {
                    double value = row[j];
                    for (int k = j; k < features; k++) {
                        normal[j * features + k] += value * row[k];
                    }
                    rhs[j] += value * target;
                }
            }
        }
        double ridge = RIDGE;
        // Collinear features can defeat a small ridge; a larger one always succeeds on finite data.
        for (int attempt = 0; attempt < 12; attempt++, ridge *= 10) {
            for (int j = 0; j < features; j++) {
                for (int k = j; k < features; k++) {
                    double value = normal[j * features + k] + (j == k ? ridge : 0);
                    system.data[j * features + k] = value;
                    system.data[k * features + j] = value;
                }
            }
            if (solver.setA(system)) {
                solver.solve(right, coefficients);
                return;
            }
        }
        // Non-finite data: predict nothing; the caller's own check of the gradient reports the cause.
        coefficients.zero();
    }

    /// Value at row `n`, which is step `step` of its trajectory.
    double predict(TrajectoryBatch batch, int n, int step) {
        fillRow(batch, n, step);
        double value = 0;
        for (int j = 0; j < features; j++) {
            value += coefficients.data[j] * row[j];
        }
        return value;
    }

    private void fillRow(TrajectoryBatch batch, int n, int step) {
        double[] observations = batch.decisions().observations();
        for (int j = 0; j < observationSize; j++) {
            double o = Math.clamp(observations[n * observationSize + j], -OBSERVATION_LIMIT, OBSERVATION_LIMIT);
            row[j] = o;
            row[observationSize + j] = o * o;
        }
        double t = step / 100.0;
        row[2 * observationSize] = t;
        row[2 * observationSize + 1] = t * t;
        row[2 * observationSize + 2] = t * t * t;
        row[2 * observationSize + 3] = 1;
    }
}
