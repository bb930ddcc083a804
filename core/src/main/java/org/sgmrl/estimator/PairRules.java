package org.sgmrl.estimator;

import org.sgmrl.rollout.TrajectoryBatch;

/// Rules from pairs of decisions h, k of one trajectory, with the weights of the inner step held
/// fixed: estimates of the outer
/// product α E[g(τ) ∇log π(τ)ᵀ] v in the policy Hessian. α w_n is the loop's step weight.
final class PairRules {
    private PairRules() {}

    /// c_h = α w_h p_h.
    record Diagonal(InnerLoop<?> innerLoop) implements ScoreRule {
        @Override
        public void addCoefficients(int t, double[] p, double[] c) {
            double[] stepWeights = innerLoop.stepWeights(t);
            for (int n = 0; n < innerLoop.batch(t).rows(); n++) {
                c[n] += stepWeights[n] * p[n];
            }
        }
    }

    /// c_h = α Σ_k w_{max(h,k)} p_k = α (w_h Σ_{k≤h} p_k + Σ_{k>h} w_k p_k).
    record Causal(InnerLoop<?> innerLoop) implements ScoreRule {
        @Override
        public void addCoefficients(int t, double[] p, double[] c) {
            TrajectoryBatch batch = innerLoop.batch(t);
            double[] stepWeights = innerLoop.stepWeights(t);
            for (int i = 0; i < batch.trajectories(); i++) {
                double until = 0;
                for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                    until += p[n];
                    c[n] += stepWeights[n] * until;
                }
                double after = 0;
                for (int n = batch.start(i + 1) - 1; n >= batch.start(i); n--) {
                    c[n] += after;
                    after += stepWeights[n] * p[n];
                }
            }
        }
    }

    /// c_h = α w_h Σ_k p_k: the outer products themselves, eq. (9).
    record OuterProduct(InnerLoop<?> innerLoop) implements ScoreRule {
        @Override
        public void addCoefficients(int t, double[] p, double[] c) {
            TrajectoryBatch batch = innerLoop.batch(t);
            double[] stepWeights = innerLoop.stepWeights(t);
            for (int i = 0; i < batch.trajectories(); i++) {
                double along = 0;
                for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                    along += p[n];
                }
                for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                    c[n] += stepWeights[n] * along;
                }
            }
        }
    }
}
