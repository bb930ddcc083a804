package org.sgmrl.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.EngineOptions;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.cli.option.OpenedRun;
import org.sgmrl.cli.option.Outputs;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.evaluation.Evaluation;
import org.sgmrl.run.evaluation.RunsEvaluation;
import org.sgmrl.run.folder.NewestParameters;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.settings.Simulator;
import org.sgmrl.training.MetaTester;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sgmrl evaluate`.
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Tests trained policies on fresh tasks: mean return after 0..k adaptation steps.",
            "With several runs of one environment, those that differ in the seed alone are a group, and the groups are"
                    + " compared."
        },
        footer = {
            "",
            "Example: ./sgmrl evaluate runs/point-navigation-v1-sg-mrl-seed0 --tasks 50",
            "         ./sgmrl evaluate runs/maml-seed* runs/sg-mrl-seed* --select 100"
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "run folders")
    @SuppressWarnings("NullAway.Init")
    private List<Path> directories;

    @Option(names = "--tasks", paramLabel = "N", defaultValue = "200", description = "test tasks (${DEFAULT-VALUE})")
    private int tasks;

    @Option(names = "--inner-steps", paramLabel = "K", description = "most adaptation steps; default: as trained")
    private @Nullable Integer innerSteps;

    @Option(
            names = "--select",
            paramLabel = "N",
            description = "test the checkpoint that does best on N validation tasks, instead of the final policy")
    private @Nullable Integer select;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0", description = "seed of tasks and rollouts")
    private long seed;

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Option(
            names = "--simulator",
            paramLabel = "NAME",
            description = "of half-cheetah, hopper, swimmer and walker2d: mujoco or planar; default: as trained")
    private @Nullable String simulator;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "also write the result as JSON; - is the standard output")
    private @Nullable Path json;

    @Override
    public Integer call() {
        require(tasks >= 1 && tasks <= 10_000_000, "tasks", tasks, "in 1..10000000");
        Outputs.check(spec, "--json", json);
        int steps = innerSteps == null ? 1 : innerSteps;
        require(steps >= 0 && steps <= 1000, "inner-steps", steps, "in 0..1000");
        require(
                select == null || (select >= 1 && select <= 1_000_000),
                "select",
                select == null ? 1 : select,
                "in 1..1000000");
        if (directories.size() > 1 || select != null) {
            compare();
        } else {
            evaluate(directories.getFirst());
        }
        return 0;
    }

    private void evaluate(Path directory) {
        OpenedRun run = OpenedRun.of(spec, directory, engine.given());
        RunRequest request = run.request();
        int steps = innerSteps == null ? request.settings().innerStep().steps() : innerSteps;
        Evaluation.requireRoom(steps, tasks, 1);
        RunRequest tested = request.in(simulator());
        tested.requireAvailable();
        run.folder().runConfig().tellChangedSource(tested, run.warnings());
        NewestParameters trained =
                run.newest().tell(what -> spec.commandLine().getOut().println(directory + ": " + what));
        double[] theta = trained.theta();
        Evaluation evaluation;
        try (MetaTester<?> tester = tested.newTester(tested.environment(), steps)) {
            evaluation = Evaluation.of(tester, theta, tasks, seed);
        }
        evaluation.lines().forEach(spec.commandLine().getOut()::println);
        Outputs.write(json, file -> evaluation.write(file, trained.iteration(), tested.simulator()));
    }

    private void compare() {
        RunsEvaluation evaluation = RunsEvaluation.of(
                directories,
                new RunsEvaluation.Request(tasks, innerSteps, seed, select == null ? 0 : select, simulator()),
                engine.given(),
                line -> {
                    spec.commandLine().getErr().println(line);
                    spec.commandLine().getErr().flush();
                });
        evaluation.lines().forEach(spec.commandLine().getOut()::println);
        Outputs.write(json, evaluation::write);
    }

    private @Nullable Simulator simulator() {
        return simulator == null ? null : Settings.SIMULATOR.read("--simulator", simulator);
    }

    private static void require(boolean holds, String name, long value, String allowed) {
        if (!holds) {
            throw new InvalidOption("--" + name + " = " + value + " must be " + allowed);
        }
    }
}
