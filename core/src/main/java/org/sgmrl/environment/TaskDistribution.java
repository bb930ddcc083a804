package org.sgmrl.environment;

import org.sgmrl.random.RandomStream;

/// The distribution p over tasks, eq. (6).
///
/// @param <T> type of the task: an immutable value
public interface TaskDistribution<T> {
    /// Draws one task.
    ///
    /// @param random source of randomness
    /// @return a task
    T sample(RandomStream random);

    /// What a task is called in files and messages: `goal`, `direction`, `velocity`.
    ///
    /// @return a lower-case word
    String label();

    /// How many numbers describe a task.
    ///
    /// @return at least 1
    int parameterCount();

    /// The numbers that describe a task, for baselines that predict a return from them and for files.
    ///
    /// @param task a task
    /// @param out receives the numbers, `[parameterCount]`; overwritten
    void parameters(T task, double[] out);
}
