package org.sgmrl.training;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.policy.Policy;
import org.sgmrl.worker.Workers;

/// Does pieces by threads of this process, each with buffers of its own.
///
/// @param <Q> type of what is asked of all pieces
/// @param <A> type of what a piece answers
public final class LocalPieces<Q extends Serializable, A extends Serializable> implements PieceEngine<Q, A> {
    private final Workers<PieceWork.Worker<Q, A>> workers;

    /// Starts the threads.
    ///
    /// @param environment where to sample
    /// @param policy the policy
    /// @param parts parts of one's own
    /// @param work the work
    /// @param threads number of workers, at least 1
    public LocalPieces(
            MetaEnvironment<?> environment, Policy policy, OwnParts parts, PieceWork<Q, A> work, int threads) {
        Arguments.given("environment", environment);
        Arguments.given("policy", policy);
        Arguments.given("parts", parts);
        Arguments.given("work", work);
        this.workers = new Workers<>(threads, () -> work.newWorker(environment, policy, parts));
    }

    /// Starts threads for whoever asks.
    ///
    /// @param threads number of workers, at least 1
    /// @return the factory
    public static PieceEngine.Factory onThreads(int threads) {
        Arguments.positive("threads", threads);
        return new OnThreads(threads);
    }

    private record OnThreads(int threads) implements PieceEngine.Factory {
        @Override
        public <T, Q extends Serializable, A extends Serializable> PieceEngine<Q, A> create(
                EngineRequest<T> request, PieceWork<Q, A> work) {
            return new LocalPieces<>(request.environment(), request.policy(), request.parts(), work, threads);
        }
    }

    @Override
    public int workers() {
        return workers.count();
    }

    @Override
    public List<A> answers(double[] theta, Q question, int first, int count) {
        List<@Nullable A> answers = new ArrayList<@Nullable A>(Collections.<@Nullable A>nCopies(count, null));
        workers.forEach(count, (worker, i) -> answers.set(i, worker.answer(theta, question, first + i)));
        return answers.stream().map(answer -> Arguments.given("answer", answer)).toList();
    }

    @Override
    public void close() {
        workers.close();
    }
}
