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
import org.sgmrl.estimator.Algorithm;
import org.sgmrl.run.Engines;
import org.sgmrl.run.evaluation.Comparison;
import org.sgmrl.run.failure.Interrupted;
import org.sgmrl.training.EngineProvider;

/// Runs an experiment in a folder, as far as it is not done, and summarises it.
public final class Reproduction {
    private final Experiment experiment;
    private final Path folder;
    private final List<ReproductionCell> cells;
    private final Execution execution;
    private final ReproductionListener listener;

    /// Returns of all finished seeds of one row and algorithm.
    ///
    /// @param last `[seeds][tasks]` of the last iterates, after adaptation
    /// @param selected the same of the selected checkpoints
    /// @param initial of the last iterates, before adaptation
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Returns(double[][] last, double[][] selected, double[][] initial) {
        /// Finished seeds.
        ///
        /// @return how many
        public int seeds() {
            return last.length;
        }
    }

    /// A row's finished parts.
    public record RowResult(Experiment.Row row, Map<Algorithm, Returns> returns) {}

    /// Everything that is finished.
    ///
    /// @param rows in the experiment's order
    /// @param comparisons of selected checkpoints: the first algorithm against each other one
    public record Summary(List<RowResult> rows, List<Comparison> comparisons) {}

    /// A reproduction, which nothing has been done for.
    ///
    /// @param experiment what to repeat
    /// @param folder of all runs
    /// @param execution where the runs are made
    /// @param listener who is told
    public Reproduction(Experiment experiment, Path folder, Execution execution, ReproductionListener listener) {
        this.experiment = experiment;
        this.folder = folder;
        this.cells = cells(experiment, folder, execution);
        for (ReproductionCell cell : cells) {
            cell.request().requireMemory(Math.min(execution.parallelCells(), cells.size()));
        }
        this.execution = execution;
        this.listener = listener;
    }

    /// The runs, in the order in which they are made: all rows with seed 0 first, so that an early look has
    /// something of everything.
    ///
    /// @param experiment the experiment
    /// @param folder of all runs
    /// @param execution where they are made
    /// @return all runs, done or not
    public static List<ReproductionCell> cells(Experiment experiment, Path folder, Execution execution) {
        List<ReproductionCell> cells = new ArrayList<>();
        for (int seed = 0; seed < experiment.seeds(); seed++) {
            for (Experiment.Row row : experiment.rows()) {
                for (Algorithm algorithm : experiment.algorithms()) {
                    cells.add(new ReproductionCell(experiment, row, algorithm, seed, execution, folder));
                }
            }
        }
        return cells;
    }

    /// What is repeated.
    ///
    /// @return the experiment
    public Experiment experiment() {
        return experiment;
    }

    /// Where.
    ///
    /// @return the folder of all runs
    public Path folder() {
        return folder;
    }

    /// Where the runs are made.
    ///
    /// @return threads, engine and how many at once
    public Execution execution() {
        return execution;
    }

    /// The runs.
    ///
    /// @return all of them, done or not
    public List<ReproductionCell> cells() {
        return cells;
    }

    /// Runs everything. After a run that fails no further one is begun.
    ///
    /// @throws CellFailure if the training of a run failed
    /// @throws IOException if the folder cannot be read or written
    public void run() throws IOException {
        TimeLeft time = new TimeLeft(cells, execution.parallelCells());
        listener.begins(this, time);
        new Queue(time).run();
        listener.done(this, summary());
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
            for (ReproductionCell cell : cells) {
                if (cell.result() == null) {
                    waiting.add(cell);
                }
            }
        }

        @SuppressWarnings("try") // held, not used
        void run() throws IOException {
            try (EngineProvider.Hold hold = Engines.hold(execution.engine())) {
                List<Thread> threads = new ArrayList<>();
                for (int i = 1; i < execution.parallelCells(); i++) {
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
                    cell.run(listener);
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
            listener.finished(Reproduction.this, cell, time, summary());
        }
    }

    private Summary summary() throws IOException {
        List<RowResult> rows = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        for (Experiment.Row row : experiment.rows()) {
            Map<Algorithm, Returns> returns = new LinkedHashMap<>();
            for (Algorithm algorithm : experiment.algorithms()) {
                List<CellResult> results = new ArrayList<>();
                for (ReproductionCell cell : cells) {
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
                            new Returns(
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
            rows.add(new RowResult(row, returns));
            Algorithm proposed = experiment.algorithms().getFirst();
            Returns ours = returns.get(proposed);
            for (Algorithm other : experiment.algorithms()) {
                Returns theirs = returns.get(other);
                if (other != proposed && ours != null && theirs != null) {
                    comparisons.add(
                            Comparison.of(row.title(), proposed.id(), ours.selected(), other.id(), theirs.selected()));
                }
            }
        }
        return new Summary(rows, Comparison.corrected(comparisons));
    }
}
