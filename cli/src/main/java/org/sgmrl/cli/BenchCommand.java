package org.sgmrl.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.cli.option.Outputs;
import org.sgmrl.cli.option.SettingOptions;
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
            case policy -> policy(request, root);
            case environment -> environment(request, root);
            case training -> {
                if (other != null) {
                    MethodBench result = MethodBench.measure(request.environment(), request, other, seconds);
                    result.lines(request).forEach(spec.commandLine().getOut()::println);
                    result.write(root);
                    break;
                }
                if (program != null) {
                    ProgramBench result = ProgramBench.measure(request.environment(), request, program, seconds);
                    result.lines(request).forEach(spec.commandLine().getOut()::println);
                    result.write(root);
                    settled(result.settled(), root);
                    break;
                }
                if (!request.options().engine().equals(Engines.LOCAL)) {
                    EngineBench result = EngineBench.measure(request.environment(), request, seconds);
                    result.lines(request).forEach(spec.commandLine().getOut()::println);
                    result.write(root, request);
                    break;
                }
                TrainingBench.Rates rates = TrainingBench.rates(request.environment(), request, seconds);
                rates(request.settings().method().kind().id(), request, numbers(rates.rounds()), root);
                settled(rates.settled(), root);
                processor(rates, root);
                share(TrainingBench.environmentShare(request.environment(), request, seconds), root);
            }
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

    /// Sizes of the request's policy, and those of a common locomotion policy for comparison.
    private void policy(RunRequest request, ObjectNode root) {
        PrintWriter out = spec.commandLine().getOut();
        ArrayNode kernels = root.putArray("kernels");
        for (int[] network : List.of(PolicyBench.sizes(request), new int[] {20, 100, 100, 6})) {
            for (PolicyBench result :
                    PolicyBench.run(network, request.settings().policy().precision())) {
                out.println(String.format(
                        Locale.ROOT,
                        "%-18s %-20s %5d rows %10.1f µs %7.1f GFLOP/s %4.0f %% of peak",
                        result.sizes(),
                        result.kernel(),
                        result.rows(),
                        result.microseconds(),
                        result.gigaflops(),
                        100 * result.peakShare()));
                ObjectNode node = kernels.addObject();
                ArrayNode layers = node.putArray("sizes");
                result.sizes().forEach(layers::add);
                node.put("kernel", result.kernel());
                node.put("rows", result.rows());
                node.put("microseconds", result.microseconds());
                node.put("gigaflops", result.gigaflops());
                node.put("peakShare", result.peakShare());
            }
        }
    }

    private void environment(RunRequest request, ObjectNode root) {
        EnvironmentBench.Rates rates = EnvironmentBench.measure(
                request.environment(),
                request.settings().sampling().innerTrajectories(),
                request.settings().sampling().horizon(),
                request.options().threads(),
                seconds);
        double[] ours = numbers(rates.ours());
        double[] theirs = numbers(rates.yardstick());
        rates("environment", request, ours.clone(), root);
        settled(rates.settled(), root);
        if (theirs.length == 0) {
            if (request.environment().hasYardstick()) {
                spec.commandLine()
                        .getErr()
                        .println(
                                "sgmrl: not compared with a plain C loop, which needs the compiler cc and the header files of"
                                        + " the simulator's own version");
            }
            return;
        }
        double[] ratios = new double[theirs.length];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = ours[round] / theirs[round];
        }
        double c = PolicyBench.median(theirs);
        double ratio = PolicyBench.median(ratios);
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "a plain C loop on the same library and model: %,.0f env-steps/s; ratio %.3f (median of %d rounds,"
                                + " %.3f to %.3f)",
                        c,
                        ratio,
                        ratios.length,
                        Arrays.stream(ratios).min().orElseThrow(),
                        Arrays.stream(ratios).max().orElseThrow()));
        root.put("cStepsPerSecond", c);
        ArrayNode rounds = root.putArray("cRounds");
        Arrays.stream(theirs).forEach(rounds::add);
        root.put("ratioToC", ratio);
    }

    private static double[] numbers(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private void rates(String subject, RunRequest request, double[] rates, ObjectNode root) {
        double[] inOrder = rates.clone();
        Arrays.sort(rates);
        double median = rates[rates.length / 2];
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "%s %s, %d threads: %,.0f env-steps/s (median of %d rounds, %,.0f to %,.0f)",
                        request.environmentId(),
                        subject,
                        request.options().threads(),
                        median,
                        rates.length,
                        rates[0],
                        rates[rates.length - 1]));
        root.put("envStepsPerSecond", median);
        ArrayNode rounds = root.putArray("rounds");
        Arrays.stream(inOrder).forEach(rounds::add);
    }

    private void settled(boolean settled, ObjectNode root) {
        root.put("settled", settled);
        if (!settled) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "sgmrl: the speed had not settled when measuring began: code was still being compiled, or other work"
                                    + " came and went; measure longer, with --seconds");
        }
    }

    private void processor(TrainingBench.Rates rates, ObjectNode root) {
        if (Double.isNaN(rates.processorSeconds())) {
            return;
        }
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT, "%,.0f env-steps for a second of one processor", rates.stepsPerProcessorSecond()));
        root.put("totalProcessorSeconds", rates.processorSeconds());
        root.put("envStepsPerProcessorSecond", rates.stepsPerProcessorSecond());
        if (!Double.isNaN(rates.peakShare())) {
            spec.commandLine()
                    .getOut()
                    .println(String.format(
                            Locale.ROOT,
                            "of that time the matrix products that MAML needs would take %.0f %% at the float peak",
                            100 * rates.peakShare()));
            root.put("peakShare", rates.peakShare());
        }
    }

    private void share(double share, ObjectNode root) {
        double overhead = 1 / share - 1;
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "%.1f %% of the workers' time is the environment's: policy, advantages and gradients (and waiting)"
                                + " cost %.1f %% over the environment",
                        100 * share,
                        100 * overhead));
        root.put("environmentShare", share);
        root.put("overheadOverEnvironment", overhead);
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
