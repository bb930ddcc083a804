package org.sgmrl.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.terminal.ExitCodes;
import org.sgmrl.cli.terminal.TerminalReproduction;
import org.sgmrl.run.Engines;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.experiment.CellFailure;
import org.sgmrl.run.experiment.Execution;
import org.sgmrl.run.experiment.Experiment;
import org.sgmrl.run.experiment.Reproduction;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.text.Errors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sgmrl reproduce`.
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description = {
            "Repeats an experiment of the paper: trains all its runs, tests them on fresh tasks, and writes a page with"
                    + " intervals, tests and pictures beside the paper's figures.",
            "A stopped reproduction goes on with the same command."
        },
        footer = {"", "Example: ./sgmrl reproduce table1 --quick"})
final class ReproduceCommand implements Callable<Integer> {
    /// As many as a worker keeps buffers for.
    private static final int MAX_PARALLEL_CELLS = 16;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "table1|table2|figure1", description = "the experiment")
    @SuppressWarnings("NullAway.Init")
    private String experiment;

    @Option(names = "--quick", description = "a reduced version in a few minutes (table2: under an hour)")
    private boolean quick;

    @Option(names = "--seeds", paramLabel = "N", description = "seeds of each row and algorithm (4; reduced: 2 or 1)")
    private @Nullable Integer seeds;

    @Option(
            names = "--preset",
            paramLabel = "P",
            defaultValue = "released",
            description = "settings: released, as in the paper's experiments; tuned, ours (${DEFAULT-VALUE})")
    private String preset = "released";

    @Option(names = "--row", paramLabel = "ID", description = "only this row of the table; may be repeated")
    private List<String> rows = List.of();

    @Option(names = "--threads", paramLabel = "N", description = "worker threads; results do not depend on it")
    private @Nullable Integer threads;

    @Option(names = "--engine", paramLabel = "local|spark", description = "as in train; results do not depend on it")
    private @Nullable String engine;

    @Option(names = "--master", paramLabel = "URL", description = "as in train")
    private String master = "";

    @Option(
            names = "--parallel-cells",
            paramLabel = "N",
            defaultValue = "1",
            description = "how many runs are made at the same time, each with its share of the engine"
                    + " (${DEFAULT-VALUE})")
    private int parallelCells;

    @Option(names = "--out", paramLabel = "DIR", description = "folder of all runs (runs/reproduce-…)")
    private @Nullable Path out;

    @Override
    @SuppressWarnings("try") // the lock is held, not used
    public Integer call() {
        if (seeds != null && (seeds < 1 || seeds > 1000)) {
            throw new InvalidOption("--seeds = " + seeds + " must be in 1..1000");
        }
        if (threads != null && (threads < 1 || threads > 1024)) {
            throw new InvalidOption("--threads = " + threads + " must be in 1..1024");
        }
        if (parallelCells < 1 || parallelCells > MAX_PARALLEL_CELLS) {
            throw new InvalidOption("--parallel-cells = " + parallelCells + " must be in 1.." + MAX_PARALLEL_CELLS);
        }
        Execution execution = new Execution(
                threads == null ? Runtime.getRuntime().availableProcessors() : threads,
                Engines.checked(engine == null ? Engines.byDefault() : engine, master),
                master,
                parallelCells);
        Settings.PRESET.read("--preset", preset);
        Experiment chosen = Experiment.of(experiment, quick, seeds, preset).withRows(rows);
        for (Experiment.Row row : chosen.rows()) {
            RunRequest.environment(row.environment()).requireAvailable();
        }
        Path folder = out != null
                ? out
                : Path.of(
                        "runs",
                        "reproduce-" + chosen.id() + (preset.equals("released") ? "" : "-" + preset)
                                + (quick ? "-quick" : ""));
        Reproduction reproduction = new Reproduction(
                chosen,
                folder,
                execution,
                new TerminalReproduction(
                        spec.commandLine().getOut(), spec.commandLine().getErr(), parallelCells > 1));
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new InvalidOption("out = " + folder + " cannot be made: " + Errors.reason(e));
        }
        try (FileChannel lock = RunFolder.lock(folder)) {
            reproduction.run();
            return 0;
        } catch (CellFailure e) {
            return ExitCodes.of(e.reason()); // it is told already
        } catch (IOException e) {
            throw new AccessFailed(folder + " cannot be read or written: " + Errors.reason(e)
                    + "; the same command goes on when that is mended");
        }
    }
}
