package org.sgmrl.run.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.Engines;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.Interrupted;
import org.sgmrl.run.failure.UnusableFolder;
import org.sgmrl.run.folder.FolderLock;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.text.Errors;
import org.sgmrl.training.EngineProvider;

/// Runs an experiment in a folder, as far as it is not done, and summarises it.
public final class ExperimentRun {
    private final ExperimentListener listener;
    private final Results results;
    private ExperimentPlan plan;

    /// An experiment in a folder; nothing is run or written yet.
    ///
    /// @param experiment what to run
    /// @param folder of all runs
    /// @param execution where they are made
    /// @param listener who is told
    /// @throws org.sgmrl.run.failure.InvalidSettings if a run's settings are not valid, or the runs do not fit in memory
    public ExperimentRun(Experiment experiment, Path folder, Execution execution, ExperimentListener listener) {
        this.listener = listener;
        this.results = new Results(folder.resolve("results.jsonl"));
        this.plan = ExperimentPlan.of(experiment, folder, execution);
        int cells = plan.cells().size();
        plan.all().forEach(cell -> cell.request().requireMemory(Math.min(execution.parallelCells(), cells)));
    }

    /// What is made. Once tuning has chosen, with its choice.
    ///
    /// @return the runs and where they go
    public ExperimentPlan plan() {
        return plan;
    }

    /// Runs everything in the folder, which is made if need be and held meanwhile. After a run that fails no further one is
    /// begun.
    ///
    /// @throws org.sgmrl.environment.EnvironmentException before anything is written, if a simulator is not available
    /// @throws UnusableFolder if the folder cannot be made
    /// @throws org.sgmrl.run.failure.RunInUse if another process, or another call, holds the folder
    /// @throws CellFailure if the training of a run failed
    /// @throws IOException if the folder cannot be read or written
    @SuppressWarnings("try") // the lock is held, not used
    public void run() throws IOException {
        requireAvailable();
        try {
            Files.createDirectories(plan.folder());
        } catch (IOException e) {
            throw new UnusableFolder("out = " + plan.folder() + " cannot be made: " + Errors.reason(e));
        }
        try (FolderLock lock = FolderLock.take(plan.folder())) {
            runHeld();
        }
    }

    private void requireAvailable() {
        Experiment experiment = plan.experiment();
        for (Experiment.Row row : experiment.rows()) {
            for (Experiment.Variant variant : experiment.variants()) {
                if (!row.environment().equals(RunRequest.TABULAR)) {
                    GivenSettings given =
                            experiment.settings().with(row.settings()).with(variant.settings());
                    RunRequest.requireAvailable(
                            RunRequest.environment(row.environment(), given.get(Settings.SIMULATOR)));
                }
            }
        }
    }

    private void runHeld() throws IOException {
        boolean decided = decide();
        TimeLeft time = new TimeLeft(plan);
        listener.begins(plan, time);
        new Queue(plan.trials(), time).run();
        if (!decided) {
            ExperimentPlan before = plan;
            decide();
            time.decided(before, plan);
        }
        new Queue(plan.cells(), time).run();
        results.write(plan.cells());
        listener.done(plan, summary());
    }

    /// Whether the settings of all runs are known: nothing is tuned, or all candidates have been tried.
    private boolean decide() throws IOException {
        for (Cell trial : plan.trials()) {
            if (trial.result() == null) {
                return false;
            }
        }
        if (plan.experiment().tunes()) {
            Tuning.Choice choice = Tuning.choose(plan.experiment(), plan.trials());
            plan = plan.tuned(choice);
            choice.write(plan.folder().resolve("tuning.jsonl"));
            listener.tuned(choice);
        }
        return true;
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
            for (Cell cell = next(); cell != null; cell = next()) {
                try {
                    Cell current = cell;
                    cell.run(listener.follow(cell), () -> listener.selects(current));
                    ended(cell);
                } catch (CellFailure e) {
                    ended(cell, e);
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

        private synchronized void ended(Cell cell, CellFailure e) {
            try {
                if (cell.gaveUp(e)) {
                    listener.diverged(cell, e.reason());
                    ended(cell);
                } else {
                    failedCell = e;
                    listener.failed(cell, e.reason());
                }
            } catch (IOException unwritten) {
                fail(unwritten);
            }
        }

        private synchronized void ended(Cell cell) throws IOException {
            time.finished(cell);
            results.write(plan.cells());
            listener.finished(plan, cell, time, summary());
        }
    }

    private ExperimentSummary summary() throws IOException {
        return ExperimentSummary.of(plan);
    }
}
