package org.sgmrl.run.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.RunRequest;
import org.sgmrl.statistics.Medians;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.TaskEngine;
import org.sgmrl.training.TrainingSettings;
import tools.jackson.databind.node.ObjectNode;

/// Whole iterations by an engine and by threads of this process, in turn: both meet the same moments of a machine that
/// others use too. Both train on the same tasks, so that each pair of rounds is the same work.
///
/// @param iterations of each round
/// @param steps environment steps of each round
/// @param local seconds of each round on threads of this process
/// @param engine seconds of each round by the engine
/// @param costs what the engine told of each iteration, by name
/// @param sameBits whether both ended with the same parameters
@SuppressWarnings("ArrayRecordComponent") // never compared
public record EngineBench(
        int iterations,
        long[] steps,
        double[] local,
        double[] engine,
        Map<String, List<Double>> costs,
        boolean sameBits) {
    private static final double WARM_UP = 0.3;
    private static final int LEAST_ROUNDS = 5;
    private static final double MOST_ROUNDS = 40;

    /// Measures.
    ///
    /// @param environment the environment
    /// @param request what is trained, and by which engine
    /// @param seconds about how long
    /// @param <T> type of the task
    /// @return the measurement
    public static <T> EngineBench measure(MetaEnvironment<T> environment, RunRequest request, double seconds) {
        TrainingSettings settings = request.settings();
        Policy policy = settings.newPolicy(environment.spec());
        try (LocalEngine<T> threads = new LocalEngine<>(
                        environment, policy, settings, request.options().threads());
                TaskEngine<T> engine = request.newEngine(environment, policy)) {
            MetaTrainer<T> ours = new MetaTrainer<>(environment, policy, settings, threads);
            MetaTrainer<T> theirs = new MetaTrainer<>(environment, policy, settings, engine);
            Map<String, List<Double>> costs = new LinkedHashMap<>();
            // The first iterations start workers and are the JVM's warm-up; whether theirs are warm is not known.
            double[] last = new double[1];
            WarmUp.inTurns(
                    _ -> {
                        run(ours, 1);
                        last[0] = run(theirs, 1);
                    },
                    WARM_UP,
                    seconds,
                    environment::isWarm);
            double share = (1 - WARM_UP) * seconds / MOST_ROUNDS;
            int iterations = (int) Math.max(1, Math.round(share / 2 / last[0]));
            LongStream.Builder steps = LongStream.builder();
            Turns turns = Turns.take(
                    LEAST_ROUNDS,
                    (1 - WARM_UP) * seconds,
                    _ -> {
                        long before = ours.snapshot().envSteps();
                        double taken = run(ours, iterations);
                        steps.add(ours.snapshot().envSteps() - before);
                        return taken;
                    },
                    _ -> {
                        double taken = 0;
                        for (int i = 0; i < iterations; i++) {
                            taken += run(theirs, 1);
                            engine.costs()
                                    .forEach((name, value) -> costs.computeIfAbsent(name, _ -> new ArrayList<>())
                                            .add((double) value));
                        }
                        return taken;
                    });
            return new EngineBench(
                    iterations,
                    steps.build().toArray(),
                    turns.ours(),
                    turns.theirs(),
                    costs,
                    Arrays.equals(ours.theta(), theirs.theta()));
        }
    }

    private static double run(MetaTrainer<?> trainer, int iterations) {
        long start = System.nanoTime();
        for (int i = 0; i < iterations; i++) {
            trainer.iterate();
        }
        return (System.nanoTime() - start) * 1e-9;
    }

    /// What the engine takes beyond threads of this process, as a part of the latter's time; of each pair of rounds.
    double[] overheads() {
        double[] overheads = new double[local.length];
        for (int i = 0; i < overheads.length; i++) {
            overheads[i] = engine[i] / local[i] - 1;
        }
        return overheads;
    }

    /// Environment steps a second of each round.
    double[] rates(double[] seconds) {
        double[] rates = new double[seconds.length];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = steps[i] / seconds[i];
        }
        return rates;
    }

    /// For people.
    public List<String> lines(RunRequest request) {
        double[] overheads = overheads();
        Arrays.sort(overheads);
        Map<String, Double> medians = medianCosts();
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s %s, %s: %,.0f env-steps/s; %d threads of this process: %,.0f (medians of %d rounds in turn)",
                request.environmentId(),
                request.settings().method().kind().id(),
                request.describeEngine(),
                Medians.of(rates(engine)),
                request.options().threads(),
                Medians.of(rates(local)),
                local.length));
        lines.add(String.format(
                Locale.ROOT,
                "an iteration takes %.4f s, %+.1f %% against threads (quartiles %+.1f %% and %+.1f %%); %s bits",
                Medians.of(engine) / iterations,
                100 * Medians.of(overheads),
                100 * overheads[overheads.length / 4],
                100 * overheads[overheads.length - 1 - overheads.length / 4],
                sameBits ? "the same" : "DIFFERENT"));
        if (!medians.isEmpty()) {
            StringBuilder text = new StringBuilder("of an iteration, medians:");
            medians.forEach((name, value) -> text.append(String.format(Locale.ROOT, " %s %,.0f", name, value)));
            lines.add(text.toString());
        }
        return lines;
    }

    private Map<String, Double> medianCosts() {
        Map<String, Double> medians = new LinkedHashMap<>();
        costs.forEach((name, values) -> medians.put(name, Medians.of(Turns.numbers(values))));
        return medians;
    }

    /// Writes the measurement into an object.
    ///
    /// @param root the object
    /// @param request what was measured
    public void write(ObjectNode root, RunRequest request) {
        root.put("engine", request.options().engine());
        root.put("master", request.options().master());
        root.put("envStepsPerSecond", Medians.of(rates(engine)));
        root.put("localEnvStepsPerSecond", Medians.of(rates(local)));
        root.put("iterationSeconds", Medians.of(engine) / iterations);
        root.put("localIterationSeconds", Medians.of(local) / iterations);
        root.put("overhead", Medians.of(overheads()));
        root.put("sameBits", sameBits);
        root.put("iterationsPerRound", iterations);
        Turns.array(root, "rounds", engine);
        Turns.array(root, "localRounds", local);
        ObjectNode perIteration = root.putObject("perIteration");
        medianCosts().forEach(perIteration::put);
        // On a machine that others use, the least of many says what it costs undisturbed.
        ObjectNode least = root.putObject("perIterationLeast");
        costs.forEach((name, values) ->
                least.put(name, Arrays.stream(Turns.numbers(values)).min().orElseThrow()));
    }
}
