package org.sgmrl.environment.robot;

import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.TaskDistribution;

/// What makes a robot's steps episodes of a meta-environment. The reward of a step is
///
///     objective − controlWeight · Σ a_j² + aliveBonus
///
/// evaluated from left to right, the squares summed in order of j.
///
/// @param tasks the tasks
/// @param objective what a task pays
/// @param frameSkip simulation steps of one step
/// @param controlWeight price of a squared control
/// @param aliveBonus paid in every step
/// @param health ends the episode
/// @param <T> type of the task
public record Law<T>(
        TaskDistribution<T> tasks,
        Objective<T> objective,
        int frameSkip,
        double controlWeight,
        double aliveBonus,
        Health health) {
    /// Refuses what is missing.
    public Law {
        Arguments.given("tasks", tasks);
        Arguments.given("objective", objective);
        Arguments.positive("frameSkip", frameSkip);
        Arguments.given("health", health);
    }

    /// A law without bonus under which episodes end at the horizon only.
    ///
    /// @param tasks the tasks
    /// @param objective what a task pays
    /// @param frameSkip simulation steps of one step
    /// @param controlWeight price of a squared control
    public Law(TaskDistribution<T> tasks, Objective<T> objective, int frameSkip, double controlWeight) {
        this(tasks, objective, frameSkip, controlWeight, 0, Health.ALWAYS);
    }

    /// The reward of a step.
    ///
    /// @param task the task
    /// @param x0 qpos[0] before the step (m)
    /// @param y0 qpos[1] before the step (m)
    /// @param x1 qpos[0] after the step
    /// @param y1 qpos[1] after the step
    /// @param dt duration of the step (s)
    /// @param squares Σ a_j²
    /// @return the reward
    public double reward(T task, double x0, double y0, double x1, double y1, double dt, double squares) {
        double reward = objective.of(task, x0, y0, x1, y1, dt) - controlWeight * squares;
        // Adding no bonus would make +0 of −0.
        return aliveBonus == 0 ? reward : reward + aliveBonus;
    }
}
