package org.sgmrl.locomotion;

import org.sgmrl.environment.Goal;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.random.RandomStream;

/// Goals uniform on a disc around the origin.
///
/// @param radius m
record DiscGoals(double radius) implements TaskDistribution<Goal> {
    @Override
    public Goal sample(RandomStream random) {
        double angle = random.nextDouble(0, 2 * Math.PI);
        double distance = radius * Math.sqrt(random.nextDouble());
        return new Goal(distance * StrictMath.cos(angle), distance * StrictMath.sin(angle));
    }

    @Override
    public String label() {
        return "goal";
    }

    @Override
    public int parameterCount() {
        return 2;
    }

    @Override
    public void parameters(Goal task, double[] out) {
        out[0] = task.x();
        out[1] = task.y();
    }

    @Override
    public Goal task(double[] numbers) {
        TaskDistribution.require(numbers, 2);
        return new Goal(numbers[0], numbers[1]);
    }
}
