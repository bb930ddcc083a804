package org.sgmrl.testing;

import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.Environment;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.random.RandomStream;

/// A simulation that breaks down after `1 + random below 6` steps in tasks with an odd number, never in the
/// others. It observes the step; the reward is minus the squared action.
public final class Breakdown implements Environment<Integer> {
    private int breaksAt;
    private int step;

    public static MetaEnvironment<Integer> environment(int horizon) {
        return MetaEnvironment.of(
                new EnvironmentSpec("breakdown", 1, ActionSpace.Box.uniform(1, -1, 1), horizon),
                new Tasks(),
                Breakdown::new);
    }

    @Override
    public void reset(Integer task, RandomStream random, double[] observation) {
        breaksAt = task % 2 == 0 ? Integer.MAX_VALUE : 1 + random.nextInt(6);
        step = 0;
        observation[0] = 0;
    }

    @Override
    public double step(double[] action, double[] observation) {
        step++;
        if (diverged()) {
            return 0;
        }
        observation[0] = step;
        return -action[0] * action[0];
    }

    @Override
    public boolean terminated() {
        return diverged();
    }

    @Override
    public boolean diverged() {
        return step >= breaksAt;
    }

    private static final class Tasks implements TaskDistribution<Integer> {
        @Override
        public Integer sample(RandomStream random) {
            return random.nextInt(4);
        }

        @Override
        public String label() {
            return "number";
        }

        @Override
        public int parameterCount() {
            return 1;
        }

        @Override
        public void parameters(Integer task, double[] out) {
            out[0] = task;
        }
    }
}
