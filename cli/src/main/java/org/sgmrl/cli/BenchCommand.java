package org.sgmrl.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.io.AtomicFile;
import org.sgmrl.policy.Policy;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.TrainingSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `sgmrl bench`.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures speed on this machine: the median of several rounds after warm-up.",
        footer = {"", "Example: sgmrl bench training --env point-navigation-v1 --algorithm sg-mrl --threads 2"})
final class BenchCommand implements Callable<Integer>, TakesSettings {
    private static final double WARM_UP_SECONDS = 4;
    private static final double ROUND_SECONDS = 1.5;
    private static final int ROUNDS = 5;

    /// What can be measured.
    enum What {
        /// Whole iterations of meta-training.
        training
    }

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "training", description = "what to measure: whole iterations of meta-training")
    @SuppressWarnings("NullAway.Init")
    private What what;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the result as JSON")
    private @Nullable Path json;

    @Override
    public List<SettingKey> keys() {
        Set<String> withoutEffect = Set.of("out", "checkpoint-every", "test-tasks", "iterations");
        return SettingKeys.ALL.stream()
                .filter(key -> !withoutEffect.contains(key.name()))
                .toList();
    }

    @Override
    public Integer call() {
        Map<String, Object> values = SettingOptions.read(spec.commandLine().getParseResult(), keys());
        RunRequest request = RunRequest.resolve(values);
        double[] rates = switch (what) {
            case training -> measure(request.environment(), request);
        };
        Arrays.sort(rates);
        double median = rates[rates.length / 2];
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "%s %s, %d threads: %,.0f env-steps/s (median of %d rounds, %,.0f to %,.0f)",
                        request.environmentId(),
                        request.settings().algorithm().id(),
                        request.threads(),
                        median,
                        rates.length,
                        rates[0],
                        rates[rates.length - 1]));
        if (json != null) {
            write(json, request, median, rates);
        }
        return 0;
    }

    private static <T> double[] measure(MetaEnvironment<T> environment, RunRequest request) {
        TrainingSettings settings = request.settings();
        Policy policy = settings.newPolicy(environment.spec());
        try (LocalEngine<T> engine =
                new LocalEngine<>(environment, policy, settings.metaGradient(), settings.seed(), request.threads())) {
            MetaTrainer<T> trainer = new MetaTrainer<>(environment, policy, settings, engine);
            rate(trainer, WARM_UP_SECONDS);
            double[] rates = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                rates[round] = rate(trainer, ROUND_SECONDS);
            }
            return rates;
        }
    }

    /// Environment steps a second over whole iterations that take at least `seconds`.
    private static double rate(MetaTrainer<?> trainer, double seconds) {
        long start = System.nanoTime();
        long before = trainer.snapshot().envSteps();
        double elapsed;
        long steps;
        do {
            steps = trainer.iterate().envSteps() - before;
            elapsed = (System.nanoTime() - start) * 1e-9;
        } while (elapsed < seconds);
        return steps / elapsed;
    }

    private static void write(Path file, RunRequest request, double median, double[] sortedRates) {
        ObjectNode root = Json.object();
        root.put("envStepsPerSecond", median);
        root.put("threads", request.threads());
        root.put("env", request.environmentId());
        root.put("algorithm", request.settings().algorithm().id());
        ObjectNode settings = root.putObject("settings");
        SettingKeys.values(request.settings()).forEach((name, value) -> Json.putValue(settings, name, value));
        var rounds = root.putArray("rounds");
        Arrays.stream(sortedRates).forEach(rounds::add);
        Provenance.describe(root.putObject("machine"));
        try {
            AtomicFile.write(file, Json.pretty(root).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new RunFailure(file + " cannot be written: " + Errors.reason(e));
        }
    }
}
