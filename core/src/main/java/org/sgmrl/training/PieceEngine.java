package org.sgmrl.training;

import java.io.Serializable;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import org.sgmrl.argument.Arguments;

/// Who does the pieces of a [PieceWork]: threads of this process ([LocalPieces]), or an engine where it has its workers
/// ([EngineProvider#createPieces]), to the same bits. Used by one thread at a time.
///
/// @param <Q> type of what is asked of all pieces
/// @param <A> type of what a piece answers
public interface PieceEngine<Q extends Serializable, A extends Serializable> extends AutoCloseable {
    /// How many pieces can be done at the same time, as far as that is known.
    ///
    /// @return at least 1
    int workers();

    /// Does some pieces that follow each other.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param question what is asked of all of them
    /// @param first number of the first, at least 0
    /// @param count how many, at least 1
    /// @return their answers in the order of their numbers
    List<A> answers(double[] theta, Q question, int first, int count);

    /// Does all pieces from the first on, in rounds, so that it can be told how far the work is. The first round has four pieces for
    /// each worker; one that takes less than ten seconds is followed by one of twice as many pieces, since workers may make their buffers anew.
    ///
    /// @param theta θ, `[parameterCount]`
    /// @param question what is asked of all of them
    /// @param pieces how many, at least 1
    /// @param inOrder takes each answer with its number, in the order of these, on the calling thread
    /// @param progress told the number of pieces done after each round, on the calling thread
    default void inRounds(double[] theta, Q question, int pieces, ObjIntConsumer<A> inOrder, IntConsumer progress) {
        Arguments.positive("pieces", pieces);
        int round = 4 * workers();
        int done = 0;
        while (done < pieces) {
            long start = System.nanoTime();
            int count = Math.min(round, pieces - done);
            for (A answer : answers(theta, question, done, count)) {
                inOrder.accept(answer, done++);
            }
            progress.accept(done);
            round = Rounds.next(round, System.nanoTime() - start);
        }
    }

    @Override
    void close();

    /// Starts engines for pieces.
    @FunctionalInterface
    interface Factory {
        /// Starts an engine.
        ///
        /// @param <T> type of the task
        /// @param <Q> type of what is asked of all pieces
        /// @param <A> type of what a piece answers
        /// @param request environment, policy and parts to work with
        /// @param work the work
        /// @return the engine; the caller closes it
        /// @throws EngineException if it cannot work here: the message says what to do
        <T, Q extends Serializable, A extends Serializable> PieceEngine<Q, A> create(
                EngineRequest<T> request, PieceWork<Q, A> work);
    }
}
