package org.sgmrl.training;

/// Adds an engine that maps tasks elsewhere than in this process. It is found by
/// [java.util.ServiceLoader]: name the class in `META-INF/services/org.sgmrl.training.EngineProvider`; it
/// needs a public constructor without parameters.
public interface EngineProvider {
    /// The engine's name on the command line.
    ///
    /// @return a lower-case word
    String id();

    /// Checks the form of what names the place of the workers, before anything is written.
    ///
    /// @param master as in [EngineRequest]
    /// @throws IllegalArgumentException if nothing can be there; the message says what is allowed
    default void check(String master) {}

    /// Starts the engine.
    ///
    /// @param <T> type of the task
    /// @param request what to train
    /// @return the engine; the caller closes it
    /// @throws EngineException if it cannot work here: the message says what to do
    <T> TaskEngine<T> create(EngineRequest<T> request);

    /// Starts an engine to test parameters with, to the bits of [MetaTester].
    ///
    /// @param <T> type of the task
    /// @param request whose settings and parts it tests with
    /// @param innerSteps k, most steps of adaptation, at least 0
    /// @return the tester; the caller closes it
    /// @throws EngineException if it cannot work here; by default it cannot test
    default <T> TaskTester createTester(EngineRequest<T> request, int innerSteps) {
        throw new EngineException("engine " + id() + " cannot test; leave out --engine");
    }

    /// Whether this process was started for the engine, as by a tool that submits work to a cluster: it is used then
    /// where none is named.
    ///
    /// @return false by default
    default boolean preferred() {
        return false;
    }

    /// Keeps what engines share, such as workers, from one engine to the next.
    ///
    /// @return what ends that; nothing by default
    default Hold hold() {
        return () -> {};
    }

    /// What engines share stays until this is closed.
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }
}
