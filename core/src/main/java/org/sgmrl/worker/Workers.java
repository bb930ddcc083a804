package org.sgmrl.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.sgmrl.io.Closing;

/// A [WorkerPool] in which every worker has something of its own to work with, such as an estimator with its buffers.
///
/// @param <R> what a worker works with
public final class Workers<R extends AutoCloseable> implements AutoCloseable {
    /// One piece of work, done by one worker.
    public interface Work<R> {
        /// Does it.
        ///
        /// @param resource what the worker works with
        /// @param index number of the piece
        void run(R resource, int index);
    }

    private final List<R> resources = new ArrayList<>();
    private final WorkerPool pool;

    /// Starts them.
    ///
    /// @param threads number of workers, at least 1
    /// @param resource makes what a worker works with; called on this thread, once for each worker. What it made is
    ///     closed when it fails later, and with the workers
    public Workers(int threads, Supplier<R> resource) {
        WorkerPool.requireWorkers(threads);
        try (Closing opened = new Closing()) {
            for (int i = 0; i < threads; i++) {
                resources.add(opened.add(resource.get()));
            }
            this.pool = new WorkerPool(threads);
            opened.keep();
        }
    }

    /// Number of workers.
    ///
    /// @return the number
    public int count() {
        return resources.size();
    }

    /// What the first worker works with, for work on the calling thread between the rounds.
    ///
    /// @return its resource
    public R first() {
        pool.requireOpen();
        return resources.getFirst();
    }

    /// What the workers work with.
    ///
    /// @return one for each
    public List<R> resources() {
        return resources;
    }

    /// Runs all pieces `0 .. pieces-1` and waits for them. If a piece fails, no further one is begun, those under way are
    /// waited for, and the first failure is thrown.
    ///
    /// @param pieces how many
    /// @param work what to do with each
    public void forEach(int pieces, Work<R> work) {
        repeatedly(work).accept(pieces);
    }

    /// [#forEach] for work that is done again and again: rounds of it allocate nothing.
    ///
    /// @param work what to do with each piece
    /// @return runs as many pieces as it is told
    public IntConsumer repeatedly(Work<R> work) {
        WorkerPool.Work ofAny = (worker, index) -> work.run(resources.get(worker), index);
        return pieces -> pool.forEach(pieces, ofAny);
    }

    /// Ends the workers, waits for them, and closes what they worked with.
    @Override
    public void close() {
        try (Closing all = new Closing()) {
            resources.forEach(all::add);
            all.add(pool);
        }
    }
}
