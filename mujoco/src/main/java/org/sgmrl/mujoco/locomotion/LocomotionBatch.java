package org.sgmrl.mujoco.locomotion;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.random.RandomStream;

/// Robots of one worker: a simulation each, one model.
final class LocomotionBatch<T> implements BatchedEnvironment<T> {
    private final TaskModel<T> taskModel;
    private final List<LocomotionEnvironment<T>> robots = new ArrayList<>();

    LocomotionBatch(TaskModel<T> taskModel, int rollouts, Supplier<LocomotionEnvironment<T>> robot) {
        this.taskModel = taskModel;
        try {
            for (int i = 0; i < rollouts; i++) {
                robots.add(robot.get());
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public void reset(T task, RandomStream[] streams, int rollouts, double[] observations) {
        taskModel.apply(task);
        for (int i = 0; i < rollouts; i++) {
            robots.get(i)
                    .start(task, streams[i], observations, i * robots.get(i).observationSize());
        }
    }

    @Override
    public void step(
            int[] active, int count, double[] actions, double[] observations, double[] rewards, boolean[] terminated) {
        for (int k = 0; k < count; k++) {
            LocomotionEnvironment<T> robot = robots.get(active[k]);
            rewards[k] = robot.step(actions, k * robot.actionSize(), observations, k * robot.observationSize());
            terminated[k] = robot.terminated();
        }
    }

    @Override
    public boolean diverged(int rollout) {
        return robots.get(rollout).diverged();
    }

    @Override
    public void close() {
        robots.forEach(LocomotionEnvironment::closeSimulation);
        taskModel.close();
    }
}
