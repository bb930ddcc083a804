package org.sgmrl.locomotion;

import org.sgmrl.environment.robot.Physique;
import org.sgmrl.mujoco.MujocoModel;

/// The model that a worker simulates: shared by all workers, or, where tasks change it, a copy of its own.
///
/// @param <T> type of the task
interface TaskModel<T> extends AutoCloseable {
    /// The model.
    MujocoModel model();

    /// Makes the model that of a task, before the rollouts of the task start. Where tasks change the model this
    /// allocates, in Java and in MuJoCo (`mj_setConst`), once a task and batch; steps never do.
    void apply(T task);

    @Override
    void close();

    /// A model that is the same in all tasks; not owned.
    static <T> TaskModel<T> fixed(MujocoModel model) {
        return new TaskModel<>() {
            @Override
            public MujocoModel model() {
                return model;
            }

            @Override
            public void apply(T task) {
                // Tasks differ in their reward only.
            }

            @Override
            public void close() {
                // Shared by all workers, for the life of the process.
            }
        };
    }

    /// A copy whose masses, inertias, damping and friction are those of the task.
    static TaskModel<Physique> physique(MujocoModel original) {
        return new VariedModel(original);
    }
}
