package org.sgmrl.advantage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sgmrl.argument.Arguments;
import org.sgmrl.rollout.TrajectoryBatch;

/// Generalised advantage estimation (Schulman et al. 2016) with a linear feature baseline fitted to the
/// same batch (features of observation and time; of time alone where the batch has fewer than two rows for a
/// feature, as the humanoid's has), advantages standardised over the batch, and a mean over all time steps: the scaling of the
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
        Arguments.positive("maxRows", maxRows);
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
        /// β of the baselines, of each feature a number for each group.
        private final double[][] coefficients;

        private final double[] largest;
        private final double[] sum;
        private final double[] squares;
        private final double[] along;
        private final double[] sumOfP;
        private final double[] present;
        private final double[] next;
        private final double[] decayed;
        /// G φ of one trajectory, of each feature a number for each row, padded with zeros to a
        /// multiple of `TOGETHER`; G r; and advantages.
        private double[][] decayedFeatures = {};

        private double[] decayedRewards = {};
        private double[] advantages = {};

        WithoutGroups(int features, int groups) {
            this.features = features;
            this.coefficients = new double[Math.ceilDiv(features, TOGETHER) * TOGETHER][groups];
            this.largest = new double[groups];
            this.sum = new double[groups];
            this.squares = new double[groups];
            this.along = new double[groups];
            this.sumOfP = new double[groups];
            this.present = new double[features];
            this.next = new double[features];
            this.decayed = new double[features];
        }

        void compute(TrajectoryBatch batch, int groups, double[] p, double[] out) {
            reserve(batch.horizon());
            for (int g = 0; g < groups; g++) {
                int from = TrajectoryGroups.start(batch, groups, g);
                largest[g] = fillValues(batch, from, TrajectoryGroups.start(batch, groups, g + 1));
            }
            baseline.fitWithoutGroups(batch, groups, values, coefficients);
            Arrays.fill(sum, 0);
            Arrays.fill(squares, 0);
            Arrays.fill(along, 0);
            Arrays.fill(sumOfP, 0);
            for (int own = 0; own < groups; own++) {
                int to = TrajectoryGroups.start(batch, groups, own + 1);
                for (int i = TrajectoryGroups.start(batch, groups, own); i < to; i++) {
                    fillDecayed(batch, i);
                    double ofTrajectory = 0;
                    for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                        ofTrajectory += p[n];
                    }
                    for (int g = 0; g < groups; g++) {
                        if (g != own) {
                            fillAdvantages(g, batch.length(i));
                            addSums(g, batch.length(i), p, batch.start(i));
                            sumOfP[g] += ofTrajectory;
                        }
                    }
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

        private void reserve(int horizon) {
            if (advantages.length < horizon) {
                decayedFeatures = new double[coefficients.length][horizon];
                decayedRewards = new double[horizon];
                advantages = new double[horizon];
            }
        }

        private void fillDecayed(TrajectoryBatch batch, int trajectory) {
            double[] rewards = batch.rewards();
            double decay = discount * lambda;
            double reward = 0;
            Arrays.fill(decayed, 0);
            Arrays.fill(next, 0);
            int start = batch.start(trajectory);
            for (int h = batch.length(trajectory) - 1; h >= 0; h--) {
                reward = rewards[start + h] + decay * reward;
                decayedRewards[h] = reward;
                baseline.fillFeatures(batch, start + h, h, present);
                for (int j = 0; j < features; j++) {
                    decayed[j] = present[j] - discount * next[j] + decay * decayed[j];
                    next[j] = present[j];
                }
                for (int j = 0; j < features; j++) {
                    decayedFeatures[j][h] = decayed[j];
                }
            }
        }

        /// Advantages of the trajectory's rows with the baseline that was fitted without group g.
        private void fillAdvantages(int g, int length) {
            System.arraycopy(decayedRewards, 0, advantages, 0, length);
            for (int j = 0; j < decayedFeatures.length; j += TOGETHER) {
                subtract(
                        length,
                        coefficients[j][g],
                        decayedFeatures[j],
                        coefficients[j + 1][g],
                        decayedFeatures[j + 1],
                        coefficients[j + 2][g],
                        decayedFeatures[j + 2],
                        coefficients[j + 3][g],
                        decayedFeatures[j + 3],
                        advantages);
            }
        }

        /// Arrays of their own and stride one: the compiler turns this loop into vector
        /// instructions.
        private static void subtract(
                int length,
                double q,
                double[] a,
                double r,
                double[] b,
                double s,
                double[] c,
                double t,
                double[] d,
                double[] out) {
            for (int h = 0; h < length; h++) {
                out[h] -= q * a[h] + r * b[h] + s * c[h] + t * d[h];
            }
        }

        /// Two chains of each sum: one would wait for its own addition at every row.
        private void addSums(int g, int length, double[] p, int start) {
            double sumA = 0;
            double sumB = 0;
            double squaresA = 0;
            double squaresB = 0;
            double alongA = 0;
            double alongB = 0;
            int h = 0;
            for (; h + 1 < length; h += 2) {
                double a = advantages[h];
                double b = advantages[h + 1];
                sumA += a;
                sumB += b;
                squaresA += a * a;
                squaresB += b * b;
                alongA += p[start + h] * a;
                alongB += p[start + h + 1] * b;
            }
            if (h < length) {
                double a = advantages[h];
                sumA += a;
                squaresA += a * a;
                alongA += p[start + h] * a;
            }
            sum[g] += sumA + sumB;
            squares[g] += squaresA + squaresB;
            along[g] += alongA + alongB;
        }
    }
}
