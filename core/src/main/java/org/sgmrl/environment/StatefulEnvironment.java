package org.sgmrl.environment;

import java.util.List;
import org.sgmrl.argument.Arguments;

/// An environment that can be put into any state: for stepping through given actions from a given state.
///
/// @param <T> type of the task
public interface StatefulEnvironment<T> extends Environment<T> {
    /// One array of a state.
    ///
    /// @param name what it is called in files, such as `position`, `qpos`
    /// @param size how many numbers it has, at least 1
    record StateArray(String name, int size) {
        /// Checks both.
        public StateArray {
            Arguments.given("name", name);
            Arguments.positive("size", size);
        }
    }

    /// What a state is made of.
    ///
    /// @return the arrays, in order
    List<StateArray> stateArrays();

    /// Starts a rollout in a given state, with nothing left over from what was before. Whatever the
    /// environment draws at random later comes from the stream of the last [#reset].
    ///
    /// @param task the task for this rollout
    /// @param state the numbers of all arrays, one array after the other, finite
    /// @param observation receives the first observation, `[observationSize]`; overwritten
    /// @throws IllegalArgumentException if the environment cannot be in that state
    void restore(T task, double[] state, double[] observation);
}
