package org.sgmrl.advantage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sgmrl.rollout.TrajectoryBatch;

/// Generalised advantage estimation (Schulman et al. 2016) with a linear feature baseline fitted to the
/// same batch, advantages standardised over the batch, and a mean over all time steps: the scaling of the
/// paper's released experiments.
///
///     δ_h = r_h + γ V(s_{h+1}) − V(s_h)   (V = 0 after the last step),   A_h = Σ_{k≥0} (γλ)^k δ_{h+k}
///     w_n = (A_n − mean A) / (std A + 1e-8) / N,     N = all rows of the batch
///
/// There is no factor γ^h, so the estimate is not exactly a multiple of ∇J; its scale is c = |D| / (N (std
/// A + 1e-8)): the division by N is a mean over trajectories divided by their mean length. Where all
/// advantages are equal, weights and scale are 0.
public final class GeneralizedAdvantage implements AdvantageEstimator {
    private static final double STD_FLOOR = 1e-8;
    /// Advantages this small against the returns are what the ridge regression leaves over, not a signal.
    private static final double RESIDUE = 1e-6;

    private final double discount;
    private final double lambda;
    private final LinearFeatureBaseline baseline;
    private final double[] values;
    /// What sums without groups need, for as many groups as were asked for so far.
    private @Nullable WithoutGroups without;

    /// An estimator for batches of at most `maxRows` rows.
    ///
    /// @param discount γ in [0, 1]
    /// @param lambda λ in [0, 1]
    /// @param observationSize numbers in an observation
    /// @param maxRows most rows of a batch
    public GeneralizedAdvantage(double discount, double lambda, int observationSize, int maxRows) {
        this.discount = discount;
        this.lambda = lambda;
        this.baseline = new LinearFeatureBaseline(observationSize);
        this.values = new double[maxRows];
    }

    @Override
    public double weights(TrajectoryBatch batch, double[] weights) {
        return batch.trajectories() * fill(batch, 0, 0, weights);
    }

    @Override
    public void weightsWithout(TrajectoryBatch batch, int from, int to, double[] weights) {
        fill(batch, from, to, weights);
        Arrays.fill(weights, batch.start(from), batch.start(to), 0);
    }

