package org.sgmrl.testing;

import org.sgmrl.environment.Environment;
import org.sgmrl.environment.Goal;
import org.sgmrl.random.RandomStream;

/// 2D navigation written by a user, one rollout at a time.
public final class SinglePointRobot implements Environment<Goal> {
    private double x;
    private double y;
    private Goal goal = new Goal(0, 0);

    @Override
    public void reset(Goal task, RandomStream random, double[] observation) {
        goal = task;
        x = 0;
        y = 0;
        observation[0] = x;
        observation[1] = y;
    }

    @Override
    public double step(double[] action, double[] observation) {
        x = Math.min(0.5, Math.max(-0.5, x + action[0]));
        y = Math.min(0.5, Math.max(-0.5, y + action[1]));
        observation[0] = x;
        observation[1] = y;
        double dx = goal.x() - x;
        double dy = goal.y() - y;
        return -Math.sqrt(dx * dx + dy * dy);
    }

    @Override
    public boolean terminated() {
        return Math.abs(goal.x() - x) < 0.01 && Math.abs(goal.y() - y) < 0.01;
    }
}
