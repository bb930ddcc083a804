package org.sgmrl.run.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sgmrl.method.Method;
import org.sgmrl.run.Engines;
import org.sgmrl.run.evaluation.Comparison;
import org.sgmrl.run.failure.Interrupted;
import org.sgmrl.training.EngineProvider;

/// Runs an experiment in a folder, as far as it is not done, and summarises it.
public final class Reproduction {
    private final ReproductionPlan plan;
    private final ReproductionListener listener;

    /// A reproduction, which nothing has been done for.
    ///
    /// @param experiment what to repeat
    /// @param folder of all runs
    /// @param execution where the runs are made
    /// @param listener who is told
    public Reproduction(Experiment experiment, Path folder, Execution execution, ReproductionListener listener) {
        this.plan = ReproductionPlan.of(experiment, folder, execution);
        for (ReproductionCell cell : plan.cells()) {
            cell.request()
                    .requireMemory(
                            Math.min(execution.parallelCells(), plan.cells().size()));
        }
        this.listener = listener;
    }

    /// What is made.
    ///
    /// @return the runs and where they go
    public ReproductionPlan plan() {
        return plan;
    }

    /// Runs everything. After a run that fails no further one is begun.
    ///
    /// @throws CellFailure if the training of a run failed
    /// @throws IOException if the folder cannot be read or written
    public void run() throws IOException {
        TimeLeft time = new TimeLeft(plan.cells(), plan.execution().parallelCells());
        listener.begins(plan, time);
        new Queue(time).run();
        listener.done(plan, summary());
    }

    /// The runs that are not done, taken by as many threads as runs are made at once.
    private final class Queue {
        private final TimeLeft time;
        private final Deque<ReproductionCell> waiting = new ArrayDeque<>();

        // Guarded by this.
        private @Nullable CellFailure failedCell;
        private @Nullable Throwable failure;

        Queue(TimeLeft time) throws IOException {
            this.time = time;
            for (ReproductionCell cell : plan.cells()) {
                if (cell.result() == null) {
                    waiting.add(cell);
                }
            }
        }

        @SuppressWarnings("try") // held, not used
        void run() throws IOException {
            try (EngineProvider.Hold hold = Engines.hold(plan.execution().engine())) {
                List<Thread> threads = new ArrayList<>();
                for (int i = 1; i < plan.execution().parallelCells(); i++) {
                    threads.add(Thread.ofPlatform().name("sgmrl-cells-" + i).start(this::work));
                }
                work();
                for (Thread thread : threads) {
                    join(thread);
                }
            }
            synchronized (this) {
                switch (failure) {
                    case null -> {}
                    case IOException e -> throw e;
                    case RuntimeException e -> throw e;
                    case Error e -> throw e;
                    default -> throw new IllegalStateException(failure);
                }
                if (failedCell != null) {
                    throw failedCell;
                }
            }
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Interrupted("interrupted; the same command goes on from here");
            }
        }

        private void work() {
            for (ReproductionCell cell = next(); cell != null; cell = next()) {
                long start = System.nanoTime();
                try {
                    ReproductionCell current = cell;
                    cell.run(listener.follow(cell), () -> listener.selects(current));
                    ended(cell, (System.nanoTime() - start) * 1e-9);
                } catch (CellFailure e) {
                    failed(cell, e);
                } catch (Throwable e) { // an Error of a thread that nobody hears would look like success
                    fail(e);
                }
            }
        }

        private synchronized @Nullable ReproductionCell next() {
            return failedCell != null || failure != null ? null : waiting.poll();
        }

        private synchronized void fail(Throwable e) {
            if (failure == null) {
                failure = e;
            }
        }

        private synchronized void failed(ReproductionCell cell, CellFailure e) {
            failedCell = e;
            listener.failed(cell, e.reason());
        }

        private synchronized void ended(ReproductionCell cell, double seconds) throws IOException {
            time.finished(cell, seconds);
            listener.finished(plan, cell, time, summary());
        }
    }

    private ReproductionSummary summary() throws IOException {
        List<ReproductionSummary.RowResult> rows = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        for (Experiment.Row row : plan.experiment().rows()) {
            Map<Method, ReproductionSummary.Returns> returns = new LinkedHashMap<>();
            for (Method algorithm : plan.experiment().algorithms()) {
                List<CellResult> results = new ArrayList<>();
                for (ReproductionCell cell : plan.cells()) {
                    if (cell.row().equals(row) && cell.algorithm() == algorithm) {
                        CellResult result = cell.result();
                        if (result != null) {
                            results.add(result);
                        }
                    }
                }
                if (!results.isEmpty()) {
                    returns.put(
                            algorithm,
                            new ReproductionSummary.Returns(
                                    results.stream()
                                            .map(r -> r.last().adapted())
                                            .toArray(double[][]::new),
                                    results.stream()
                                            .map(r -> r.selected().adapted())
                                            .toArray(double[][]::new),
                                    results.stream()
                                            .map(r -> r.last().initial())
                                            .toArray(double[][]::new)));
                }
            }
            rows.add(new ReproductionSummary.RowResult(row, returns));
            Method proposed = plan.experiment().algorithms().getFirst();
            ReproductionSummary.Returns ours = returns.get(proposed);
            for (Method other : plan.experiment().algorithms()) {
                ReproductionSummary.Returns theirs = returns.get(other);
                if (other != proposed && ours != null && theirs != null) {
                    comparisons.add(
                            Comparison.of(row.title(), proposed.id(), ours.selected(), other.id(), theirs.selected()));
                }
            }
        }
        return new ReproductionSummary(rows, Comparison.corrected(comparisons));
    }
}
