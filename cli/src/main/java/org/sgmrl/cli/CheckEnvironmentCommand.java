package org.sgmrl.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.environment.EnvironmentCheck;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.text.OneLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sgmrl check-environment`.
@Command(
        name = "check-environment",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs an environment with random actions and says what is wrong with it: numbers that are not finite or not"
                    + " written, legal actions that are refused, random streams that are misused, ends at the horizon,"
                    + " and rollouts, tasks or restored states that come out otherwise when they are repeated.",
            "The exit code is 0 where nothing was found, otherwise 1, with a line for each finding."
        },
        footer = {"", "Example: ./sgmrl check-environment --env python:tasks.py"})
final class CheckEnvironmentCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--env", paramLabel = "ID", required = true, description = "environment; see list environments")
    @SuppressWarnings("NullAway.Init")
    private String id;

    @Option(
            names = "--simulator",
            paramLabel = "mujoco|planar",
            description = "who simulates half-cheetah, hopper, swimmer and walker2d (planar)")
    private @Nullable String simulator;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "seed of tasks, rollouts and actions (${DEFAULT-VALUE})")
    private long seed;

    @Override
    public Integer call() {
        if (id.equals(RunRequest.TABULAR)) {
            throw new InvalidOption("--env " + id + " is checked as it is read; give another environment");
        }
        MetaEnvironment<?> environment = RunRequest.environment(
                id, simulator == null ? null : Settings.SIMULATOR.read("--simulator", simulator));
        RunRequest.requireAvailable(environment);
        List<String> findings = EnvironmentCheck.findings(environment, seed);
        PrintWriter out = spec.commandLine().getOut();
        findings.forEach(finding -> out.println(OneLine.of(finding)));
        if (findings.isEmpty()) {
            out.println(environment.spec().id() + ": nothing found");
        }
        return findings.isEmpty() ? 0 : 1;
    }
}
