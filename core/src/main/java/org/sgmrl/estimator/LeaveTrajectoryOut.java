package org.sgmrl.estimator;

import java.util.Arrays;
import org.sgmrl.advantage.AdvantageEstimator;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.rollout.TrajectoryBatch;

/// The score term of one inner step with baselines of its own for the inner trajectories, which are split into
/// groups: what the policy would return, had it adapted without the group.
///
///     Σ_g (J(θ′) − J(θ′₋g)) Σ_{i∈g} ∇log π(τ_i; θ),   θ′₋g the adaptation on D without the group g
///
/// θ′₋g does not depend on the group, so the term's expectation is that of J(θ′) Σ_i ∇log π(τ_i; θ). What falls
/// away is the noise of J(θ′₋g) times the scores of the group, which is most of the coefficient. The difference
/// comes from the outer batch (rows n with advantage weights w_n, decision h of trajectory m) by importance
/// weights ρ = π(·; θ′₋g) / π(·; θ′), as in the performance-difference lemma:
///
///     k_g = Σ_n w_n ρ_{m,0} ⋯ ρ_{m,h−1} (1 − ρ_{m,h})
///
/// which is unbiased for reward-to-go weights. Each group costs two passes over a batch; smaller groups leave less
/// noise.
final class LeaveTrajectoryOut {
    private final PolicyEvaluator evaluator;
    private final AdvantageEstimator advantage;
    private final double stepSize;
    private final int groups;
    private final double[] coefficients;
    private final double[] leftOut;
    private final double[] weights;
    private final double[] logBefore;
    private final double[] logAfter;

    LeaveTrajectoryOut(
            PolicyEvaluator evaluator,
            AdvantageEstimator advantage,
            int parameterCount,
            MetaGradientSettings settings) {
        this.evaluator = evaluator;
        this.advantage = advantage;
        this.stepSize = settings.innerStepSize();
        this.groups = Math.min(settings.leaveOutGroups(), settings.innerTrajectories());
        int innerRows = settings.innerTrajectories() * settings.horizon();
        int outerRows = settings.outerTrajectories() * settings.horizon();
        this.coefficients = new double[innerRows];
        this.weights = new double[innerRows];
        this.leftOut = new double[parameterCount];
        this.logBefore = new double[outerRows];
        this.logAfter = new double[outerRows];
    }

    /// Adds the score term.
    ///
    /// @param theta θ
    /// @param adapted θ′
    /// @param inner D, sampled at θ
    /// @param outer D_o, sampled at θ′
    /// @param outerWeights w of its rows
    /// @param out the term is added to it
    void add(
            double[] theta,
            double[] adapted,
            TrajectoryBatch inner,
            TrajectoryBatch outer,
            double[] outerWeights,
            double[] out) {
        evaluator.setParameters(adapted);
        evaluator.logProbability(outer.decisions(), 0, outer.rows(), logBefore);
        for (int g = 0; g < groups; g++) {
            int from = g * inner.trajectories() / groups;
            int to = (g + 1) * inner.trajectories() / groups;
            double lost = returnLost(theta, inner, from, to, outer, outerWeights);
            Arrays.fill(coefficients, inner.start(from), inner.start(to), lost);
        }
        evaluator.setParameters(theta);
        evaluator.gradient(inner.decisions(), 0, inner.rows(), coefficients, out);
    }

    /// J̃(θ′) − J̃(θ′₋g) for the group of the trajectories in [from, to).
    private double returnLost(
            double[] theta, TrajectoryBatch inner, int from, int to, TrajectoryBatch outer, double[] outerWeights) {
        advantage.weightsWithout(inner, from, to, weights);
        for (int n = 0; n < inner.rows(); n++) {
            weights[n] *= stepSize;
        }
        evaluator.setParameters(theta);
        System.arraycopy(theta, 0, leftOut, 0, leftOut.length);
        evaluator.gradient(inner.decisions(), 0, inner.rows(), weights, leftOut);
        evaluator.setParameters(leftOut);
        evaluator.logProbability(outer.decisions(), 0, outer.rows(), logAfter);
        double sum = 0;
        for (int m = 0; m < outer.trajectories(); m++) {
            double before = 1;
            for (int n = outer.start(m); n < outer.start(m + 1); n++) {
                double ratio = StrictMath.exp(logAfter[n] - logBefore[n]);
                sum += outerWeights[n] * before * (1 - ratio);
                before *= ratio;
            }
        }
        return sum;
    }
}
