package org.sgmrl.estimator;

import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.rollout.TrajectoryBatch;

/// Adapts again from other parameters on the data of an adaptation, with importance weights for its decisions:
///
///     θ_t = θ_{t−1} + α Σ_n w_n q_n ∇log π_n,   q_n = π(a_n|s_n; θ_{t−1})/π(a_n|s_n; θ_{t−1}^old)
///
/// the gradient step on the likelihood-ratio surrogate Σ_n w_n q_n (Rothfuss et al. 2019, eq. (12)). Its derivative by θ_{t−1} is
/// I + α Σ_n w_n q_n (∇²log π_n + ∇log π_n ∇log π_nᵀ): LVC's, with w q for w. So the loop goes on as ever when the step
/// weights are multiplied with q. Owned by one worker; allocates at its first use alone.
final class Replay {
    private final InnerLoop<?> innerLoop;
    private final int steps;
    private final double[][] before;
    private final double[] after;
    private final double[] beforeOuter;

    Replay(InnerLoop<?> innerLoop, EstimatorSettings settings) {
        Sampling sampling = settings.sampling();
        this.innerLoop = innerLoop;
        this.steps = settings.innerStep().steps();
        this.before = new double[steps][sampling.innerTrajectories() * sampling.horizon()];
        this.after = new double[sampling.maxRows()];
        this.beforeOuter = new double[sampling.outerTrajectories() * sampling.horizon()];
    }

    /// Replaces the last adaptation by that from θ, and the outer weights w by the derivatives of the clipped surrogate, by log π
    /// of each decision: w q, or 0 where the minimum is the clipped one. The evaluator is left with θ_ζ.
    ///
    /// @param theta θ
    /// @param clip ε; 0: no clipping
    /// @param outer the outer batch
    /// @param outerWeights w, one for each row; replaced
    void adapt(double[] theta, double clip, TrajectoryBatch outer, double[] outerWeights) {
        PolicyEvaluator evaluator = innerLoop.evaluator();
        for (int t = 0; t < steps; t++) {
            logProbability(evaluator, innerLoop.theta(t), innerLoop.batch(t), before[t]);
        }
        logProbability(evaluator, innerLoop.theta(steps), outer, beforeOuter);

        System.arraycopy(theta, 0, innerLoop.theta(0), 0, theta.length);
        for (int t = 0; t < steps; t++) {
            TrajectoryBatch batch = innerLoop.batch(t);
            double[] weights = innerLoop.stepWeights(t);
            double[] next = innerLoop.theta(t + 1);
            logProbability(evaluator, innerLoop.theta(t), batch, after);
            for (int n = 0; n < batch.rows(); n++) {
                weights[n] *= StrictMath.exp(after[n] - before[t][n]);
            }
            System.arraycopy(innerLoop.theta(t), 0, next, 0, next.length);
            evaluator.gradient(batch.decisions(), 0, batch.rows(), weights, next);
        }
        logProbability(evaluator, innerLoop.theta(steps), outer, after);
        for (int n = 0; n < outer.rows(); n++) {
            double ratio = StrictMath.exp(after[n] - beforeOuter[n]);
            boolean clipped = clip > 0 && (outerWeights[n] >= 0 ? ratio > 1 + clip : ratio < 1 - clip);
            outerWeights[n] *= clipped ? 0 : ratio;
        }
    }

    private static void logProbability(PolicyEvaluator evaluator, double[] theta, TrajectoryBatch batch, double[] out) {
        evaluator.setParameters(theta);
        evaluator.logProbability(batch.decisions(), 0, batch.rows(), out);
    }
}
