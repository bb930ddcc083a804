package org.sgmrl.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.EngineOptions;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.cli.option.OpenedRun;
import org.sgmrl.cli.option.Outputs;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.io.Output;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.evaluation.VarianceResult;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.folder.Checkpoints;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.Json;
import org.sgmrl.training.VarianceComponents;
import org.sgmrl.training.VarianceStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `sgmrl variance`.
@Command(
        name = "variance",
        mixinStandardHelpOptions = true,
        description = {
            "Takes the variance of the meta-gradient apart at a run's policy: how much comes from the choice of tasks, from the"
                    + " inner data and from the outer batch, and how large the score term is with each baseline.",
            "The score term is that of SG-MRL, whatever algorithm made the run."
        },
        footer = {"", "Example: ./sgmrl variance runs/maml --iteration 200"})
final class VarianceCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "run folder")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(
            names = "--iteration",
            paramLabel = "K",
            description =
                    "use the checkpoint after K iterations instead of the final policy; 0: the initial parameters")
    private @Nullable Integer iteration;

    @Option(names = "--tasks", paramLabel = "N", defaultValue = "12", description = "tasks (${DEFAULT-VALUE})")
    private int tasks;

    @Option(
            names = "--inner-batches",
            paramLabel = "N",
            defaultValue = "16",
            description = "inner data sets of each task (${DEFAULT-VALUE})")
    private int innerBatches;

    @Option(
            names = "--outer-batches",
            paramLabel = "N",
            defaultValue = "3",
            description = "outer batches of each of these (${DEFAULT-VALUE})")
    private int outerBatches;

    @Mixin
    private final LeaveOutOptions leaveOut = new LeaveOutOptions();

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0", description = "seed of tasks and rollouts")
    private long seed;

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "also write the result as JSON; - is the standard output")
    private @Nullable Path json;

    @Override
    public Integer call() {
        require("tasks", tasks, 1000);
        require("inner-batches", innerBatches, 100_000);
        require("outer-batches", outerBatches, 100_000);
        if (iteration != null && iteration < 0) {
            throw new InvalidOption("--iteration = " + iteration + " must be at least 0");
        }
        long batches = innerBatches * (outerBatches + 1L);
        if (batches > Integer.MAX_VALUE) {
            throw new InvalidOption(
                    "--inner-batches × (--outer-batches + 1) = " + batches + " must be at most " + Integer.MAX_VALUE);
        }
        Outputs.check(spec, "--json", json);
        OpenedRun run = OpenedRun.of(spec, directory, engine.given());
        RunRequest request = run.request();
        LeaveOut groups = leaveOut.over(request.settings().method().leaveOut());
        if (request.settings().innerStep().steps() < 1) {
            throw new InvalidOption(directory + " has inner-steps = 0: without an inner step there is no score term");
        }
        String given = leaveOut.given();
        if (given != null && request.settings().innerStep().steps() > 1) {
            throw new InvalidOption(given + " has no effect on " + directory + ", which has inner-steps = "
                    + request.settings().innerStep().steps() + "; trajectories are left out of one inner step alone");
        }
        VarianceComponents components = measure(run, request.environment(), groups);
        VarianceResult result = new VarianceResult(
                components,
                directory,
                iteration,
                seed,
                request.settings().innerStep().steps() == 1 ? groups : null);
        result.lines().forEach(spec.commandLine().getOut()::println);
        ObjectNode root = Json.object();
        result.write(root);
        Outputs.write(json, file -> Output.write(file, Json.pretty(root)));
        return 0;
    }

    private static void require(String name, int value, int most) {
        if (value < 2 || value > most) {
            throw new InvalidOption("--" + name + " = " + value + " must be in 2.." + most);
        }
    }

    private <T> VarianceComponents measure(OpenedRun run, MetaEnvironment<T> environment, LeaveOut groups) {
        RunRequest request = run.request();
        environment.requireAvailable();
        run.folder().runConfig().tellChangedSource(request, run.warnings());
        double[] theta = theta(run);
        PrintWriter err = spec.commandLine().getErr();
        try (VarianceStudy<T> study = request.newVarianceStudy(environment, groups)) {
            return study.measure(theta, tasks, innerBatches, outerBatches, seed, done -> {
                err.println(done + " of " + tasks + " tasks");
                err.flush();
            });
        }
    }

    private double[] theta(OpenedRun run) {
        RunFolder folder = run.folder();
        RunRequest request = run.request();
        if (iteration == null) {
            return run.newest()
                    .tell(measured -> spec.commandLine().getOut().println(measured + ":"))
                    .theta();
        }
        if (iteration == 0) {
            return request.startingTheta(request.newPolicy());
        }
        Checkpoints checkpoints = new Checkpoints(folder.path(), request);
        try {
            for (Path file : checkpoints.newestFirst()) {
                if (Checkpoints.iteration(file) == iteration) {
                    return checkpoints.read(file).theta();
                }
            }
        } catch (IOException e) {
            throw new AccessFailed(folder.path() + " cannot be read: " + Errors.reason(e));
        }
        throw new InvalidOption(folder.path() + " has no checkpoint after iteration " + iteration
                + "; train with --keep-checkpoints to keep more of them");
    }
}
