package org.sgmrl.advantage;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.sgmrl.rollout.TrajectoryBatch;

/// A state-value function linear in simple features, fitted by ridge regression to the discounted
/// returns-to-go of one batch (Duan et al. 2016): features [o, o², t, t², t³, 1] with o the observation
/// clipped to ±10 and t = step/100.
///
/// A batch with fewer than two rows for a feature is fitted by [t, t², t³, 1] alone: a fit with as many features as
/// rows follows the noise and leaves no advantages.
final class LinearFeatureBaseline {
    private static final double OBSERVATION_LIMIT = 10;
    private static final double RIDGE = 1e-5;
    private static final int ROWS_PER_FEATURE = 2;
    /// Rows that enter the normal equations together, so that a sum is loaded and stored once for all.
    private static final int GROUP = 4;

    private final int observationSize;
    private final int features;
    private final double[] row;
    private final double[][] group;
    private final double[] groupTargets;
    private final double[][] normal;
    private final DMatrixRMaj system;
    private final DMatrixRMaj right;
    private final DMatrixRMaj coefficients;
    private final LinearSolverDense<DMatrixRMaj> solver;
    private boolean timeAlone;

    LinearFeatureBaseline(int observationSize) {
        this.observationSize = observationSize;
        this.features = 2 * observationSize + 4;
        this.row = new double[features];
        this.group = new double[GROUP][features];
        this.groupTargets = new double[GROUP];
        this.normal = new double[features][features];
        this.system = new DMatrixRMaj(features, features);
        this.right = new DMatrixRMaj(features, 1);
        this.coefficients = new DMatrixRMaj(features, 1);
        this.solver = LinearSolverFactory_DDRM.symmPosDef(features);
    }

    /// Fits the coefficients to targets, one for each row of the batch, without the rows of the
    /// trajectories in [from, to).
    void fit(TrajectoryBatch batch, int from, int to, double[] targets) {
        for (double[] sums : normal) {
            Arrays.fill(sums, 0);
        }
        right.zero();
        int rows = batch.rows() - (batch.start(to) - batch.start(from));
        timeAlone = rows < (long) ROWS_PER_FEATURE * features;
        int filled = 0;
        for (int i = 0; i < batch.trajectories(); i++) {
            if (i >= from && i < to) {
                continue;
            }
            for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                fillRow(batch, n, n - batch.start(i), group[filled]);
                groupTargets[filled] = targets[n];
                filled++;
                if (filled == GROUP) {
                    addGroup();
                    filled = 0;
                }
            }
        }
        if (filled > 0) {
            for (; filled < GROUP; filled++) {
                Arrays.fill(group[filled], 0);
                groupTargets[filled] = 0;
            }
            addGroup();
        }
        double ridge = RIDGE;
        // Collinear features can defeat a small ridge; a larger one always succeeds on finite data.
        for (int attempt = 0; attempt < 12; attempt++, ridge *= 10) {
            for (int j = 0; j < features; j++) {
                for (int k = j; k < features; k++) {
                    double value = normal[j][k] + (j == k ? ridge : 0);
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
        fillRow(batch, n, step, row);
        double value = 0;
        for (int j = 0; j < features; j++) {
            value += coefficients.data[j] * row[j];
        }
        return value;
    }

    private void addGroup() {
        double[] a = group[0];
        double[] b = group[1];
        double[] c = group[2];
        double[] d = group[3];
        double[] rhs = right.data;
        for (int j = 0; j < features; j++) {
            addProducts(j, a[j], a, b[j], b, c[j], c, d[j], d, normal[j]);
            rhs[j] += a[j] * groupTargets[0] + b[j] * groupTargets[1] + c[j] * groupTargets[2] + d[j] * groupTargets[3];
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

    private void fillRow(TrajectoryBatch batch, int n, int step, double[] out) {
        double[] observations = batch.decisions().observations();
        if (timeAlone) {
            Arrays.fill(out, 0, 2 * observationSize, 0); // features that are zero get coefficients of zero
        } else {
            for (int j = 0; j < observationSize; j++) {
                double o = Math.clamp(observations[n * observationSize + j], -OBSERVATION_LIMIT, OBSERVATION_LIMIT);
                out[j] = o;
                out[observationSize + j] = o * o;
            }
        }
        double t = step / 100.0;
        out[2 * observationSize] = t;
        out[2 * observationSize + 1] = t * t;
        out[2 * observationSize + 2] = t * t * t;
        out[2 * observationSize + 3] = 1;
    }
}
