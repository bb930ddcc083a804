package org.sgmrl.training;

/// Adds an engine that maps tasks elsewhere than in this process. It is found by
/// [java.util.ServiceLoader]: name the class in `META-INF/services/org.sgmrl.training.EngineProvider`; it
/// needs a public constructor without parameters.
public interface EngineProvider {
    /// The engine's name on the command line.
    ///
    /// @return a lower-case word
    String id();

    /// Starts the engine.
    ///
    /// @param <T> type of the task
    /// @param request what to train
    /// @return the engine; the caller closes it
    /// @throws EngineException if it cannot work here: the message says what to do
    <T> TaskEngine<T> create(EngineRequest<T> request);
}
