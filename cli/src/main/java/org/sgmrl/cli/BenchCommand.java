package org.sgmrl.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.cli.option.Outputs;
import org.sgmrl.cli.option.SettingOptions;
import org.sgmrl.cli.option.Warnings;
import org.sgmrl.io.Output;
import org.sgmrl.method.Method;
import org.sgmrl.run.Engines;
import org.sgmrl.run.Provenance;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.bench.EngineBench;
import org.sgmrl.run.bench.EnvironmentBench;
import org.sgmrl.run.bench.MethodBench;
import org.sgmrl.run.bench.PolicyBench;
import org.sgmrl.run.bench.ProgramBench;
import org.sgmrl.run.bench.TrainingBench;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Setting;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.settings.Simulator;
import org.sgmrl.run.text.Json;
import org.sgmrl.run.text.OneLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `sgmrl bench`.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "./sgmrl bench policy|environment|training [OPTIONS]",
        description = "Measures speed on this machine: the median of several rounds after warm-up.",
        footer = {"", "Example: ./sgmrl bench training --algorithm sg-mrl --threads 2"})
final class BenchCommand implements Callable<Integer>, SettingOptions.TakesSettings {
    /// What can be measured.
    enum What {
        /// The policy network's kernels on one core.
        policy,
        /// Stepping alone, with random actions.
        environment,
        /// Whole iterations of meta-training.
        training
    }

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "policy|environment|training",
            description = "what to measure: the policy network's kernels on one core, stepping with random actions,"
                    + " or whole iterations of meta-training")
    @SuppressWarnings("NullAway.Init")
    private What what;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "12",
            description =
                    "time to measure training or environment for, a third of it warm-up (${DEFAULT-VALUE}), which goes"
                            + " on, for twice that time at most, until the speed has settled; training takes a quarter more for the environment's share; with --engine, training alternates"
                            + " with threads of this process")
    private double seconds;

    @Option(
            names = "--against",
            paramLabel = "ALGORITHM|COMMAND",
            description = "with training: processor time against this algorithm's with the same other settings, both in"
                    + " turns on one thread; or, of more than one word, in turns with another program, whose last word is"
                    + " its environment steps a second")
    private @Nullable String against;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "also write the result as JSON; - is the standard output")
    private @Nullable Path json;

    @Override
    public List<Setting<?>> settings() {
        Set<Setting<?>> withoutEffect = Set.of(
                Settings.OUT,
                Settings.CHECKPOINT_EVERY,
                Settings.TEST_TASKS,
                Settings.ITERATIONS,
                Settings.SKIP_BAD_UPDATES);
        return Settings.ALL.stream()
                .filter(setting -> !withoutEffect.contains(setting))
                .toList();
    }

    @Override
    public Integer call() {
        Outputs.check(spec, "--json", json);
        GivenSettings given = SettingOptions.read(spec.commandLine().getParseResult(), settings());
        if (against != null && what != What.training) {
            throw new InvalidOption("--against = " + against + " is for bench training");
        }
        String engine = given.get(Settings.ENGINE, Engines.LOCAL);
        if (what != What.training && !engine.equals(Engines.LOCAL)) {
            throw new InvalidOption("--engine = " + engine + " is for bench training; bench " + what
                    + " measures threads of this process");
        }
        String program = against != null && against.strip().contains(" ") ? against : null;
        Method other = against == null || program != null ? null : other(against, given);
        if (program != null && !engine.equals(Engines.LOCAL)) {
            throw new InvalidOption("--against = " + OneLine.brief(program)
                    + " is compared with threads of this process; leave out --engine");
        }
        RunRequest request = RunRequest.resolve(other == null ? given : given.with(Settings.THREADS, 1));
        if (!(seconds > 0 && seconds <= 3600)) {
            throw new InvalidOption("--seconds = " + seconds + " must be above 0 and at most 3600");
        }
        if (what != What.policy) {
            request.requireAvailable();
        }
        ObjectNode root = Json.object();
        switch (what) {
            case policy -> {
                ArrayNode kernels = root.putArray("kernels");
                for (PolicyBench result : PolicyBench.measure(request)) {
                    say(result.lines());
                    result.write(kernels.addObject());
                }
            }
            case environment -> environment(request, root);
            case training -> training(request, other, program, root);
        }
        describe(request, root);
        Outputs.write(json, file -> Output.write(file, Json.pretty(root)));
        return 0;
    }

    /// The method to compare with.
    private Method other(String id, GivenSettings given) {
        if (given.get(Settings.THREADS, 1) != 1
                || !given.get(Settings.ENGINE, Engines.LOCAL).equals(Engines.LOCAL)) {
            throw new InvalidOption("--against = " + id
                    + " measures processor time on one thread of this process; leave" + " out --threads and --engine");
        }
        return GivenSettings.NONE.with(Settings.ALGORITHM, "--against", id).get(Settings.ALGORITHM, Method.MAML);
    }

    private void environment(RunRequest request, ObjectNode root) {
        EnvironmentBench.Rates result = EnvironmentBench.measure(request, seconds);
        say(result.lines(request));
        result.write(root);
        warnUnlessSettled(result.settled());
        if (result.yardstick().isEmpty() && request.environment().hasYardstick()) {
            warn(
                    "not compared with a plain C loop, which needs the compiler cc and the header files of the simulator's own"
                            + " version");
        }
    }

    private void training(RunRequest request, @Nullable Method other, @Nullable String program, ObjectNode root) {
        if (other != null) {
            MethodBench result = MethodBench.measure(request.environment(), request, other, seconds);
            say(result.lines(request));
            result.write(root);
        } else if (program != null) {
            ProgramBench result = ProgramBench.measure(request.environment(), request, program, seconds);
            say(result.lines(request));
            result.write(root);
            warnUnlessSettled(result.settled());
        } else if (!request.options().engine().equals(Engines.LOCAL)) {
            EngineBench result = EngineBench.measure(request.environment(), request, seconds);
            say(result.lines(request));
            result.write(root, request);
        } else {
            TrainingBench.Rates result = TrainingBench.measure(request.environment(), request, seconds);
            say(result.lines(request));
            result.write(root);
            warnUnlessSettled(result.settled());
        }
    }

    private void say(List<String> lines) {
        lines.forEach(spec.commandLine().getOut()::println);
    }

    private void warn(String warning) {
        Warnings.of(spec).accept(warning);
    }

    private void warnUnlessSettled(boolean settled) {
        if (!settled) {
            warn(
                    "the speed had not settled when measuring began: code was still being compiled, or other work came and went;"
                            + " measure longer, with --seconds");
        }
    }

    private static void describe(RunRequest request, ObjectNode root) {
        root.put("threads", request.options().threads());
        root.put("env", request.environmentId());
        Simulator simulator = request.simulator();
        if (simulator != null) {
            root.put(Settings.SIMULATOR.name(), simulator.id());
        }
        root.put("algorithm", request.settings().method().kind().id());
        Settings.put(root.putObject("settings"), request.settings());
        Provenance.describe(root.putObject("machine"));
    }
}
