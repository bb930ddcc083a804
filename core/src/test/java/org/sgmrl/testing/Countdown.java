package org.sgmrl.testing;

import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.random.RandomStream;

/// Rollout i ends after `length(i)` steps. It observes (i, step, the action before, -1 at first), has one
/// action in [-1, 1] and is paid 1000 i + step + action. The task is a permutation's offset: `length(i) = 1
/// + (i + task) mod modulus`.
public final class Countdown implements MetaEnvironment<Integer>, TaskDistribution<Integer> {
    private final int modulus;

    public Countdown(int modulus) {
        this.modulus = modulus;
    }

    public int length(int task, int rollout) {
        return 1 + (rollout + task) % modulus;
    }

    @Override
    public EnvironmentSpec spec() {
        return new EnvironmentSpec("countdown", 3, ActionSpace.Box.uniform(1, -1, 1), modulus);
    }

    @Override
    public TaskDistribution<Integer> tasks() {
        return this;
    }

    @Override
    public Integer sample(RandomStream random) {
        return random.nextInt(modulus);
    }

    @Override
    public String label() {
        return "offset";
    }

    @Override
    public int parameterCount() {
        return 1;
    }

    @Override
    public void parameters(Integer task, double[] out) {
        out[0] = task;
    }

    @Override
    public BatchedEnvironment<Integer> create(int rollouts) {
        return new BatchedEnvironment<>() {
            private final int[] steps = new int[rollouts];
            private int task;

            @Override
            public void reset(Integer offset, RandomStream[] streams, int count, double[] observations) {
                task = offset;
                for (int i = 0; i < count; i++) {
                    steps[i] = 0;
                    observations[3 * i] = i;
                    observations[3 * i + 1] = 0;
                    observations[3 * i + 2] = -1;
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
                    int i = active[k];
                    rewards[k] = 1000.0 * i + steps[i] + actions[k];
                    steps[i]++;
                    observations[3 * k] = i;
                    observations[3 * k + 1] = steps[i];
                    observations[3 * k + 2] = actions[k];
                    terminated[k] = steps[i] == length(task, i);
                }
            }
        };
    }
}
