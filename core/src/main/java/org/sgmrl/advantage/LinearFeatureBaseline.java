package org.sgmrl.advantage;

import java.util.Arrays;
import org.sgmrl.kernel.Cholesky;
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
    private static final int TIME_FEATURES = 4;

    private final int observationSize;
    private final int features;
    private final double[] row;
    private final NormalEquations sums;
    /// Of each group, and of all groups after it.
    private NormalEquations[] ofGroup = {};

    private NormalEquations[] ofGroupsAfter = {};
    private NormalEquations before = new NormalEquations(0);
    private boolean timeAlone;
    private final double[] system;
    private final double[] coefficients;
    private final Cholesky solver;
    private final double[] timeSystem = new double[TIME_FEATURES * TIME_FEATURES];
    private final double[] timeSolution = new double[TIME_FEATURES];
    private final Cholesky timeSolver = new Cholesky(TIME_FEATURES);

    LinearFeatureBaseline(int observationSize) {
        this.observationSize = observationSize;
        this.features = 2 * observationSize + 4;
        this.row = new double[features];
        this.sums = new NormalEquations(features);
        this.system = new double[features * features];
        this.coefficients = new double[features];
        this.solver = new Cholesky(features);
    }

    /// Number of features.
    int features() {
        return features;
    }

    /// Fits the coefficients to targets, one for each row of the batch, without the rows of the
    /// trajectories in [from, to).
    void fit(TrajectoryBatch batch, int from, int to, double[] targets) {
        timeAlone = tooFew(batch.rows() - (batch.start(to) - batch.start(from)));
        sums.clear();
        addTrajectories(batch, 0, from, targets, sums);
        addTrajectories(batch, to, batch.trajectories(), targets, sums);
        sums.finish();
        solve(sums);
    }

    private boolean tooFew(int rows) {
        return rows < (long) ROWS_PER_FEATURE * features;
    }

    /// Fits for each group of trajectories in turn to the rows of the others: up to rounding what
    /// [#fit] does without the group, from sums over groups.
    ///
    /// @param coefficientsWithout receives the coefficients, `[at least features][at least
    ///     groups]`: of each feature one number for each group; overwritten
    void fitWithoutGroups(TrajectoryBatch batch, int groups, double[] targets, double[][] coefficientsWithout) {
        // Where the whole batch has too few rows the other features are not looked at at all: they may be hundreds.
        timeAlone = tooFew(batch.rows());
        reserve(groups, timeAlone ? TIME_FEATURES : features);
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
        before.clear();
        for (int g = 0; g < groups; g++) {
            ofGroupsAfter[g].setSum(before, ofGroupsAfter[g]);
            int left = batch.rows()
                    - batch.start(TrajectoryGroups.start(batch, groups, g + 1))
                    + batch.start(TrajectoryGroups.start(batch, groups, g));
            timeAlone = tooFew(left);
            solve(ofGroupsAfter[g]);
            for (int j = 0; j < features; j++) {
                coefficientsWithout[j][g] = coefficients[j];
            }
            before.setSum(before, ofGroup[g]);
        }
    }

    /// Value at row `n`, which is step `step` of its trajectory.
    double predict(TrajectoryBatch batch, int n, int step) {
        fillRow(batch, n, step, row);
        double value = 0;
        for (int j = 0; j < features; j++) {
            value += coefficients[j] * row[j];
        }
        return value;
    }

    /// The features of row `n`, which is step `step` of its trajectory, into the beginning of
    /// `out`. With too few rows those of the observation are 0 and get coefficients of 0.
    private void fillRow(TrajectoryBatch batch, int n, int step, double[] out) {
        if (timeAlone) {
            Arrays.fill(out, 0, 2 * observationSize, 0);
            fillTime(step, out, 2 * observationSize);
        } else {
            fillFeatures(batch, n, step, out);
        }
    }

    /// All features of row `n`, which is step `step` of its trajectory, into the beginning of
    /// `out`.
    void fillFeatures(TrajectoryBatch batch, int n, int step, double[] out) {
        double[] observations = batch.decisions().observations();
        for (int j = 0; j < observationSize; j++) {
            double o = Math.clamp(observations[n * observationSize + j], -OBSERVATION_LIMIT, OBSERVATION_LIMIT);
            out[j] = o;
            out[observationSize + j] = o * o;
        }
        fillTime(step, out, 2 * observationSize);
    }

    private static void fillTime(int step, double[] out, int offset) {
        double t = step / 100.0;
        out[offset] = t;
        out[offset + 1] = t * t;
        out[offset + 2] = t * t * t;
        out[offset + 3] = 1;
    }

    private void addTrajectories(TrajectoryBatch batch, int from, int to, double[] targets, NormalEquations out) {
        for (int i = from; i < to; i++) {
            for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                if (out.features() == TIME_FEATURES) {
                    fillTime(n - batch.start(i), out.nextRow(), 0);
                } else {
                    fillRow(batch, n, n - batch.start(i), out.nextRow());
                }
                out.enter(targets[n]);
            }
        }
    }

    /// Solves equations in all features or in those of time alone; the latter also where
    /// `timeAlone` says so, which leaves the coefficients of the others 0.
    private void solve(NormalEquations equations) {
        int width = timeAlone ? TIME_FEATURES : features;
        int skipped = equations.features() - width;
        double[] matrix = timeAlone ? timeSystem : system;
        double[] solution = timeAlone ? timeSolution : coefficients;
        Cholesky solving = timeAlone ? timeSolver : solver;
        double ridge = RIDGE;
        // Collinear features can defeat a small ridge; a larger one always succeeds on finite data.
        for (int attempt = 0; attempt < 12; attempt++, ridge *= 10) {
            for (int j = 0; j < width; j++) {
                for (int k = j; k < width; k++) {
                    double value = equations.products[skipped + j][skipped + k] + (j == k ? ridge : 0);
                    matrix[k * width + j] = value;
                }
            }
            if (solving.factorize(matrix)) {
                System.arraycopy(equations.right, skipped, solution, 0, width);
                solving.solve(solution);
                if (timeAlone) {
                    Arrays.fill(coefficients, 0, features - width, 0);
                    System.arraycopy(solution, 0, coefficients, features - width, width);
                }
                return;
            }
        }
        // Non-finite data: predict nothing; the caller's own check of the gradient reports the cause.
        Arrays.fill(coefficients, 0);
    }

    private void reserve(int groups, int width) {
        if (ofGroup.length < groups || before.features() != width) {
            before = new NormalEquations(width);
            ofGroup = new NormalEquations[groups];
            ofGroupsAfter = new NormalEquations[groups];
            for (int g = 0; g < groups; g++) {
                ofGroup[g] = new NormalEquations(width);
                ofGroupsAfter[g] = new NormalEquations(width);
            }
        }
    }
}
