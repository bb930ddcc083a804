package org.sgmrl.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.sgmrl.io.Closing;

/// A [WorkerPool] in which every worker has something of its own to work with, such as an estimator with its buffers.
///
/// @param <R> what a worker works with
final class Workers<R extends AutoCloseable> implements AutoCloseable {
    /// One piece of work, done by one worker.
    interface Work<R> {
        void run(R resource, int index);
    }

    private final List<R> resources = new ArrayList<>();
    private final WorkerPool pool;

    /// @param threads number of workers, at least 1
    /// @param resource makes what a worker works with; called on this thread, once for each worker. What it made is
    ///     closed when it fails later, and with the workers
    Workers(int threads, Supplier<R> resource) {
        WorkerPool.requireWorkers(threads);
        try (Closing opened = new Closing()) {
            for (int i = 0; i < threads; i++) {
                resources.add(opened.add(resource.get()));
            }
            this.pool = new WorkerPool(threads);
            opened.keep();
        }
    }

    int count() {
        return resources.size();
    }

    /// What the first worker works with, for work on the calling thread between the rounds.
    R first() {
        pool.requireOpen();
        return resources.getFirst();
    }

    List<R> resources() {
        return resources;
    }

    /// Like [WorkerPool#forEach].
    void forEach(int pieces, Work<R> work) {
        pool.forEach(pieces, (worker, index) -> work.run(resources.get(worker), index));
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
