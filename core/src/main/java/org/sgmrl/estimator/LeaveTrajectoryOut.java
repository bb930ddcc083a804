package org.sgmrl.estimator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.TrajectoryBatch;

/// The score term of one inner step with baselines of its own for the inner trajectories, which are split into
/// groups: what the policy would return, had it adapted without the group.
///
///     Σ_g k_g Σ_{i∈g} ∇log π(τ_i; θ),   E[k_g | D] = J(θ′) − J(θ′₋g),   θ′₋g the adaptation on D without the group g
///
/// θ′₋g does not depend on the group, so the term's expectation is that of J(θ′) Σ_i ∇log π(τ_i; θ). What falls
/// away is the noise of J(θ′₋g) times the scores of the group, which is most of the coefficient. Smaller groups
/// leave less noise; each costs a pass over the inner batch and what its coefficient costs. There are two ways to a
/// coefficient.
///
/// With rollouts at θ′₋g that use the random numbers of outer trajectories, it is the difference of their returns.
/// It costs environment steps and varies little where the return is smooth in the parameters.
///
/// Without, it comes from the outer batch (rows n with advantage weights w_n, decision h of trajectory m) by importance
/// weights ρ = π(·; θ′₋g) / π(·; θ′), as in the performance-difference lemma:
///
///     k_g = Σ_n w_n ρ_{m,0} ⋯ ρ_{m,h−1} (1 − ρ_{m,h})
///
/// which is unbiased for reward-to-go weights, costs a forward pass over the outer batch, and has heavy tails where
/// θ′₋g is far from θ′ or the horizon is long. A cap on the product before each decision takes the tails away; it
/// leaves what the decisions lose at states that either policy reaches, and a bias of second order in θ′₋g − θ′.
///
/// @param <T> type of the task
final class LeaveTrajectoryOut<T> implements ScorePart<T> {
    private static final double[][] NO_SCORES = {};

    private final InnerLoop<T> innerLoop;
    private final EstimatorSettings settings;
    private final int groups;
    private final int rollouts;
    private final double cap;
    private final @Nullable TrajectoryBatch again;
    private final double[] coefficients;
    private final double[] leftOut;
    private final double[] gradient;
    private final double[] weights;
    private final double[] logBefore;
    private final double[] logAfter;
    private int steps;
    private int divergedEpisodes;

    LeaveTrajectoryOut(InnerLoop<T> innerLoop, Policy policy, EstimatorSettings settings, LeaveOut leaveOut) {
        this.innerLoop = innerLoop;
        this.settings = settings;
        Sampling sampling = settings.sampling();
        this.groups = Math.min(leaveOut.groups(), sampling.innerTrajectories());
        this.rollouts = Math.min(leaveOut.rollouts(), sampling.outerTrajectories());
        this.cap = leaveOut.cap() == 0 ? Double.POSITIVE_INFINITY : leaveOut.cap();
        this.again = rollouts == 0
                ? null
                : new TrajectoryBatch(rollouts, sampling.horizon(), policy.observationSize(), policy.actionSize());
        int innerRows = sampling.innerTrajectories() * sampling.horizon();
        int outerRows = rollouts == 0 ? sampling.outerTrajectories() * sampling.horizon() : 0;
        this.coefficients = new double[innerRows];
        this.weights = new double[innerRows];
        this.leftOut = new double[policy.parameterCount()];
        this.gradient = settings.innerStep().newGradient(policy.parameterCount());
        this.logBefore = new double[outerRows];
        this.logAfter = new double[outerRows];
    }

    @Override
    public double[][] scores() {
        return NO_SCORES;
    }

    /// Makes the whole term for the last adaptation; its coefficients are in it.
    @Override
    public void begin(T task, RolloutKey outerKey, TrajectoryBatch outer, double[] outerWeights, TaskGradient share) {
        double[] c = coefficients(task, outerKey, outer, outerWeights, share.outerScale);
        TrajectoryBatch inner = innerLoop.batch(0);
        PolicyEvaluator evaluator = innerLoop.evaluator();
        evaluator.setParameters(innerLoop.theta(0));
        evaluator.gradient(inner.decisions(), 0, inner.rows(), c, share.score);
    }

    /// The coefficient of each inner row, which is its group's. The evaluator is left with other
    /// parameters.
    ///
    /// @param outerScale of the outer weights
    /// @return one for each row, until the next call
    double[] coefficients(
            T task, RolloutKey outerKey, TrajectoryBatch outer, double[] outerWeights, double outerScale) {
        steps = 0;
        divergedEpisodes = 0;
        PolicyEvaluator evaluator = innerLoop.evaluator();
        TrajectoryBatch inner = innerLoop.batch(0);
        if (again == null) {
            evaluator.setParameters(innerLoop.theta(1));
            evaluator.logProbability(outer.decisions(), 0, outer.rows(), logBefore);
        }
        for (int g = 0; g < groups; g++) {
            int from = g * inner.trajectories() / groups;
            int to = (g + 1) * inner.trajectories() / groups;
            adaptWithout(inner, from, to);
            double lost = again == null
                    ? reweighted(outer, outerWeights)
                    : outerScale * paired(task, outerKey, outer, g * rollouts % outer.trajectories(), again);
            Arrays.fill(coefficients, inner.start(from), inner.start(to), lost);
        }
        return coefficients;
    }

    @Override
    public boolean carries(int t) {
        return false;
    }

    @Override
    public void turn(int t, TaskGradient share) {}

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public int divergedEpisodes() {
        return divergedEpisodes;
    }

    /// Leaves the evaluator with θ′₋g.
    private void adaptWithout(TrajectoryBatch inner, int from, int to) {
        innerLoop.advantage().weightsWithout(inner, from, to, weights);
        double[] theta = innerLoop.theta(0);
        PolicyEvaluator evaluator = innerLoop.evaluator();
        evaluator.setParameters(theta);
        settings.innerStep().move(evaluator, inner, theta, weights, gradient, leftOut);
        evaluator.setParameters(leftOut);
    }

    /// J̃(θ′) − J̃(θ′₋g) from rollouts with the random numbers of some outer trajectories.
    private double paired(T task, RolloutKey key, TrajectoryBatch outer, int wanted, TrajectoryBatch rolled) {
        int first = Math.min(wanted, outer.trajectories() - rollouts);
        innerLoop.sampleOuterAgain(leftOut, task, key, first, rollouts, rolled);
        steps += rolled.rows();
        divergedEpisodes += rolled.divergedEpisodes();
        double difference = 0;
        for (int m = 0; m < rollouts; m++) {
            difference += outer.discountedReturn(first + m, settings.sampling().discount())
                    - rolled.discountedReturn(m, settings.sampling().discount());
        }
        return difference / rollouts;
    }

    /// The same from the outer batch alone, by importance weights.
    private double reweighted(TrajectoryBatch outer, double[] outerWeights) {
        innerLoop.evaluator().logProbability(outer.decisions(), 0, outer.rows(), logAfter);
        double sum = 0;
        for (int m = 0; m < outer.trajectories(); m++) {
            double before = 1;
            for (int n = outer.start(m); n < outer.start(m + 1); n++) {
                double ratio = StrictMath.exp(logAfter[n] - logBefore[n]);
                sum += outerWeights[n] * before * (1 - ratio);
                before = Math.min(cap, before * ratio);
            }
        }
        return sum;
    }
}
