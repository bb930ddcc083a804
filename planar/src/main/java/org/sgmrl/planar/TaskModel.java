package org.sgmrl.planar;

import org.sgmrl.environment.robot.Physique;

/// The models of a robot's tasks.
///
/// @param <T> type of the task
@FunctionalInterface
interface TaskModel<T> {
    /// The model of a task.
    ///
    /// @param robot the model as its file has it
    /// @return that one, or a copy with the task's numbers
    PlanarModel of(PlanarModel robot, T task);

    /// Tasks differ in their reward only.
    static <T> TaskModel<T> fixed() {
        return (robot, task) -> robot;
    }

    /// Tasks change masses, moments of inertia, damping and friction, and whatever follows from them.
    ///
    /// The task's factors stand in the order of the arrays of MuJoCo's compiled model, without the zeros in these: the
    /// bodies' masses; their principal moments of inertia, of which the second is about y where a body is a single
    /// capsule in the x-z plane; damping by degree of freedom; sliding, torsional and rolling friction of the ground and
    /// of each capsule.
    static PlanarModel varied(PlanarModel robot, Physique task) {
        if (!robot.upright || robot.hasFluid() || robot.geomBody.length != robot.bodies) {
            throw new IllegalArgumentException(
                    "robot = " + robot.name
                            + " must move in the x-z plane, out of fluids, and have one capsule a body for tasks that change it");
        }
        PlanarModel model = robot.copy();
        model.mass = robot.mass.clone();
        model.inertia = robot.inertia.clone();
        model.damping = robot.damping.clone();
        model.geomFriction = robot.geomFriction.clone();
        int next = 0;
        for (int b = 0; b < model.bodies; b++) {
            model.mass[b] *= task.factor(next++);
        }
        for (int b = 0; b < model.bodies; b++) {
            int aboutY = next + 1;
            model.inertia[b] *= task.factor(aboutY);
            next += 3;
        }
        for (int b = 0; b < model.bodies; b++) {
            if (model.damping[b] != 0) {
                model.damping[b] *= task.factor(next++);
            }
        }
        model.groundFriction *= task.factor(next);
        next += 3;
        for (int g = 0; g < model.geomFriction.length; g++) {
            model.geomFriction[g] *= task.factor(next);
            next += 3;
        }
        model.rub();
        RestWeights.compute(model);
        return model;
    }
}
