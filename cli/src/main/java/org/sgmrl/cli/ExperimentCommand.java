package org.sgmrl.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.experiment.Experiment;
import org.sgmrl.run.experiment.ExperimentReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sgmrl experiment`.
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a grid of environments × variants × seeds from a file: trains all runs with the same budget of"
                    + " environment steps, tests them on the same fresh tasks, and writes results.jsonl and a page.",
            "What the variants tune is tried first, on seeds and tasks of its own. What is stopped goes on with the same"
                    + " command."
        },
        footer = {"", "Example: ./sgmrl experiment examples/experiments/navigation.toml --out runs/navigation"})
final class ExperimentCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE.toml", description = "the experiment")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Mixin
    private final ExecutionOptions execution = new ExecutionOptions();

    @Option(names = "--out", paramLabel = "DIR", description = "folder of all runs (runs/ and the experiment's name)")
    private @Nullable Path out;

    @Override
    public Integer call() {
        Experiment experiment = ExperimentReader.read(file);
        return execution.run(experiment, out != null ? out : Path.of("runs", experiment.name()), spec);
    }
}
