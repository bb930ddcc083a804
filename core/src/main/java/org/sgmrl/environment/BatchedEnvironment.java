package org.sgmrl.environment;

import org.sgmrl.random.RandomStream;

/// Several rollouts of one task stepped in lockstep; rollouts drop out as their episodes end.
///
/// An instance is used by one thread. What a rollout gives depends on its task, stream and actions, and neither on its index nor
/// on the others: the trajectories of a batch may be sampled by several instances.
///
/// @param <T> type of the task
public interface BatchedEnvironment<T> extends AutoCloseable {
    /// Starts `rollouts` rollouts of one task.
    ///
    /// @param task the task of all of them
    /// @param streams stream `i` drives rollout `i`, now and in later steps; at least `rollouts` of them
    /// @param rollouts how many, at most the capacity asked for at creation
    /// @param observations receives the first observations, `[rollouts × observationSize]`; overwritten
    void reset(T task, RandomStream[] streams, int rollouts, double[] observations);

    /// Steps the rollouts `active[0 .. count-1]`.
    ///
    /// @param active indices of the rollouts that still run, ascending
    /// @param count how many of them
    /// @param actions row `k` is the action of rollout `active[k]`, within the bounds, `[count ×
    ///     actionSize]`
    /// @param observations row `k` receives the next observation, `[count × observationSize]`; overwritten
    /// @param rewards entry `k` receives the reward; overwritten
    /// @param terminated entry `k` receives whether the episode ended in a terminal state; overwritten
    void step(int[] active, int count, double[] actions, double[] observations, double[] rewards, boolean[] terminated);

    /// Whether the episode of a rollout ended because its simulation broke down. The step that finds it
    /// returns reward 0 and the last finite observation, and is terminal.
    ///
    /// @param rollout index of the rollout
    /// @return true from such a step to the next reset; false by default
    default boolean diverged(int rollout) {
        return false;
    }

    /// Frees what the environment holds; nothing by default.
    @Override
    default void close() {}
}
