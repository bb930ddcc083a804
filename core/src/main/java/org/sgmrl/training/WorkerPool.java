package org.sgmrl.training;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// A fixed number of workers that share out indexed pieces of work, whoever is free next. Results must be
/// written to a place of the piece's own, so that the order does not matter.
final class WorkerPool implements AutoCloseable {
    /// One piece of work, done by one worker.
    interface Work {
        void run(int worker, int index);
    }

    private final int workers;
    private final ExecutorService executor;

    WorkerPool(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("threads = " + workers + " must be at least 1");
        }
        this.workers = workers;
        this.executor = Executors.newFixedThreadPool(
                workers,
                Thread.ofPlatform().name("sgmrl-worker-", 0).daemon(true).factory());
    }

    int workers() {
        return workers;
    }

    /// Runs all pieces `0 .. count-1` and waits for them. If a piece fails, no further one is begun, those
    /// under way are waited for, and the first worker's failure is thrown.
    void forEach(int count, Work work) {
        AtomicInteger next = new AtomicInteger();
        boolean interrupted = false;
        Throwable failure = null;
        var running = IntStream.range(0, Math.min(workers, count))
                .mapToObj(worker -> executor.submit(drain(worker, next, count, work)))
                .toList();
        for (Future<?> future : running) {
            while (true) {
                try {
                    future.get();
                    break;
                } catch (InterruptedException e) {
                    // The workers still write to the caller's buffers: wait for them, then pass the interrupt on.
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (failure == null) {
                        failure = e.getCause() == null ? e : e.getCause();
                    }
                    break;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    private static Callable<Void> drain(int worker, AtomicInteger next, int count, Work work) {
        return () -> {
            try {
                for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
                    work.run(worker, index);
                }
                return null;
            } catch (Throwable t) {
                next.set(count);
                throw t;
            }
        };
    }

    @Override
    public void close() {
        executor.close();
    }
}
