package org.sgmrl.estimator;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sgmrl.advantage.AdvantageEstimator;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.rollout.BatchSampler;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.TrajectoryBatch;

/// Adaptation to a task by stochastic policy-gradient steps, eq. (12): θ_t = θ_{t-1} + α ∇̃J(θ_{t-1}, D_t).
/// Shared by training and testing, so that what is tested is what was trained. Owned by one worker.
///
/// @param <T> type of the task
public final class InnerLoop<T> implements AutoCloseable {
    /// Phase of the outer batch in its random key: fixed, so that the outer data do not depend on the
    /// number of inner steps, of which there are fewer.
    static final int OUTER_PHASE = 0xFFFF;

    private final EstimatorSettings settings;
    private final PolicyEvaluator evaluator;
    private final BatchSampler<T> sampler;
    private final AdvantageEstimator advantage;
    private final TrajectoryBatch[] batches;
    private final double[][] thetas;
    private final double[][] stepWeights;
    /// Of each step, where its sizes are learned.
    private final double[][] gradients;
    private final double[] ones;

    /// Buffers for one worker.
    ///
    /// @param environment where to sample
    /// @param policy the policy to adapt
    /// @param settings inner step size, batch sizes, weighting; as many steps as it says
    public InnerLoop(MetaEnvironment<T> environment, Policy policy, EstimatorSettings settings) {
        this(
                environment,
                policy,
                settings,
                Arguments.given("settings", settings).weighting().advantageEstimators());
    }

    /// Buffers for one worker with weights of another kind than the settings'.
    ///
    /// @param environment where to sample
    /// @param policy the policy to adapt
    /// @param settings inner step size, batch sizes; as many steps as it says
    /// @param advantageEstimators makes what weights the trajectories
    public InnerLoop(
            MetaEnvironment<T> environment,
            Policy policy,
            EstimatorSettings settings,
            AdvantageEstimator.Factory advantageEstimators) {
        this(environment, policy, settings, advantageEstimators, 1);
    }

    /// The same with several threads for the trajectories of each batch.
    ///
    /// @param threads how many, at least 1; with more than one the worker waits for them
    InnerLoop(
            MetaEnvironment<T> environment,
            Policy policy,
            EstimatorSettings settings,
            AdvantageEstimator.Factory advantageEstimators,
            int threads) {
        Arguments.given("environment", environment);
        Arguments.given("policy", policy);
        Arguments.given("advantageEstimators", advantageEstimators);
        this.settings = Arguments.given("settings", settings);
        settings.innerStep().requireFit(policy);
        this.evaluator = policy.newEvaluator();
        Sampling sampling = settings.sampling();
        int most = Math.max(sampling.innerTrajectories(), sampling.outerTrajectories());
        this.advantage = Objects.requireNonNull(
                advantageEstimators.create(sampling.discount(), policy.observationSize(), sampling.maxRows()),
                "advantageEstimators made null; it must make an estimator");
        int steps = settings.innerStep().steps();
        this.batches = new TrajectoryBatch[steps];
        this.thetas = new double[steps + 1][policy.parameterCount()];
        this.stepWeights = new double[steps][sampling.innerTrajectories() * sampling.horizon()];
        this.gradients = new double[steps][];
        this.ones = new double[sampling.innerTrajectories() * sampling.horizon()];
        Arrays.fill(ones, 1);
        for (int t = 0; t < steps; t++) {
            batches[t] = new TrajectoryBatch(
                    sampling.innerTrajectories(), sampling.horizon(), policy.observationSize(), policy.actionSize());
            remember(batches[t]);
            gradients[t] = settings.innerStep().newGradient(policy.parameterCount());
        }
        // Last: what holds nothing but memory need not be closed.
        this.sampler = BatchSampler.of(environment, policy, threads, evaluator.noiseSize(), most, sampling.horizon());
    }