    /// Fills the rows of all trajectories but those in [from, to).
    ///
    /// @return 1 / (N (std A + 1e-8))
    private double fill(TrajectoryBatch batch, int from, int to, double[] weights) {
        double[] rewards = batch.rewards();
        int rows = batch.rows() - (batch.start(to) - batch.start(from));
        double largest = Math.max(fillValues(batch, 0, from), fillValues(batch, to, batch.trajectories()));
        baseline.fit(batch, from, to, values);
        double sum = 0;
        for (int i = 0; i < batch.trajectories(); i++) {
            if (i >= from && i < to) {
                continue;
            }
            double nextValue = 0;
            double advantage = 0;
            for (int n = batch.start(i + 1) - 1; n >= batch.start(i); n--) {
                double value = baseline.predict(batch, n, n - batch.start(i));
                advantage = rewards[n] + discount * nextValue - value + discount * lambda * advantage;
                nextValue = value;
                weights[n] = advantage;
                sum += advantage;
            }
        }
        double mean = sum / rows;
        double squares = 0;
        for (int i = 0; i < batch.trajectories(); i++) {
            if (i >= from && i < to) {
                continue;
            }
            for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                weights[n] -= mean;
                squares += weights[n] * weights[n];
            }
        }
        double factor = factor(rows, squares, largest);
        for (int n = 0; n < batch.rows(); n++) {
            weights[n] *= factor;
        }
        return factor;
    }

    @Override
    public void sumsWithoutGroups(TrajectoryBatch batch, int groups, double[] p, double[] out) {
        TrajectoryGroups.requireGroups(batch, groups);
        if (without == null || without.sum.length < groups) {
            without = new WithoutGroups(baseline.features(), groups);
        }
        without.compute(batch, groups, p, out);
    }

    /// Discounted returns-to-go of some trajectories into `values`.
    ///
    /// @return the largest absolute value
    private double fillValues(TrajectoryBatch batch, int from, int to) {
        double[] rewards = batch.rewards();
        double largest = 0;
        for (int i = from; i < to; i++) {
            double value = 0;
            for (int n = batch.start(i + 1) - 1; n >= batch.start(i); n--) {
                value = rewards[n] + discount * value;
                values[n] = value;
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return largest;
    }

    /// 1 / (N (std A + 1e-8)) from the sum of squared deviations.
    private static double factor(int rows, double squares, double largest) {
        double std = Math.sqrt(squares / rows);
        // Constant advantages carry no direction and no scale: the batch contributes nothing.
        boolean constant = rows == 0 || std < STD_FLOOR || std < RESIDUE * largest;
        return constant ? 0 : 1 / ((std + STD_FLOOR) * rows);
    }

    /// Sums with the weights of a batch without each of its groups.
    ///
    /// Advantages are linear in the coefficients β of the baseline: with the features φ and G the
    /// discounted sum of temporal differences with decay λ (applied to rewards, or to a feature in
    /// place of the value),
    ///
    ///     A = G r − (G φ) β,    (G x)_h = Σ_{k≥0} (γλ)^k x_{h+k} for rewards,   of φ_h − γ φ_{h+1} for a feature
    ///
    /// So G r and G φ are made once for each row, and a row has one advantage for each group left
    /// out.
    private final class WithoutGroups {
        /// Features that enter together.
        private static final int TOGETHER = 4;

        private final int features;
        /// β of the baselines, of each feature a number for each group; padded with zeros to a
        /// multiple of `TOGETHER`.
        private final double[][] coefficients;

        private final double[] decayed;
        private final double[] present;
        private final double[] next;
        private final double[] largest;
        private final double[] advantages;
        private final double[] sum;
        private final double[] squares;
        private final double[] along;
        private final double[] sumOfP;

        WithoutGroups(int features, int groups) {
            this.features = features;
            int padded = Math.ceilDiv(features, TOGETHER) * TOGETHER;
            this.coefficients = new double[padded][groups];
            this.decayed = new double[padded];
            this.present = new double[features];
            this.next = new double[features];
            this.largest = new double[groups];
            this.advantages = new double[groups];
            this.sum = new double[groups];
            this.squares = new double[groups];
            this.along = new double[groups];
            this.sumOfP = new double[groups];
        }

        void compute(TrajectoryBatch batch, int groups, double[] p, double[] out) {
            for (int g = 0; g < groups; g++) {
                int from = TrajectoryGroups.start(batch, groups, g);
                largest[g] = fillValues(batch, from, TrajectoryGroups.start(batch, groups, g + 1));
            }
            baseline.fitWithoutGroups(batch, groups, values, coefficients);
            Arrays.fill(sum, 0);
            Arrays.fill(squares, 0);
            Arrays.fill(along, 0);
            Arrays.fill(sumOfP, 0);
            for (int g = 0; g < groups; g++) {
                for (int i = TrajectoryGroups.start(batch, groups, g);
                        i < TrajectoryGroups.start(batch, groups, g + 1);
                        i++) {
                    addTrajectory(batch, i, g, groups, p);
                }
            }
            for (int g = 0; g < groups; g++) {
                int rows = batch.rows()
                        - batch.start(TrajectoryGroups.start(batch, groups, g + 1))
                        + batch.start(TrajectoryGroups.start(batch, groups, g));
                double largestOfOthers = 0;
                for (int k = 0; k < groups; k++) {
                    if (k != g) {
                        largestOfOthers = Math.max(largestOfOthers, largest[k]);
                    }
                }
                double mean = sum[g] / rows;
                double factor = factor(rows, Math.max(0, squares[g] - rows * mean * mean), largestOfOthers);
                out[g] = factor == 0 ? 0 : factor * (along[g] - mean * sumOfP[g]);
            }
        }

        private void addTrajectory(TrajectoryBatch batch, int trajectory, int own, int groups, double[] p) {
            double[] rewards = batch.rewards();
            double decay = discount * lambda;
            double reward = 0;
            Arrays.fill(decayed, 0);
            Arrays.fill(next, 0);
            int start = batch.start(trajectory);
            for (int n = batch.start(trajectory + 1) - 1; n >= start; n--) {
                reward = rewards[n] + decay * reward;
                baseline.fillRow(batch, n, n - start, present);
                for (int j = 0; j < features; j++) {
                    decayed[j] = present[j] - discount * next[j] + decay * decayed[j];
                    next[j] = present[j];
                }
                addRow(reward, p[n], 0, own);
                addRow(reward, p[n], own + 1, groups);
            }
        }

        /// Enters a row for the groups in [from, to).
        private void addRow(double reward, double p, int from, int to) {
            Arrays.fill(advantages, from, to, reward);
            for (int j = 0; j < decayed.length; j += TOGETHER) {
                subtract(
                        from,
                        to,
                        decayed[j],
                        coefficients[j],
                        decayed[j + 1],
                        coefficients[j + 1],
                        decayed[j + 2],
                        coefficients[j + 2],
                        decayed[j + 3],
                        coefficients[j + 3],
                        advantages);
            }
            for (int g = from; g < to; g++) {
                double advantage = advantages[g];
                sum[g] += advantage;
                squares[g] += advantage * advantage;
                along[g] += p * advantage;
                sumOfP[g] += p;
            }
        }

        /// Arrays of their own and stride one: the compiler turns this loop into vector
        /// instructions.
        private static void subtract(
                int from,
                int to,
                double q,
                double[] a,
                double r,
                double[] b,
                double s,
                double[] c,
                double t,
                double[] d,
                double[] out) {
            for (int g = from; g < to; g++) {
                out[g] -= q * a[g] + r * b[g] + s * c[g] + t * d[g];
            }
        }
    }
}
