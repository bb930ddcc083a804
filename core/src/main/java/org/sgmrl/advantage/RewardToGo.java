package org.sgmrl.advantage;

import java.util.Arrays;
import org.sgmrl.rollout.TrajectoryBatch;

/// The paper's weights, eqs. (4) and (5): w = R^h(τ)/|D| with R^h(τ) = Σ_{t≥h} γ^t r_t, discounted from t =
/// 0 and summed over time. The estimate is unbiased for ∇J, so its scale is 1.
public final class RewardToGo implements AdvantageEstimator {
    private final double discount;

    /// Weights for a discount.
    ///
    /// @param discount γ in [0, 1]
    public RewardToGo(double discount) {
        this.discount = discount;
    }

    @Override
    public double weights(TrajectoryBatch batch, double[] weights) {
        fill(batch, 0, 0, weights);
        return 1;
    }

    @Override
    public void weightsWithout(TrajectoryBatch batch, int from, int to, double[] weights) {
        fill(batch, from, to, weights);
    }

    private void fill(TrajectoryBatch batch, int from, int to, double[] weights) {
        int trajectories = batch.trajectories() - (to - from);
        double[] rewards = batch.rewards();
        for (int i = 0; i < batch.trajectories(); i++) {
            int start = batch.start(i);
            if (i >= from && i < to) {
                Arrays.fill(weights, start, batch.start(i + 1), 0);
                continue;
            }
            double power = 1;
            for (int n = start; n < batch.start(i + 1); n++) {
                weights[n] = power * rewards[n];
                power *= discount;
            }
            double sum = 0;
            for (int n = batch.start(i + 1) - 1; n >= start; n--) {
                sum += weights[n];
                weights[n] = sum / trajectories;
            }
        }
    }
}
