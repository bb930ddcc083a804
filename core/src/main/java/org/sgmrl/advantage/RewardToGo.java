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

    @Override
    public void sumsWithoutGroups(TrajectoryBatch batch, int groups, double[] p, double[] out) {
        TrajectoryGroups.requireGroups(batch, groups);
        int trajectories = batch.trajectories();
        // Before a group and after it, not all less the group: what is left out may not be a number.
        double before = 0;
        for (int g = 0; g < groups; g++) {
            out[g] = before;
            before += sum(batch, groups, g, p);
        }
        double after = 0;
        for (int g = groups - 1; g >= 0; g--) {
            int left = trajectories
                    - (TrajectoryGroups.start(batch, groups, g + 1) - TrajectoryGroups.start(batch, groups, g));
            out[g] = left == 0 ? 0 : (out[g] + after) / left;
            after += sum(batch, groups, g, p);
        }
    }

    /// Σ_n R^h p_n over the rows of a group.
    private double sum(TrajectoryBatch batch, int groups, int group, double[] p) {
        double[] rewards = batch.rewards();
        double sum = 0;
        int to = TrajectoryGroups.start(batch, groups, group + 1);
        for (int i = TrajectoryGroups.start(batch, groups, group); i < to; i++) {
            // Σ_h R^h p_h = Σ_t γ^t r_t Σ_{h≤t} p_h.
            double power = 1;
            double along = 0;
            for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                along += p[n];
                sum += power * rewards[n] * along;
                power *= discount;
            }
        }
        return sum;
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
