package org.sgmrl.training;

/// Starts an engine for a run.
///
/// @param <T> type of the task
@FunctionalInterface
public interface EngineFactory<T> {
    /// Starts the engine.
    ///
    /// @param request what to work on
    /// @return the engine; the caller closes it
    /// @throws EngineException if it cannot work here: the message says what to do
    TaskEngine<T> create(EngineRequest<T> request);
}
