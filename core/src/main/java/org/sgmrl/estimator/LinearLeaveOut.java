package org.sgmrl.estimator;

import org.sgmrl.advantage.TrajectoryGroups;
import org.sgmrl.rollout.TrajectoryBatch;

/// What the loop's vector loses, to first order in the step, when a group g of inner trajectories
/// is left out of the adaptation:
///
///     c_g = α Σ_n (w_n(D) − w_n(D∖g)) p_n = (θ_t(D) − θ_t(D∖g))·v
///
/// with all weights of D∖g computed without g, those of the other rows too. One coefficient for
/// all rows of a group. The expectation of Σ_g c_g Σ_{i∈g} ∇log π(τ_i) is that of the score term
/// up to O(α²/N) (docs/theory.md, section 9). Where step sizes are learned α is in p, and the step size is 1.
final class LinearLeaveOut implements ScoreRule {
    private final InnerLoop<?> innerLoop;
    private final int groups;
    private final double stepSize;
    private final double[] without;

    LinearLeaveOut(InnerLoop<?> innerLoop, int groups, double stepSize) {
        this.innerLoop = innerLoop;
        this.groups = groups;
        this.stepSize = stepSize;
        this.without = new double[groups];
    }

    @Override
    public void addCoefficients(int t, double[] p, double[] c) {
        TrajectoryBatch batch = innerLoop.batch(t);
        double[] stepWeights = innerLoop.stepWeights(t);
        double with = 0;
        for (int n = 0; n < batch.rows(); n++) {
            with += stepWeights[n] * p[n];
        }
        innerLoop.advantage().sumsWithoutGroups(batch, groups, p, without);
        for (int g = 0; g < groups; g++) {
            double coefficient = with - stepSize * without[g];
            int to = batch.start(TrajectoryGroups.start(batch, groups, g + 1));
            for (int n = batch.start(TrajectoryGroups.start(batch, groups, g)); n < to; n++) {
                c[n] += coefficient;
            }
        }
    }
}
