package org.sgmrl.locomotion;

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

    /// Number of parameters that vary: those that are not zero in the model, which no factor changes.
    ///
    /// @param bodies bodies that move
    /// @param dampedJoints joints with damping
    /// @param geoms geoms, the ground included
    static int parameterCount(int bodies, int dampedJoints, int geoms) {
        return 4 * bodies + dampedJoints + 3 * geoms;
    }
}
