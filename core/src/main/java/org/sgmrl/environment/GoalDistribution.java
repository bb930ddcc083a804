package org.sgmrl.environment;

/// A distribution over goals in the plane, which are described by their coordinates.
interface GoalDistribution extends TaskDistribution<Goal> {
    @Override
    default String label() {
        return "goal";
    }

    @Override
    default int parameterCount() {
        return 2;
    }

    @Override
    default void parameters(Goal task, double[] out) {
        out[0] = task.x();
        out[1] = task.y();
    }

    @Override
    default Goal task(double[] numbers) {
        TaskDistribution.require(numbers, 2);
        return new Goal(numbers[0], numbers[1]);
    }
}
