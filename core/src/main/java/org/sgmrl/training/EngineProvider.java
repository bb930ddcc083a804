package org.sgmrl.training;

import java.io.Serializable;

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

    /// Checks that the place of the workers answers, before lengthy work that needs it later.
    ///
    /// @param master as in [EngineRequest]
    /// @throws EngineException if it does not; the message says what to do
    default void requireReachable(String master) {}

    /// Starts the engine.
    ///
    /// @param <T> type of the task
    /// @param request what to train
    /// @return the engine; the caller closes it
    /// @throws EngineException if it cannot work here: the message says what to do
    <T> TaskEngine<T> create(EngineRequest<T> request);

    /// Starts an engine for work at given parameters, such as tests, to the bits of [LocalPieces].
    ///
    /// @param <T> type of the task
    /// @param <Q> type of what is asked of all pieces
    /// @param <A> type of what a piece answers
    /// @param request environment, policy and parts to work with
    /// @param work the work
    /// @return the engine; the caller closes it
    /// @throws EngineException if it cannot work here; by default it only trains
    default <T, Q extends Serializable, A extends Serializable> PieceEngine<Q, A> createPieces(
            EngineRequest<T> request, PieceWork<Q, A> work) {
        throw new EngineException("engine " + id() + " only trains: it cannot test or draw; leave out --engine");
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
