package org.sgmrl.estimator;

import java.util.Arrays;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.io.Closing;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.ScoreTerm;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.TrajectoryBatch;

/// Estimates one task's share of the meta-gradient: the whole family as one backward loop.
///
///     v ← ∇̃J(θ_ζ, D_o),  u ← 0
///     for t = ζ … 1:   v ← v + α A_t v
///                      u ← u + α A_t u + Σ_{τ∈D_t} ∇log π(τ; θ_{t−1})
///     share = v + c (J̃ − b) u
///
/// With pathwise curvature A_t = Σ_n w_n ∇²log π and the summed scores this is the unbiased estimate of
/// ∇V_ζ, for ζ = 1 eq. (13) of Fallah et al. (2021) with one departure: the paper's ∇̃²J contains the outer
/// product g(τ) ∇log π(τ)ᵀ, which the score term already accounts for, so that eq. (13) read literally
/// counts it twice. That reading is [Curvature#POLICY_HESSIAN] with [ScoreTerm.Sum].
///
/// If the weighting scales the outer gradient by c (standardised advantages, mean over time), J̃ − b
/// carries the same c ([TaskGradient#outerScale]); otherwise the two terms would not be parts of one
/// gradient.
///
/// A pure function of θ, task and key. Owned by one worker; allocates nothing.
///
/// @param <T> type of the task
public final class TaskGradientEstimator<T> implements AutoCloseable {
    private final EstimatorSettings settings;
    private final Curvature curvature;
    private final InnerLoop<T> innerLoop;
    private final TrajectoryBatch outer;
    private final double[] outerWeights;
    private final ScorePart<T> scorePart;
    private final double[] outerProductWeights;
    private final double[] direction;
    private final double[] trajectoryScore;

    /// Buffers for one worker.
    ///
    /// @param environment where to sample
    /// @param policy the policy
    /// @param settings what the estimate is made of
    public TaskGradientEstimator(MetaEnvironment<T> environment, Policy policy, EstimatorSettings settings) {
        this.settings = settings;
        this.curvature = settings.method().curvature();
        Sampling sampling = settings.sampling();
        this.outer = new TrajectoryBatch(
                sampling.outerTrajectories(), sampling.horizon(), policy.observationSize(), policy.actionSize());
        this.outerWeights = new double[sampling.outerTrajectories() * sampling.horizon()];
        int steps = settings.innerStep().steps();
        this.outerProductWeights = new double[sampling.innerTrajectories() * sampling.horizon()];
        this.direction = new double[policy.parameterCount()];
        this.trajectoryScore = new double[policy.parameterCount()];
        try (Closing opened = new Closing()) {
            this.innerLoop = opened.add(new InnerLoop<>(environment, policy, settings));
            innerLoop.remember(outer);
            this.scorePart = settings.scoreTerm() instanceof ScoreTerm.Sum(ScoreTerm.LeavingOut(LeaveOut how))
                    ? new LeaveTrajectoryOut<>(innerLoop, policy, settings, how)
                    : new CarriedScores<>(innerLoop, settings.scoreTerm(), steps, policy.parameterCount());
            opened.keep();
        }
    }

    /// Estimates one task's share.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param task the task
    /// @param key names the randomness
    /// @param out receives the share in its two parts; overwritten
    public void estimate(double[] theta, T task, RolloutKey key, TaskGradient out) {
        estimate(theta, task, key, key, out);
    }

    /// The same with randomness of its own for the outer batch, so that several outer batches can follow the same inner
    /// ones.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param task the task
    /// @param innerKey names the randomness of the inner batches
    /// @param outerKey names the randomness of the outer batch
    /// @param out receives the share in its two parts; overwritten
    public void estimate(double[] theta, T task, RolloutKey innerKey, RolloutKey outerKey, TaskGradient out) {
        innerLoop.adapt(theta, task, innerKey, scorePart.scores());
        innerLoop.sampleOuter(task, outerKey, outer);

        PolicyEvaluator evaluator = innerLoop.evaluator();
        out.outerScale = innerLoop.advantage().weights(outer, outerWeights);
        Arrays.fill(out.base, 0);
        Arrays.fill(out.score, 0);
        evaluator.gradient(outer.decisions(), 0, outer.rows(), outerWeights, out.base);

        scorePart.begin(task, outerKey, outer, outerWeights, out);
        for (int t = settings.innerStep().steps() - 1; t >= 0; t--) {
            if (curvature != Curvature.NONE) {
                evaluator.setParameters(innerLoop.theta(t));
                applyCurvature(t, out.base);
                if (scorePart.carries(t)) {
                    applyCurvature(t, out.score);
                }
            }
            scorePart.turn(t, out);
        }
        recordStatistics(out);
    }

    /// x ← x + α A_t x; the evaluator holds θ_t.
    private void applyCurvature(int t, double[] x) {
        TrajectoryBatch batch = innerLoop.batch(t);
        double[] stepWeights = innerLoop.stepWeights(t);
        System.arraycopy(x, 0, direction, 0, x.length);
        double[] gradientWeights = null;
        if (curvature == Curvature.POLICY_HESSIAN) {
            fillOuterProductWeights(batch, stepWeights);
            gradientWeights = outerProductWeights;
        }
        innerLoop
                .evaluator()
                .hessianVectorProduct(batch.decisions(), 0, batch.rows(), stepWeights, direction, gradientWeights, x);
    }

    /// Weights whose gradient is Σ_τ α g(τ) (∇log π(τ)·direction): the outer product times a vector is a
    /// gradient with the step's weights, scaled in each trajectory by its score's component along the
    /// vector.
    private void fillOuterProductWeights(TrajectoryBatch batch, double[] stepWeights) {
        Arrays.fill(outerProductWeights, 0, batch.rows(), 1);
        for (int i = 0; i < batch.trajectories(); i++) {
            int from = batch.start(i);
            int to = batch.start(i + 1);
            Arrays.fill(trajectoryScore, 0);
            innerLoop.evaluator().gradient(batch.decisions(), from, to, outerProductWeights, trajectoryScore);
            double along = 0;
            for (int j = 0; j < direction.length; j++) {
                along += trajectoryScore[j] * direction[j];
            }
            for (int n = from; n < to; n++) {
                outerProductWeights[n] = stepWeights[n] * along;
            }
        }
    }

    private void recordStatistics(TaskGradient out) {
        int innerSteps = settings.innerStep().steps();
        out.outerReturn = outer.meanReturn(settings.sampling().discount());
        out.postReturn = outer.meanReturn(1);
        out.preReturn = innerSteps == 0 ? out.postReturn : innerLoop.batch(0).meanReturn(1);
        out.steps = scorePart.steps();
        out.steps += outer.rows();
        out.divergedEpisodes = outer.divergedEpisodes() + scorePart.divergedEpisodes();
        for (int t = 0; t < innerSteps; t++) {
            out.steps += innerLoop.batch(t).rows();
            out.divergedEpisodes += innerLoop.batch(t).divergedEpisodes();
        }
        out.outerSteps = outer.rows();
        double sum = 0;
        for (int n = 0; n < outer.rows(); n++) {
            sum += outer.rewards()[n];
        }
        out.outerRewardMean = sum / outer.rows();
        out.outerRewardSpread = 0;
        for (int n = 0; n < outer.rows(); n++) {
            double deviation = outer.rewards()[n] - out.outerRewardMean;
            out.outerRewardSpread += deviation * deviation;
        }
    }

    @Override
    public void close() {
        innerLoop.close();
    }
}
