package org.sgmrl.advantage;

import java.util.Arrays;
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
        double largest = 0;
        for (int i = 0; i < batch.trajectories(); i++) {
            if (i >= from && i < to) {
                continue;
            }
            double value = 0;
            for (int n = batch.start(i + 1) - 1; n >= batch.start(i); n--) {
                value = rewards[n] + discount * value;
                values[n] = value;
                largest = Math.max(largest, Math.abs(value));
            }
        }
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
        double std = Math.sqrt(squares / rows);
        // Constant advantages carry no direction and no scale: the batch contributes nothing.
        boolean constant = rows == 0 || std < STD_FLOOR || std < RESIDUE * largest;
        double factor = constant ? 0 : 1 / ((std + STD_FLOOR) * rows);
        for (int n = 0; n < batch.rows(); n++) {
            weights[n] *= factor;
        }
        return factor;
    }
}
