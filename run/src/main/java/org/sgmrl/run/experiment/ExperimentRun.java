package org.sgmrl.run.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.Engines;
import org.sgmrl.run.evaluation.Comparison;
import org.sgmrl.run.failure.Interrupted;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.training.EngineProvider;

/// Runs an experiment in a folder, as far as it is not done, and summarises it.
public final class ExperimentRun {
    private final Experiment experiment;
    private final Path folder;
    private final Execution execution;
    private final ExperimentListener listener;
    private final Results results;
    private final List<Cell> trials;
    private List<Cell> cells;

    /// Returns of all finished seeds of one row and variant.
    ///
    /// @param last `[seeds][tasks]` of the last iterates, after adaptation
    /// @param selected the same of the selected checkpoints; of the last iterates where none are selected
    /// @param initial of the last iterates, before adaptation
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Returns(double[][] last, double[][] selected, double[][] initial) {
        /// How many seeds are finished.
        ///
        /// @return number of seeds
        public int seeds() {
            return last.length;
        }
    }

    /// A row's finished parts.
    ///
    /// @param row the row
    /// @param returns by variant's name, in the experiment's order
    public record RowResult(Experiment.Row row, Map<String, Returns> returns) {}

    /// Everything that is finished.
    ///
    /// @param rows in the experiment's order
    /// @param comparisons of selected checkpoints: the first variant against each other one
    public record Summary(List<RowResult> rows, List<Comparison> comparisons) {}

    /// An experiment in a folder; nothing is run or written yet.
    ///
    /// @param experiment what to run
    /// @param folder of all runs
    /// @param execution where they are made
    /// @param listener who is told
    /// @throws InvalidSettings if a run's settings are not valid, or the runs do not fit in memory
    public ExperimentRun(Experiment experiment, Path folder, Execution execution, ExperimentListener listener) {
        this.experiment = experiment;
        this.folder = folder;
        this.execution = execution;
        this.listener = listener;
        this.results = new Results(folder.resolve("results.jsonl"));
        this.trials = Tuning.cells(experiment, folder, execution);
        this.cells = cells(experiment, Tuning.undecided(experiment), folder, execution);
        Stream.concat(trials.stream(), cells.stream())
                .forEach(cell -> cell.request().requireMemory(Math.min(execution.parallelCells(), cells.size())));
    }

    /// The runs of the comparison, in the order in which they are made: all rows with the first seed first, so that an
    /// early look has something of everything.
    private static List<Cell> cells(Experiment experiment, Tuning.Choice tuned, Path folder, Execution execution) {
        List<Cell> cells = new ArrayList<>();
        for (long seed : experiment.seeds()) {
            for (Experiment.Row row : experiment.rows()) {
                for (Experiment.Variant variant : experiment.variants()) {
                    cells.add(Cell.of(experiment, row, variant, tuned.of(row, variant), seed, execution, folder));
                }
            }
        }
        return cells;
    }

    /// What is run.
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

    /// The runs of the comparison.
    ///
    /// @return all of them, done or not
    public List<Cell> cells() {
        return cells;
    }

    /// The runs that try tuning candidates; they are made first.
    ///
    /// @return all of them, done or not
    public List<Cell> trials() {
        return trials;
    }

    /// Runs everything. After a run that fails no further one is begun.
    ///
    /// @throws CellFailure if the training of a run failed
    /// @throws IOException if the folder cannot be read or written
    public void run() throws IOException {
        List<Cell> all = Stream.concat(trials.stream(), cells.stream()).toList();
        TimeLeft time = new TimeLeft(all, execution.parallelCells());
        listener.begins(this, time);
        new Queue(trials, time).run();
        if (experiment.tunes()) {
            Tuning.Choice choice = Tuning.choose(experiment, trials);
            cells = cells(experiment, choice, folder, execution);
            choice.write(folder.resolve("tuning.jsonl"));
            listener.tuned(choice);
        }
        new Queue(cells, time).run();
        results.write(cells);
        listener.done(this, summary());
    }

    /// The runs that are not done, taken by as many threads as runs are made at once.
    private final class Queue {
        private final TimeLeft time;
        private final Deque<Cell> waiting = new ArrayDeque<>();

        // Guarded by this.
        private @Nullable CellFailure failedCell;
        private @Nullable Throwable failure;

        Queue(List<Cell> cells, TimeLeft time) throws IOException {
            this.time = time;
            for (Cell cell : cells) {
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
            for (Cell cell = next(); cell != null; cell = next()) {
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

        private synchronized @Nullable Cell next() {
            return failedCell != null || failure != null ? null : waiting.poll();
        }

        private synchronized void fail(Throwable e) {
            if (failure == null) {
                failure = e;
            }
        }

        private synchronized void failed(Cell cell, CellFailure e) {
            failedCell = e;
            listener.failed(cell, e.reason());
        }

        private synchronized void ended(Cell cell, double seconds) throws IOException {
            time.finished(cell, seconds);
            results.write(cells);
            listener.finished(ExperimentRun.this, cell, time, summary());
        }
    }

    private Summary summary() throws IOException {
        List<RowResult> rows = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        for (Experiment.Row row : experiment.rows()) {
            Map<String, Returns> returns = new LinkedHashMap<>();
            for (Experiment.Variant variant : experiment.variants()) {
                List<CellResult> results = new ArrayList<>();
                for (Cell cell : cells) {
                    if (cell.row().equals(row) && cell.variant().equals(variant)) {
                        CellResult result = cell.result();
                        if (result != null) {
                            results.add(result);
                        }
                    }
                }
                if (!results.isEmpty()) {
                    returns.put(
                            variant.name(),
                            new Returns(
                                    rows(results, result -> result.last().adapted()),
                                    rows(results, result -> result.selected().adapted()),
                                    rows(results, result -> result.last().initial())));
                }
            }
            rows.add(new RowResult(row, returns));
            String proposed = experiment.variants().getFirst().name();
            Returns ours = returns.get(proposed);
            returns.forEach((other, theirs) -> {
                if (!other.equals(proposed) && ours != null) {
                    comparisons.add(Comparison.of(row.title(), proposed, ours.selected(), other, theirs.selected()));
                }
            });
        }
        return new Summary(rows, Comparison.corrected(comparisons));
    }

    private static double[][] rows(List<CellResult> results, Function<CellResult, double[]> of) {
        return results.stream().map(of).toArray(double[][]::new);
    }
}
