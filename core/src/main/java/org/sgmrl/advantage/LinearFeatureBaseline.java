package org.sgmrl.advantage;

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
    private final NormalEquations sums;
    /// Of each group, and of all groups after it.
    private NormalEquations[] ofGroup = {};

    private NormalEquations[] ofGroupsAfter = {};
    private final DMatrixRMaj system;
    private final DMatrixRMaj right;
    private final DMatrixRMaj coefficients;
    private final LinearSolverDense<DMatrixRMaj> solver;

    LinearFeatureBaseline(int observationSize) {
        this.observationSize = observationSize;
        this.features = 2 * observationSize + 4;
        this.row = new double[features];
        this.sums = new NormalEquations(features);
        this.system = new DMatrixRMaj(features, features);
        this.right = new DMatrixRMaj(features, 1);
        this.coefficients = new DMatrixRMaj(features, 1);
        this.solver = LinearSolverFactory_DDRM.symmPosDef(features);
    }

    /// Number of features.
    int features() {
        return features;
    }

    /// Fits the coefficients to targets, one for each row of the batch, without the rows of the
    /// trajectories in [from, to).
    void fit(TrajectoryBatch batch, int from, int to, double[] targets) {
        sums.clear();
        addTrajectories(batch, 0, from, targets, sums);
        addTrajectories(batch, to, batch.trajectories(), targets, sums);
        sums.finish();
        solve(sums);
    }

    /// Fits for each group of trajectories in turn to the rows of the others: up to rounding what
    /// [#fit] does without the group, from sums over groups.
    ///
    /// @param coefficientsWithout receives the coefficients, `[at least features][at least
    ///     groups]`: of each feature one number for each group; overwritten
    void fitWithoutGroups(TrajectoryBatch batch, int groups, double[] targets, double[][] coefficientsWithout) {
        reserve(groups);
        for (int g = groups - 1; g >= 0; g--) {
            NormalEquations own = ofGroup[g];
            own.clear();
            int from = TrajectoryGroups.start(batch, groups, g);
            addTrajectories(batch, from, TrajectoryGroups.start(batch, groups, g + 1), targets, own);
            own.finish();
            if (g == groups - 1) {
                ofGroupsAfter[g].clear();
            } else {
                ofGroupsAfter[g].setSum(ofGroup[g + 1], ofGroupsAfter[g + 1]);
            }
        }
        // Those before and those after, not all less one: nothing cancels, and what is left out may not be a number.
        NormalEquations before = sums;
        before.clear();
        for (int g = 0; g < groups; g++) {
            ofGroupsAfter[g].setSum(before, ofGroupsAfter[g]);
            solve(ofGroupsAfter[g]);
            for (int j = 0; j < features; j++) {
                coefficientsWithout[j][g] = coefficients.data[j];
            }
            before.setSum(before, ofGroup[g]);
        }
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

    /// The features of row `n`, which is step `step` of its trajectory, into the beginning of
    /// `out`.
    void fillRow(TrajectoryBatch batch, int n, int step, double[] out) {
        double[] observations = batch.decisions().observations();
        for (int j = 0; j < observationSize; j++) {
            double o = Math.clamp(observations[n * observationSize + j], -OBSERVATION_LIMIT, OBSERVATION_LIMIT);
            out[j] = o;
            out[observationSize + j] = o * o;
        }
        double t = step / 100.0;
        out[2 * observationSize] = t;
        out[2 * observationSize + 1] = t * t;
        out[2 * observationSize + 2] = t * t * t;
        out[2 * observationSize + 3] = 1;
    }

    private void addTrajectories(TrajectoryBatch batch, int from, int to, double[] targets, NormalEquations out) {
        for (int i = from; i < to; i++) {
            for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                fillRow(batch, n, n - batch.start(i), out.nextRow());
                out.enter(targets[n]);
            }
        }
    }

    private void solve(NormalEquations equations) {
        System.arraycopy(equations.right, 0, right.data, 0, features);
        double ridge = RIDGE;
        // Collinear features can defeat a small ridge; a larger one always succeeds on finite data.
        for (int attempt = 0; attempt < 12; attempt++, ridge *= 10) {
            for (int j = 0; j < features; j++) {
                for (int k = j; k < features; k++) {
                    double value = equations.products[j][k] + (j == k ? ridge : 0);
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

    private void reserve(int groups) {
        if (ofGroup.length < groups) {
            ofGroup = new NormalEquations[groups];
            ofGroupsAfter = new NormalEquations[groups];
            for (int g = 0; g < groups; g++) {
                ofGroup[g] = new NormalEquations(features);
                ofGroupsAfter[g] = new NormalEquations(features);
            }
        }
    }
}
