package org.sgmrl.run.certify;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.sgmrl.run.failure.Interrupted;

/// Long jobs that know nothing of each other, by several threads. What fails is told when it fails, however long the others
/// would have taken.
final class Jobs {
    private Jobs() {}

    /// Does them all.
    ///
    /// @param name of the threads, and of the work in messages
    /// @param threads how many jobs are done at the same time, at most
    /// @param jobs at least one. They end early when their thread is interrupted, or else are waited for
    /// @param done told the number of jobs done, on the calling thread
    /// @param <R> what a job comes to
    /// @return what each came to, in the order of the jobs
    /// @throws Interrupted if the calling thread is interrupted, which it still is then. A job's failure is thrown as it is
    static <R> List<R> run(String name, int threads, List<? extends Callable<R>> jobs, IntConsumer done) {
        try (ExecutorService executor = Executors.newFixedThreadPool(
                Math.min(threads, jobs.size()),
                Thread.ofPlatform().name("sgmrl-" + name + "-", 0).daemon(true).factory())) {
            try {
                return run(executor, jobs, done);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Interrupted("--" + name + ": interrupted");
            } finally {
                executor.shutdownNow(); // close alone would wait for all jobs
            }
        }
    }

    private static <R> List<R> run(ExecutorService executor, List<? extends Callable<R>> jobs, IntConsumer done)
            throws InterruptedException {
        ExecutorCompletionService<R> ended = new ExecutorCompletionService<>(executor);
        List<Future<R>> futures = new ArrayList<>();
        for (Callable<R> job : jobs) {
            futures.add(ended.submit(job));
        }
        try {
            for (int i = 1; i <= jobs.size(); i++) {
                ended.take().get();
                done.accept(i);
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
        return futures.stream().map(Future::resultNow).toList();
    }
}
