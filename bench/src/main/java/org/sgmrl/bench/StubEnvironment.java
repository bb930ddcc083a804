package org.sgmrl.bench;

import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.random.RandomStream;

/// Stands for a half-cheetah where the time of its policy alone is asked for: observations and actions of its sizes, and
/// next to no work. Every number of the state moves towards the mean of the action,
///
///     s_0 = task,    s′ = ¾ s + ¼ mean(a),    r = mean(a),
///
/// so that observations depend on actions and stay within the bounds. `docs/results/speed/jax_policy_work.py` has the same.
final class StubEnvironment implements MetaEnvironment<Double> {
    static final int OBSERVATION_SIZE = 20;
    static final int ACTION_SIZE = 6;
    static final int HORIZON = 100;

    @Override
    public EnvironmentSpec spec() {
        return new EnvironmentSpec("stub-v1", OBSERVATION_SIZE, ActionSpace.Box.uniform(ACTION_SIZE, -1, 1), HORIZON);
    }

    @Override
    public TaskDistribution<Double> tasks() {
        return TaskDistribution.uniform("start", -1, 1);
    }

    @Override
    public BatchedEnvironment<Double> create(int rollouts) {
        return new Rollouts(rollouts);
    }

    /// The state is the observation, which only drives what follows it.
    private static final class Rollouts implements BatchedEnvironment<Double> {
        private final double[] state;

        Rollouts(int rollouts) {
            this.state = new double[rollouts * OBSERVATION_SIZE];
        }

        @Override
        public void reset(Double task, RandomStream[] streams, int rollouts, double[] observations) {
            for (int p = 0; p < rollouts * OBSERVATION_SIZE; p++) {
                state[p] = task;
                observations[p] = task;
            }
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
                double sum = 0;
                for (int j = 0; j < ACTION_SIZE; j++) {
                    sum += actions[k * ACTION_SIZE + j];
                }
                double mean = sum / ACTION_SIZE;
                int of = active[k] * OBSERVATION_SIZE;
                int to = k * OBSERVATION_SIZE;
                for (int j = 0; j < OBSERVATION_SIZE; j++) {
                    state[of + j] = 0.75 * state[of + j] + 0.25 * mean;
                    observations[to + j] = state[of + j];
                }
                rewards[k] = mean;
                terminated[k] = false;
            }
        }
    }
}
