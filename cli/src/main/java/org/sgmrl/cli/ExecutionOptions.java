package org.sgmrl.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.LibraryOption;
import org.sgmrl.cli.terminal.ExitCodes;
import org.sgmrl.cli.terminal.TerminalExperiment;
import org.sgmrl.run.Engines;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.experiment.Cell;
import org.sgmrl.run.experiment.CellFailure;
import org.sgmrl.run.experiment.Execution;
import org.sgmrl.run.experiment.Experiment;
import org.sgmrl.run.experiment.ExperimentPlan;
import org.sgmrl.run.experiment.ExperimentRun;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.failure.UnusableFolder;
import org.sgmrl.run.folder.FolderLock;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.OneLine;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// Where the runs of an experiment are made, as `experiment` and `reproduce` take it.
final class ExecutionOptions {
    /// As many as a worker keeps buffers for.
    private static final int MAX_PARALLEL_CELLS = 16;

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

    @Option(names = "--plan", description = "only tell which runs would be made, each with its command")
    private boolean plan;

    /// Runs an experiment, or goes on with it.
    ///
    /// @param experiment what to run
    /// @param folder of all runs
    /// @param spec the command, for its output
    /// @return the exit code
    @SuppressWarnings("try") // the lock is held, not used
    int run(Experiment experiment, Path folder, CommandSpec spec) {
        Execution execution = execution();
        for (Experiment.Row row : plan ? List.<Experiment.Row>of() : experiment.rows()) {
            if (!row.environment().equals(RunRequest.TABULAR)) {
                requireAvailable(experiment, row);
            }
        }
        ExperimentRun run = new ExperimentRun(
                experiment,
                folder,
                execution,
                new TerminalExperiment(
                        spec.commandLine().getOut(), spec.commandLine().getErr(), parallelCells > 1));
        if (plan) {
            tell(run.plan(), spec.commandLine());
            return 0;
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UnusableFolder("out = " + folder + " cannot be made: " + Errors.reason(e));
        }
        try (FolderLock lock = FolderLock.take(folder)) {
            run.run();
            return 0;
        } catch (CellFailure e) {
            return ExitCodes.of(e.reason()); // it is told already
        } catch (IOException e) {
            throw new AccessFailed(folder + " cannot be read or written: " + Errors.reason(e)
                    + "; the same command goes on when that is mended");
        }
    }

    private static void requireAvailable(Experiment experiment, Experiment.Row row) {
        for (Experiment.Variant variant : experiment.variants()) {
            GivenSettings given = experiment.settings().with(row.settings()).with(variant.settings());
            RunRequest.requireAvailable(RunRequest.environment(row.environment(), given.get(Settings.SIMULATOR)));
        }
    }

    private static void tell(ExperimentPlan of, CommandLine command) {
        PrintWriter out = command.getOut();
        List<String> libraries = LibraryOption.words(command.getParseResult());
        Experiment experiment = of.experiment();
        out.println(experiment.title() + ": " + of.trials().size() + " runs that tune, "
                + of.cells().size() + " that are compared; a run's training takes at most "
                + String.format(
                        Locale.ROOT,
                        "%,.0f",
                        of.cells().stream()
                                .mapToDouble(Cell::trainingSteps)
                                .max()
                                .orElse(0))
                + " environment steps");
        of.trials().forEach(cell -> out.println(line(cell, libraries)));
        if (experiment.tunes()) {
            out.println("then, with what tuning chooses in place of the first candidates:");
        }
        of.cells().forEach(cell -> out.println(line(cell, libraries)));
    }

    private static String line(Cell cell, List<String> libraries) {
        return OneLine.command(Stream.of(List.of("./sgmrl"), cell.command(), libraries)
                .flatMap(List::stream)
                .toList());
    }

    private Execution execution() {
        if (threads != null && (threads < 1 || threads > 1024)) {
            throw new InvalidSettings("--threads = " + threads + " must be in 1..1024");
        }
        if (parallelCells < 1 || parallelCells > MAX_PARALLEL_CELLS) {
            throw new InvalidSettings("--parallel-cells = " + parallelCells + " must be in 1.." + MAX_PARALLEL_CELLS);
        }
        return new Execution(
                threads == null ? Runtime.getRuntime().availableProcessors() : threads,
                Engines.checked(engine == null ? Engines.byDefault() : engine, master),
                master,
                parallelCells);
    }
}