    /// Lets the evaluator remember the decisions of a batch of this loop.
    void remember(TrajectoryBatch batch) {
        batch.decisions().memory(evaluator.newMemory(batch.decisions().capacity()));
    }

    /// Adapts from θ by all ζ steps.
    ///
    /// @param theta θ_0, `[parameterCount]`
    /// @param task the task
    /// @param key names the randomness
    public void adapt(double[] theta, T task, RolloutKey key) {
        adapt(theta, task, key, null);
    }

    /// Adapts, and computes the scores of the first inner batches on the way, while the evaluator still
    /// holds their parameters.
    ///
    /// @param scores row t receives Σ_n ∇log π(a_n|s_n; θ_t) over inner batch t, `[at most
    ///     ζ][parameterCount]`; overwritten. Null for none
    void adapt(double[] theta, T task, RolloutKey key, double @Nullable [][] scores) {
        System.arraycopy(theta, 0, thetas[0], 0, thetas[0].length);
        for (int t = 0; t < batches.length; t++) {
            evaluator.setParameters(thetas[t]);
            sampler.sample(
                    thetas[t], evaluator, task, key, t, 0, settings.sampling().innerTrajectories(), batches[t]);
            advantage.weights(batches[t], stepWeights[t]);
            settings.innerStep().move(evaluator, batches[t], thetas[t], stepWeights[t], gradients[t], thetas[t + 1]);
            if (scores != null && t < scores.length) {
                Arrays.fill(scores[t], 0);
                evaluator.gradient(batches[t].decisions(), 0, batches[t].rows(), ones, scores[t]);
            }
        }
    }

    /// Samples the outer batch at θ_ζ; the evaluator then holds θ_ζ.
    void sampleOuter(T task, RolloutKey key, TrajectoryBatch out) {
        sampleLast(task, key, OUTER_PHASE, out);
    }

    /// Samples some trajectories with the random numbers of the outer batch.
    ///
    /// @param theta the parameters that the evaluator holds
    void sampleOuterAgain(double[] theta, T task, RolloutKey key, int first, int trajectories, TrajectoryBatch out) {
        sampler.sample(theta, evaluator, task, key, OUTER_PHASE, first, trajectories, out);
    }

    /// Samples a batch of the outer size at θ_ζ, the one that step ζ + 1 would adapt on: what a test after
    /// ζ steps sees does not depend on whether more steps follow.
    ///
    /// @param task the task
    /// @param key names the randomness
    /// @param out receives the batch; overwritten
    public void sampleAdapted(T task, RolloutKey key, TrajectoryBatch out) {
        sampleLast(task, key, batches.length, out);
    }

    private void sampleLast(T task, RolloutKey key, int phase, TrajectoryBatch out) {
        double[] theta = thetas[batches.length];
        evaluator.setParameters(theta);
        sampler.sample(
                theta, evaluator, task, key, phase, 0, settings.sampling().outerTrajectories(), out);
    }

    /// θ_t of the last adaptation.
    ///
    /// @param t in 0..ζ
    /// @return `[parameterCount]`, not a copy
    public double[] theta(int t) {
        return thetas[t];
    }

    /// Inner batch number t (0-based: sampled at θ_t) of the last adaptation.
    ///
    /// @param t in 0..ζ-1
    /// @return the batch, not a copy
    public TrajectoryBatch batch(int t) {
        return batches[t];
    }

    /// α w of inner batch t: θ_{t+1} = θ_t + Σ_n (α w_n) ∇log π(a_n|s_n; θ_t). Where sizes are learned, w.
    double[] stepWeights(int t) {
        return stepWeights[t];
    }

    /// ∇̃J(θ_t, D_{t+1}), where sizes are learned.
    double[] gradient(int t) {
        return gradients[t];
    }

    PolicyEvaluator evaluator() {
        return evaluator;
    }

    AdvantageEstimator advantage() {
        return advantage;
    }

    @Override
    public void close() {
        sampler.close();
    }
}
