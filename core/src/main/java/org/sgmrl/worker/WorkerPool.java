package org.sgmrl.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A fixed number of workers that share out indexed pieces of work, whoever is free next. Results must be
/// written to a place of the piece's own, so that the order does not matter. Used by one thread at a time.
///
/// The workers wait on a monitor: the queues of an executor allocate whenever a thread waits, and the
/// workers are to allocate nothing.
final class WorkerPool implements AutoCloseable {
    /// One piece of work, done by one worker.
    interface Work {
        void run(int worker, int index);
    }

    private static final Work NOTHING = (worker, index) -> {};

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final Object monitor = new Object();

    // Guarded by the monitor.
    private Work work = NOTHING;
    private int count;
    private int busy;
    private long round;
    private boolean closed;
    private @Nullable Throwable failure;

    WorkerPool(int workers) {
        requireWorkers(workers);
        try {
            for (int i = 0; i < workers; i++) {
                int worker = i;
                threads.add(Thread.ofPlatform()
                        .name("sgmrl-worker-" + i)
                        .daemon(true)
                        .start(() -> serve(worker)));
            }
        } catch (RuntimeException | Error e) { // the system gives no more threads
            close();
            throw e;
        }
    }

    static void requireWorkers(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("threads = " + workers + " must be at least 1");
        }
    }

    int workers() {
        return threads.size();
    }

    void requireOpen() {
        synchronized (monitor) {
            if (closed) {
                throw new IllegalStateException("the workers are closed: make a new engine, tester or sampler");
            }
        }
    }

    /// Runs all pieces `0 .. count-1` and waits for them. If a piece fails, no further one is begun, those
    /// under way are waited for, and the first failure is thrown.
    void forEach(int pieces, Work newWork) {
        Throwable failed;
        boolean interrupted = false;
        synchronized (monitor) {
            requireOpen();
            if (busy > 0) {
                throw new IllegalStateException("workers are at work for another thread: one thread at a time must use"
                        + " an engine, tester or sampler; make one for each thread");
            }
            work = newWork;
            count = pieces;
            next.set(0);
            busy = threads.size();
            round++;
            monitor.notifyAll();
            while (busy > 0) {
                try {
                    monitor.wait();
                } catch (InterruptedException e) {
                    // The workers still write to the caller's buffers: wait for them, then pass the interrupt on.
                    interrupted = true;
                }
            }
            failed = failure;
            failure = null;
            work = NOTHING;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        switch (failed) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failed);
        }
    }

    private void serve(int worker) {
        long done = 0;
        while (true) {
            Work mine;
            int pieces;
            synchronized (monitor) {
                while (round == done && !closed) {
                    try {
                        monitor.wait();
                    } catch (InterruptedException ignored) {
                        // Nobody but close ends a worker.
                    }
                }
                if (round == done) {
                    return;
                }
                done = round;
                mine = work;
                pieces = count;
            }
            Throwable failed = run(worker, pieces, mine);
            synchronized (monitor) {
                if (failure == null) {
                    failure = failed;
                }
                busy--;
                if (busy == 0) {
                    monitor.notifyAll();
                }
            }
        }
    }

    private @Nullable Throwable run(int worker, int pieces, Work mine) {
        try {
            for (int index = next.getAndIncrement(); index < pieces; index = next.getAndIncrement()) {
                mine.run(worker, index);
            }
            return null;
        } catch (Throwable t) {
            next.set(pieces);
            return t;
        }
    }

    /// Ends the workers; waits for them.
    @Override
    public void close() {
        synchronized (monitor) {
            closed = true;
            monitor.notifyAll();
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
