package org.sgmrl.training;

import java.io.Serializable;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.policy.Policy;

/// Work at given parameters that falls into numbered pieces: test tasks, blocks of draws, tasks of a study of the variance. What a
/// piece answers depends on θ, on what is asked and on its number alone, so that pieces may be done anywhere and in any order, to
/// the same bits. Work, questions and answers go to other machines and back by Java's serialization.
///
/// @param <Q> type of what is asked of all pieces
/// @param <A> type of what a piece answers
public interface PieceWork<Q extends Serializable, A extends Serializable> extends Serializable {
    /// Makes what one thread works with.
    ///
    /// @param <T> type of the task
    /// @param environment where to sample
    /// @param policy the policy
    /// @param parts parts of one's own; on other machines without coefficients and optimiser ([OwnParts.OfWorkers])
    /// @return a worker, to be closed
    <T> Worker<Q, A> newWorker(MetaEnvironment<T> environment, Policy policy, OwnParts parts);

    /// The buffers of one thread.
    ///
    /// @param <Q> type of what is asked of all pieces
    /// @param <A> type of what a piece answers
    interface Worker<Q, A> extends AutoCloseable {
        /// Does one piece.
        ///
        /// @param theta θ, `[parameterCount]`
        /// @param question what is asked
        /// @param piece number of the piece, at least 0
        /// @return the answer, which the worker keeps no part of
        A answer(double[] theta, Q question, int piece);

        @Override
        void close();
    }
}
