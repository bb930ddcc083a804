package org.sgmrl.environment.robot;

/// What a task pays for a step, before costs: a function of where the robot's root was and is.
///
/// @param <T> type of the task
@FunctionalInterface
public interface Objective<T> {
    /// The reward's first term.
    ///
    /// @param task the task
    /// @param x0 qpos[0] before the step (m)
    /// @param y0 qpos[1] before the step (m; of robots in the x-z plane their height)
    /// @param x1 qpos[0] after the step
    /// @param y1 qpos[1] after the step
    /// @param dt duration of the step (s)
    /// @return the first term
    double of(T task, double x0, double y0, double x1, double y1, double dt);
}
