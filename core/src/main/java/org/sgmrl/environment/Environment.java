package org.sgmrl.environment;

import org.sgmrl.random.RandomStream;

/// One rollout of an environment at a time: the interface to implement for an environment of one's own.
///
/// An instance is used by one thread. All randomness comes from the stream given to [#reset], so that a
/// trajectory is a function of task, stream and actions. [MetaEnvironment#of] makes it trainable.
///
/// @param <T> type of the task
public interface Environment<T> extends AutoCloseable {
    /// Starts a rollout.
    ///
    /// @param task the task for this rollout
    /// @param random the rollout's own stream: keep it for random transitions
    /// @param observation receives the first observation, `[observationSize]`; overwritten
    void reset(T task, RandomStream random, double[] observation);

    /// Takes one step.
    ///
    /// @param action in the environment's own units, already clipped to the bounds, `[actionSize]`
    /// @param observation receives the next observation, `[observationSize]`; overwritten
    /// @return the reward of this step
    double step(double[] action, double[] observation);

    /// Whether the last step ended the episode in a terminal state (reaching the horizon is not terminal).
    ///
    /// @return true after a terminal step
    boolean terminated();

    /// Whether the last step ended the episode because the simulation broke down. The step that finds it
    /// returns reward 0 and the last finite observation, and is [#terminated].
    ///
    /// @return true after such a step; false by default
    default boolean diverged() {
        return false;
    }

    /// Frees what the environment holds; nothing by default.
    @Override
    default void close() {}
}
