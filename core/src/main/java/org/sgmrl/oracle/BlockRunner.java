package org.sgmrl.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs numbered blocks of work on several threads. Each block writes to its own place, so who runs it does
/// not matter.
final class BlockRunner {
    private BlockRunner() {}

    /// Work space of one thread.
    interface Worker {
        void run(int block);
    }

    /// Runs blocks 0..count−1, the calling thread taking part, and returns when all are done.
    ///
    /// @param newWorker called once per thread
    /// @param progress told the number of blocks done, on the calling thread
    /// @throws RuntimeException the first exception of a block, when one fails
    static void run(int count, int threads, Supplier<Worker> newWorker, IntConsumer progress) {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>(null);
        List<Thread> helpers = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, count); i++) {
            helpers.add(Thread.ofPlatform()
                    .daemon()
                    .name("sgmrl-oracle-" + i)
                    .start(() -> work(count, next, done, failure, newWorker, ignored -> {})));
        }
        work(count, next, done, failure, newWorker, progress);
        boolean interrupted = false;
        for (Thread helper : helpers) {
            while (helper.isAlive()) {
                try {
                    helper.join();
                } catch (InterruptedException e) {
                    // Stop handing out blocks, but do not leave a thread that writes to the caller's arrays.
                    next.set(count);
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            failure.compareAndSet(null, new CancellationException("interrupted"));
        }
        switch (failure.get()) {
            case null -> progress.accept(count);
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private static void work(
            int count,
            AtomicInteger next,
            AtomicInteger done,
            AtomicReference<@Nullable Throwable> failure,
            Supplier<Worker> newWorker,
            IntConsumer progress) {
        try {
            Worker worker = newWorker.get();
            for (int block = next.getAndIncrement(); block < count; block = next.getAndIncrement()) {
                worker.run(block);
                int finished = done.incrementAndGet();
                if (finished < count) {
                    progress.accept(finished);
                }
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            next.set(count);
        }
    }
}
