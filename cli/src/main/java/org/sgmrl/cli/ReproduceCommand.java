package org.sgmrl.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.sgmrl.run.experiment.Experiment;
import org.sgmrl.run.experiment.Papers;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "table1|table2|table2-standard|figure1",
            description = "the experiment; table2-standard: Table 2 with each method at its best, and MAML with the"
                    + " policy Hessian beside it")
    @SuppressWarnings("NullAway.Init")
    private String experiment;

    @Option(names = "--quick", description = "a reduced version in a few minutes (table2 on MuJoCo: under an hour)")
    private boolean quick;

    @Option(names = "--seeds", paramLabel = "N", description = "seeds of each row and algorithm (4; reduced: 2 or 1)")
    private @Nullable Integer seeds;

    @Option(
            names = "--preset",
            paramLabel = "P",
            description = "settings: released, as in the paper's experiments; tuned, ours (released)")
    private @Nullable String preset;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            description =
                    "iterations of each run (500 or 400; table2-standard: 400 in published rows of one step, 100 in others; reduced: fewer)")
    private @Nullable Integer iterations;

    @Option(names = "--row", paramLabel = "ID", description = "only this row of the table; may be repeated")
    private List<String> rows = List.of();

    @Option(
            names = "--simulator",
            paramLabel = "mujoco|planar",
            description =
                    "who simulates half-cheetah, hopper, swimmer and walker2d: planar, in Java, or MuJoCo's library (planar)")
    private @Nullable String simulator;

    @Mixin
    private final ExecutionOptions execution = new ExecutionOptions();

    @Option(names = "--out", paramLabel = "DIR", description = "folder of all runs (runs/reproduce-…)")
    private @Nullable Path out;

    @Override
    public Integer call() {
        if (seeds != null && (seeds < 1 || seeds > 1000)) {
            throw new InvalidSettings("--seeds = " + seeds + " must be in 1..1000");
        }
        if (iterations != null && iterations < 1) {
            throw new InvalidSettings("--iterations = " + iterations + " must be at least 1");
        }
        Experiment chosen = Papers.experiment(experiment, quick).withRows(rows);
        if (preset != null) {
            chosen = chosen.withSetting(Settings.PRESET, Settings.PRESET.read("--preset", preset));
        }
        if (iterations != null) {
            chosen = chosen.withIterations(iterations);
        }
        if (seeds != null) {
            chosen = chosen.withSeeds(LongStream.range(0, seeds).boxed().toList());
        }
        if (simulator != null) {
            chosen = chosen.withSetting(Settings.SIMULATOR, Settings.SIMULATOR.read("--simulator", simulator));
        }
        Path folder = out != null
                ? out
                : Path.of(
                        "runs",
                        "reproduce-" + chosen.name() + (preset == null || preset.equals("released") ? "" : "-" + preset)
                                + (iterations == null ? "" : "-" + iterations + "-iterations")
                                + (simulator == null ? "" : "-" + simulator)
                                + (quick ? "-quick" : ""));
        return execution.run(chosen, folder, spec);
    }
}
