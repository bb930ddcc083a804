package org.sgmrl.testing;

import java.util.function.IntUnaryOperator;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.RolloutSampler;
import org.sgmrl.rollout.TrajectoryBatch;

/// Trajectory batches of a wanted shape, made by sampling an environment that ends when it should.
public final class Batches {
    private Batches() {}

    /// A batch whose trajectory i has `length(i)` steps, with the given rewards, zero observations and some
    /// actions.
    public static TrajectoryBatch of(
            int trajectories, IntUnaryOperator length, int observationSize, int actionSize, double[] rewards) {
        int horizon = 1;
        for (int i = 0; i < trajectories; i++) {
            horizon = Math.max(horizon, length.applyAsInt(i));
        }
        int longest = horizon;
        MetaEnvironment<Integer> environment = new MetaEnvironment<>() {
            @Override
            public EnvironmentSpec spec() {
                return new EnvironmentSpec(
                        "shape", observationSize, ActionSpace.Box.uniform(actionSize, -1, 1), longest);
            }

            @Override
            public TaskDistribution<Integer> tasks() {
                return new Countdown(1);
            }

            @Override
            public BatchedEnvironment<Integer> create(int rollouts) {
                return new Shaped(length, rollouts);
            }
        };
        GaussianMlpPolicy policy = new GaussianMlpPolicy(observationSize, new int[0], actionSize, 0, Precision.DOUBLE);
        PolicyEvaluator evaluator = policy.newEvaluator();
        evaluator.setParameters(new double[policy.parameterCount()]);
        TrajectoryBatch batch = new TrajectoryBatch(trajectories, horizon, observationSize, actionSize);
        try (RolloutSampler<Integer> sampler =
                new RolloutSampler<>(environment, evaluator.noiseSize(), trajectories, horizon)) {
            RolloutKey key = new RolloutKey(1, StreamDomain.DEMONSTRATION, 0, 0);
            sampler.sample(0, evaluator, key, 0, trajectories, batch);
        }
        if (rewards.length != batch.rows()) {
            throw new IllegalArgumentException(rewards.length + " rewards for " + batch.rows() + " rows");
        }
        System.arraycopy(rewards, 0, batch.rewards(), 0, rewards.length);
        return batch;
    }

    private static final class Shaped implements BatchedEnvironment<Integer> {
        private final IntUnaryOperator length;
        private final int[] steps;

        Shaped(IntUnaryOperator length, int rollouts) {
            this.length = length;
            this.steps = new int[rollouts];
        }

        @Override
        public void reset(Integer task, RandomStream[] streams, int rollouts, double[] observations) {
            java.util.Arrays.fill(steps, 0);
        }

        @Override
        public void step(
                int[] active,
                int count,
                double[] actions,
                double[] observations,
                double[] rewards,
                boolean[] terminated) {
            for (int k = 0; k < count; k++) {
                terminated[k] = ++steps[active[k]] == length.applyAsInt(active[k]);
            }
        }
    }
}
