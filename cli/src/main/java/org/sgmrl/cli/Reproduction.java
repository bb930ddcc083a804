package org.sgmrl.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sgmrl.estimator.Algorithm;
import org.sgmrl.statistics.Interval;
import org.sgmrl.training.EngineProvider;

/// Runs an experiment in a folder, as far as it is not done, and summarises it.
final class Reproduction {
    private final Experiment experiment;
    private final Path folder;
    private final List<ReproductionCell> cells;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Execution execution;

    /// Returns of all finished seeds of one row and algorithm.
    ///
    /// @param last `[seeds][tasks]` of the last iterates, after adaptation
    /// @param selected the same of the selected checkpoints
    /// @param initial of the last iterates, before adaptation
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Returns(double[][] last, double[][] selected, double[][] initial) {
        int seeds() {
            return last.length;
        }
    }

    /// A row's finished parts.
    record RowResult(Experiment.Row row, Map<Algorithm, Returns> returns) {}

    /// Everything that is finished.
    ///
    /// @param rows in the experiment's order
    /// @param comparisons of selected checkpoints: the first algorithm against each other one
    record Summary(List<RowResult> rows, List<Comparison> comparisons) {}

    Reproduction(Experiment experiment, Path folder, Execution execution, PrintWriter out, PrintWriter err) {
        this.experiment = experiment;
        this.folder = folder;
        this.cells = experiment.cells(folder, execution);
        for (ReproductionCell cell : cells) {
            cell.request().requireMemory(Math.min(execution.parallelCells(), cells.size()));
        }
        this.execution = execution;
        this.out = out;
        this.err = err;
    }

    List<ReproductionCell> cells() {
        return cells;
    }

    /// Runs everything. After a run that fails no further one is begun, and its exit code is the result.
    int run() throws IOException {
        TimeLeft time = new TimeLeft(cells, execution.parallelCells());
        tell(time);
        int code = new Queue(time).run();
        if (code != 0) {
            return code;
        }
        Summary summary = summary();
        ReproductionPage.write(folder, experiment, cells, summary);
        print(summary);
        return 0;
    }

    /// The runs that are not done, taken by as many threads as runs are made at once.
    private final class Queue {
        private final TimeLeft time;
        private final Deque<ReproductionCell> waiting = new ArrayDeque<>();

        // Guarded by this.
        private int code;
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
        int run() throws IOException {
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
                return code;
            }
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RunFailure("interrupted; the same command goes on from here");
            }
        }

        private void work() {
            for (ReproductionCell cell = next(); cell != null; cell = next()) {
                long start = System.nanoTime();
                try {
                    int result = cell.run(execution.parallelCells() > 1 ? new NamedOutput(cell.name(), err) : err);
                    ended(cell, result, (System.nanoTime() - start) * 1e-9);
                } catch (Throwable e) { // an Error of a thread that nobody hears would look like success
                    fail(e);
                }
            }
        }

        private synchronized @Nullable ReproductionCell next() {
            return code != 0 || failure != null ? null : waiting.poll();
        }

        private synchronized void fail(Throwable e) {
            if (failure == null) {
                failure = e;
            }
        }

        private synchronized void ended(ReproductionCell cell, int result, double seconds) throws IOException {
            if (result != 0) {
                code = result;
                err.println("sgmrl: " + cell.name() + " failed; the finished runs are kept, and the same command goes"
                        + " on from here");
                return;
            }
            time.finished(cell, seconds);
            ReproductionPage.write(folder, experiment, cells, summary());
            out.println(String.format(
                    Locale.ROOT,
                    "%s: done; %d of %d runs, about %s left",
                    cell.name(),
                    cells.size() - time.unfinished(),
                    cells.size(),
                    TimeLeft.text(time.seconds())));
        }
    }

    private void tell(TimeLeft time) {
        out.println(experiment.title() + ": " + cells.size() + " runs ("
                + experiment.rows().size() + " rows × "
                + experiment.algorithms().size() + " algorithms × " + experiment.seeds() + " seeds), "
                + (cells.size() - time.unfinished()) + " of them done");
        if (experiment.reduction() != null) {
            out.println("reduced: " + experiment.reduction());
        }
        if (time.unfinished() > 0) {
            out.println("about " + TimeLeft.text(time.seconds()) + " left: " + time.reason()
                    + (execution.engine().equals(Engines.LOCAL) ? "" : " in this process; the cluster may differ"));
        }
        out.println("folder: " + folder + " (a stopped reproduction goes on with the same command)");
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

    private void print(Summary summary) {
        out.println();
        out.println("mean return after adaptation, selected checkpoint [95 % interval]; the paper's figure:");
        for (RowResult row : summary.rows()) {
            row.returns().forEach((algorithm, returns) -> {
                Interval interval = CrossedIntervals.mean(returns.selected());
                Experiment.Published published = row.row().published().get(algorithm);
                out.println(String.format(
                        Locale.ROOT,
                        "  %-36s %-8s %9.3f [%.3f, %.3f]%s",
                        row.row().title(),
                        algorithm.id(),
                        interval.mean(),
                        interval.low(),
                        interval.high(),
                        published == null
                                ? ""
                                : String.format(
                                        Locale.ROOT, "; %.3f ± %.3f", published.mean(), published.deviation())));
            });
        }
        for (Comparison comparison : summary.comparisons()) {
            out.println(String.format(
                    Locale.ROOT,
                    "  %s: %s − %s = %.3f [%.3f, %.3f]: %s",
                    comparison.where(),
                    comparison.first(),
                    comparison.second(),
                    comparison.difference().mean(),
                    comparison.difference().low(),
                    comparison.difference().high(),
                    comparison.verdict()));
        }
        out.println("page: " + folder.resolve("index.html"));
    }
}
