package org.sgmrl.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.policy.Policy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sgmrl evaluate`.
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Tests a trained policy on fresh tasks: mean return after 0..k adaptation steps.",
        footer = {"", "Example: ./sgmrl evaluate runs/point-navigation-v1-sg-mrl-seed0 --tasks 50"})
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "run folder")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(names = "--tasks", paramLabel = "N", defaultValue = "200", description = "test tasks (${DEFAULT-VALUE})")
    private int tasks;

    @Option(names = "--inner-steps", paramLabel = "K", description = "most adaptation steps; default: as trained")
    private @Nullable Integer innerSteps;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0", description = "seed of tasks and rollouts")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "worker threads; results do not depend on it")
    private @Nullable Integer threads;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the result as JSON")
    private @Nullable Path json;

    @Override
    public Integer call() {
        require(tasks >= 1 && tasks <= 10_000_000, "tasks", tasks, "in 1..10000000");
        Outputs.check("--json", json);
        RunFolder folder = RunFolder.open(directory);
        RunRequest request = folder.readConfig(threads == null ? Map.of() : Map.of("threads", threads));
        int steps = innerSteps == null ? request.settings().innerSteps() : innerSteps;
        require(steps >= 0 && steps <= 1000, "inner-steps", steps, "in 0..1000");
        long results = (steps + 1L) * tasks;
        require(results <= 50_000_000, "tasks", tasks, "at most " + 50_000_000 / (steps + 1) + " for so many steps");
        Policy policy = request.settings().newPolicy(request.environment().spec());
        request.environment().requireAvailable();
        double[] theta = PolicyFile.read(folder, policy);
        Evaluation evaluation = Evaluation.of(request, theta, tasks, steps, seed);
        evaluation.print(spec.commandLine().getOut());
        if (json != null) {
            try {
                evaluation.write(json);
            } catch (IOException e) {
                throw new RunFailure(json + " cannot be written: " + Errors.reason(e));
            }
        }
        return 0;
    }

    private static void require(boolean holds, String name, long value, String allowed) {
        if (!holds) {
            throw new UserError("--" + name + " = " + value + " must be " + allowed);
        }
    }
}
