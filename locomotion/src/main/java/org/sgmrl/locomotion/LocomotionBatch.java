package org.sgmrl.locomotion;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.mujoco.MujocoException;
import org.sgmrl.mujoco.MujocoSimulation;
import org.sgmrl.random.RandomStream;

/// Robots of one worker. One simulation steps all of them in turn, each from the state that it saved: its
/// memory stays in the processor's cache, which that of twenty simulations would not.
final class LocomotionBatch<T> implements BatchedEnvironment<T> {
    private final String id;
    private final TaskModel<T> taskModel;
    private final MujocoSimulation simulation;
    private final List<LocomotionEnvironment<T>> robots = new ArrayList<>();

    /// Owns the model once it is made; where it cannot be made, the model stays open.
    LocomotionBatch(
            String id,
            TaskModel<T> taskModel,
            int rollouts,
            Function<MujocoSimulation, LocomotionEnvironment<T>> robot) {
        this.id = id;
        this.taskModel = taskModel;
        this.simulation = new MujocoSimulation(taskModel.model());
        try {
            for (int i = 0; i < rollouts; i++) {
                robots.add(robot.apply(simulation));
            }
        } catch (RuntimeException | Error e) {
            simulation.close();
            throw e;
        }
    }

    @Override
    public void reset(T task, RandomStream[] streams, int rollouts, double[] observations) {
        try {
            taskModel.apply(task);
        } catch (MujocoException e) {
            throw LocomotionEnvironment.failed(id, e);
        }
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
        simulation.close();
        taskModel.close();
    }
}
