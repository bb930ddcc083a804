package example;

import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.Environment;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.random.RandomStream;

/// A cart on a rail rolls to a place that it is not told: the task is the place, the reward the distance to it.
final class Rail implements Environment<Double> {
    /// One number to see, one to choose in ±0.1, episodes of at most 50 steps.
    static final MetaEnvironment<Double> TASKS = MetaEnvironment.of(
            new EnvironmentSpec(
                    "example-rail-v1", 1, ActionSpace.Box.uniform(1, -0.1, 0.1), 50),
            TaskDistribution.uniform("place", -1, 1),
            Rail::new);

    private double place;
    private double position;

    @Override
    public void reset(Double task, RandomStream random, double[] observation) {
        place = task;
        position = 0;
        observation[0] = position;
    }

    @Override
    public double step(double[] action, double[] observation) {
        position += action[0];
        observation[0] = position;
        return -Math.abs(position - place);
    }

    @Override
    public boolean terminated() {
        return Math.abs(position - place) < 0.01;
    }
}
