package org.sgmrl.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.EngineOptions;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.io.Output;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.folder.Checkpoints;
import org.sgmrl.run.folder.NewestParameters;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.Json;
import org.sgmrl.training.VarianceComponents;
import org.sgmrl.training.VarianceComponents.Expectation;
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

    @Option(names = "--threads", paramLabel = "N", description = "worker threads; results do not depend on it")
    private @Nullable Integer threads;

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
        long batches = innerBatches * (outerBatches + 1L);
        if (batches > Integer.MAX_VALUE) {
            throw new InvalidOption(
                    "--inner-batches × (--outer-batches + 1) = " + batches + " must be at most " + Integer.MAX_VALUE);
        }
        Outputs.check(spec, "--json", json);
        RunFolder folder = RunFolder.open(directory);
        RunRequest request = folder.readConfig(
                engine.over(threads == null ? GivenSettings.NONE : GivenSettings.NONE.with(Settings.THREADS, threads)));
        LeaveOut groups = leaveOut.over(request.settings().method().leaveOut());
        if (request.settings().innerStep().steps() < 1) {
            throw new InvalidOption(directory + " has inner-steps = 0: without an inner step there is no score term");
        }
        String given = leaveOut.given();
        if (given != null && request.settings().innerStep().steps() > 1) {
            throw new InvalidOption(given + " has no effect on " + directory + ", which has inner-steps = "
                    + request.settings().innerStep().steps() + "; trajectories are left out of one inner step alone");
        }
        VarianceComponents components = measure(request, request.environment(), folder, groups);
        print(components);
        if (json != null) {
            try {
                Output.write(
                        json,
                        Json.pretty(toJson(
                                components, request.settings().innerStep().steps() == 1 ? groups : null)));
            } catch (IOException e) {
                throw new AccessFailed(json + " cannot be written: " + Errors.reason(e));
            }
        }
        return 0;
    }

    private static void require(String name, int value, int most) {
        if (value < 2 || value > most) {
            throw new InvalidOption("--" + name + " = " + value + " must be in 2.." + most);
        }
    }

    private <T> VarianceComponents measure(
            RunRequest request, MetaEnvironment<T> environment, RunFolder folder, LeaveOut groups) {
        environment.requireAvailable();
        folder.runConfig().tellChangedSource(request, this::warn);
        Policy policy = request.settings().newPolicy(environment.spec());
        double[] theta = theta(request, folder, policy);
        PrintWriter err = spec.commandLine().getErr();
        try (VarianceStudy<T> study = request.newVarianceStudy(environment, groups)) {
            return study.measure(theta, tasks, innerBatches, outerBatches, seed, done -> {
                err.println(done + " of " + tasks + " tasks");
                err.flush();
            });
        }
    }

    private void warn(String warning) {
        spec.commandLine().getErr().println("sgmrl: " + warning);
    }

    private double[] theta(RunRequest request, RunFolder folder, Policy policy) {
        if (iteration == null) {
            return NewestParameters.newest(folder, request, policy, this::warn)
                    .tell(measured -> spec.commandLine().getOut().println(measured + ":"))
                    .theta();
        }
        if (iteration == 0) {
            return request.startingTheta(policy);
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

    private void print(VarianceComponents c) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("variance of the mean return of an outer batch (mean " + number(c.meanReturn()) + "):");
        line("between tasks", c.betweenTasks());
        line("inner data, within a task", c.innerData());
        line("outer batch, same inner data", c.outerNoise());
        out.println("norms of one task's share of the meta-gradient, expectations and noise:");
        expectation("base: expectation", c.base());
        line("base: noise", c.baseNoise());
        expectation("score term: expectation", c.score());
        line("score term: cosine with the base", c.cosine());
        line("score term: noise, baseline none", c.scoreNoiseNone());
        line("the same, leave-one-out", c.scoreNoiseLeaveOneOut());
        line("the same, the task's mean", c.scoreNoiseTaskMean());
        line("the same, leave-trajectory-out", c.scoreNoiseLeaveTrajectoryOut());
        line("the same, leave-trajectory-out-linear", c.scoreNoiseLinear());
        out.println("Noise falls with the root of the number of tasks in a meta-batch, an expectation does not.");
    }

    private void expectation(String name, Expectation expectation) {
        if (expectation.seen()) {
            line(name, expectation.norm());
        } else {
            line(name, "below " + number(expectation.smallestSeen()));
        }
    }

    private void line(String name, double value) {
        line(name, number(value));
    }

    private void line(String name, String value) {
        spec.commandLine().getOut().println(String.format(Locale.ROOT, "  %-34s %14s", name, value));
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4g", value) : "not seen";
    }

    private ObjectNode toJson(VarianceComponents c, @Nullable LeaveOut groups) {
        ObjectNode root = Json.object();
        root.put("run", directory.toString());
        if (iteration != null) {
            root.put("iteration", iteration);
        }
        root.put("seed", seed);
        root.put("tasks", c.tasks());
        root.put("innerBatches", c.innerBatches());
        root.put("outerBatches", c.outerBatches());
        if (groups != null) {
            root.put("leaveOutGroups", groups.groups());
            root.put("leaveOutRollouts", groups.rollouts());
            root.put("leaveOutCap", groups.cap());
        }
        Json.putNumber(root, "meanReturn", c.meanReturn());
        ObjectNode variance = root.putObject("returnVariance");
        Json.putNumber(variance, "betweenTasks", c.betweenTasks());
        Json.putNumber(variance, "innerData", c.innerData());
        Json.putNumber(variance, "outerNoise", c.outerNoise());
        ObjectNode norms = root.putObject("norms");
        put(norms, "base", c.base());
        Json.putNumber(norms, "baseNoise", c.baseNoise());
        put(norms, "score", c.score());
        Json.putNumber(norms, "scoreScale", c.scoreScale());
        Json.putNumber(norms, "scoreNoiseNone", c.scoreNoiseNone());
        Json.putNumber(norms, "scoreNoiseLeaveOneOut", c.scoreNoiseLeaveOneOut());
        Json.putNumber(norms, "scoreNoiseTaskMean", c.scoreNoiseTaskMean());
        Json.putNumber(norms, "scoreNoiseLeaveTrajectoryOut", c.scoreNoiseLeaveTrajectoryOut());
        Json.putNumber(norms, "scoreNoiseLeaveTrajectoryOutLinear", c.scoreNoiseLinear());
        Json.putNumber(root, "cosine", c.cosine());
        return root;
    }

    private static void put(ObjectNode node, String name, Expectation expectation) {
        Json.putNumber(node, name + "Expectation", expectation.norm());
        Json.putNumber(node, name + "ExpectationSmallestSeen", expectation.smallestSeen());
    }
}
