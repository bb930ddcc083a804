package org.sgmrl.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.cli.option.Outputs;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.StatefulEnvironment;
import org.sgmrl.io.Output;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sgmrl rollout`.
@Command(
        name = "rollout",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Steps an environment from a given state through given actions.",
            "Actions are in the environment's own units, one comma-separated row a step, no header; they are clipped to"
                    + " the bounds, and the reward is that of the clipped action. A discrete action is its index, from 0.",
            "The result has a header and a row for each action: step (from 0), reward, terminated, obs0, obs1, ….",
            "Tasks: {\"goal\":[x,y]}, {\"direction\":1}, {\"velocity\":v}. States: {\"position\":[x,y]} on 2D navigation,"
                    + " {\"qpos\":[…],\"qvel\":[…]} of robots; a wrong name is answered with the right ones.",
            "What an environment draws at random is the same in every rollout.",
            "On MuJoCo a state begins without the solver's warm start, which is no part of it: from a state in the middle of"
                    + " an episode, steps drift away from that episode's by rounding, and rounding grows."
        },
        footer = {
            "",
            "Example: ./sgmrl rollout --env point-navigation-v1 --task '{\"goal\":[0.3,0.4]}' --state state.json"
                    + " --actions actions.csv --out rollout.csv"
        })
final class RolloutCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--env", paramLabel = "ID", required = true, description = "environment; see list environments")
    @SuppressWarnings("NullAway.Init")
    private String id;

    @Option(
            names = "--simulator",
            paramLabel = "mujoco|planar",
            description =
                    "who simulates half-cheetah, hopper, swimmer and walker2d: planar, in Java, or MuJoCo's library (planar)")
    private @Nullable String simulator;

    @Option(names = "--task", paramLabel = "JSON", required = true, description = "the task, a JSON object")
    @SuppressWarnings("NullAway.Init")
    private String task;

    @Option(names = "--state", paramLabel = "FILE.json", required = true, description = "the state to start from")
    @SuppressWarnings("NullAway.Init")
    private Path state;

    @Option(names = "--actions", paramLabel = "FILE.csv", required = true, description = "the actions")
    @SuppressWarnings("NullAway.Init")
    private Path actions;

    @Option(
            names = "--out",
            paramLabel = "FILE.csv",
            required = true,
            description = "where to write the result; - is the standard output")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Override
    public Integer call() {
        if (id.equals(RunRequest.TABULAR)) {
            throw new InvalidOption("--env " + id + " cannot be put into a given state; give another environment");
        }
        return run(RunRequest.environment(
                id, simulator == null ? null : Settings.SIMULATOR.read("--simulator", simulator)));
    }

    private <T> int run(MetaEnvironment<T> environment) {
        Outputs.check(spec, "--out", out);
        T parsedTask = RolloutInput.task(environment.tasks(), task);
        List<double[]> rows = RolloutInput.actions(actions, environment.spec().actionSpace());
        RunRequest.requireAvailable(environment);
        String csv;
        try (StatefulEnvironment<T> single = environment
                .createStateful()
                .orElseThrow(() -> new InvalidOption("environment " + id + " cannot be put into a given state"))) {
            double[] start = RolloutInput.state(state, single.stateArrays());
            csv = steps(
                    single,
                    environment.spec().actionSpace(),
                    parsedTask,
                    start,
                    rows,
                    new double[environment.spec().observationSize()]);
        }
        Outputs.write(out, file -> Output.write(file, csv));
        spec.commandLine().getOut().println(rows.size() + " steps written to " + out);
        return 0;
    }

    private <T> String steps(
            StatefulEnvironment<T> environment,
            ActionSpace space,
            T task,
            double[] start,
            List<double[]> rows,
            double[] observation) {
        StringBuilder csv = new StringBuilder("step,reward,terminated");
        for (int j = 0; j < observation.length; j++) {
            csv.append(",obs").append(j);
        }
        csv.append('\n');
        // What is drawn at random on the way comes from the stream of a reset.
        environment.reset(
                task,
                RandomStream.of(0, StreamDomain.DEMONSTRATION, 0, 0, 0, 0, StreamPurpose.ENVIRONMENT),
                observation);
        try {
            environment.restore(task, start, observation);
        } catch (IllegalArgumentException e) {
            throw new InvalidOption("--state " + state + ": " + e.getMessage());
        }
        for (int h = 0; h < rows.size(); h++) {
            double[] action = rows.get(h);
            if (space instanceof ActionSpace.Box box) {
                for (int j = 0; j < action.length; j++) {
                    action[j] = Math.clamp(action[j], box.low(j), box.high(j));
                }
            }
            double reward = environment.step(action, observation);
            // Double.toString gives the fewest digits, at most 17, that read back as the same number.
            csv.append(h).append(',').append(reward).append(',').append(environment.terminated());
            for (double value : observation) {
                csv.append(',').append(value);
            }
            csv.append('\n');
        }
        return csv.toString();
    }
}
