package org.sgmrl.run.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.Yardstick;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.Interrupted;
import org.sgmrl.run.failure.MeasurementFailed;
import org.sgmrl.statistics.Medians;
import tools.jackson.databind.node.ObjectNode;

/// Speed of stepping an environment alone: random actions from a table, resets at every horizon, a task of
/// its own for each batch of rollouts, no policy.
public final class EnvironmentBench {
    private EnvironmentBench() {}

    /// Environment steps a second in each round.
    ///
    /// @param ours of the environment
    /// @param yardstick of the yardstick in the same round; without one, no numbers
    /// @param settled whether the speed had settled before the first round
    public record Rates(List<Double> ours, List<Double> yardstick, boolean settled) {
        /// For people.
        ///
        /// @param request what was measured
        /// @return lines to print
        public List<String> lines(RunRequest request) {
            List<String> lines = new ArrayList<>();
            lines.add(new Rounds(ours).line("environment", request));
            if (!yardstick.isEmpty()) {
                Turns turns = turns();
                double[] ratios = turns.ratios();
                lines.add(String.format(
                        Locale.ROOT,
                        "a plain C loop on the same library and model: %,.0f env-steps/s; ratio %.3f (median of %d rounds,"
                                + " %.3f to %.3f)",
                        Medians.of(turns.theirs()),
                        turns.ratio(),
                        turns.count(),
                        ratios[0],
                        ratios[ratios.length - 1]));
            }
            return lines;
        }

        /// Writes the measurement into an object.
        ///
        /// @param root the object
        public void write(ObjectNode root) {
            new Rounds(ours).write(root);
            root.put("settled", settled);
            if (!yardstick.isEmpty()) {
                Turns turns = turns();
                root.put("cStepsPerSecond", Medians.of(turns.theirs()));
                Turns.array(root, "cRounds", turns.theirs());
                root.put("ratioToC", turns.ratio());
            }
        }

        private Turns turns() {
            return new Turns(Turns.numbers(ours), Turns.numbers(yardstick));
        }
    }

    /// Measures what a request's environment does in batches of the request's size.
    ///
    /// @param request environment, batches, horizon and threads
    /// @param seconds about how long
    /// @return the rates
    public static Rates measure(RunRequest request, double seconds) {
        return measure(
                request.environment(),
                request.settings().sampling().innerTrajectories(),
                request.settings().sampling().horizon(),
                request.options().threads(),
                seconds);
    }

    /// Measures; with a yardstick its rounds take as much time again and stand between ours.
    public static <T> Rates measure(
            MetaEnvironment<T> environment, int rollouts, int horizon, int threads, double seconds) {
        try (Yardstick yardstick = environment.yardstick(horizon, threads).orElse(null)) {
            return measure(environment, rollouts, horizon, threads, seconds, yardstick);
        }
    }

    private static <T> Rates measure(
            MetaEnvironment<T> environment,
            int rollouts,
            int horizon,
            int threads,
            double seconds,
            @Nullable Yardstick yardstick) {
        List<Stepper<T>> steppers = new ArrayList<>();
        try {
            for (int i = 0; i < threads; i++) {
                steppers.add(new Stepper<>(environment, rollouts, horizon, i));
            }
            return measure(environment, steppers, seconds, yardstick);
        } finally {
            steppers.forEach(Stepper::close);
        }
    }

    private static Rates measure(
            MetaEnvironment<?> environment,
            List<? extends Stepper<?>> steppers,
            double seconds,
            @Nullable Yardstick yardstick) {
        try (ExecutorService executor = Executors.newFixedThreadPool(steppers.size())) {
            boolean settled = WarmUp.run(piece -> rate(executor, steppers, piece), environment::isWarm, seconds);
            List<Double> ours = new ArrayList<>();
            List<Double> theirs = new ArrayList<>();
            for (int round = 0; round < TrainingBench.ROUNDS; round++) {
                // In turn first and second, so that a drift of the machine favours neither.
                if (yardstick != null && round % 2 == 1) {
                    theirs.add(yardstick.stepsPerSecond(TrainingBench.ROUND * seconds));
                }
                ours.add(rate(executor, steppers, TrainingBench.ROUND * seconds));
                if (yardstick != null && round % 2 == 0) {
                    theirs.add(yardstick.stepsPerSecond(TrainingBench.ROUND * seconds));
                }
            }
            return new Rates(ours, theirs, settled);
        }
    }

    private static double rate(ExecutorService executor, List<? extends Stepper<?>> steppers, double seconds) {
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        List<Future<Long>> running = new ArrayList<>();
        for (Stepper<?> stepper : steppers) {
            running.add(executor.submit(() -> stepper.run(end)));
        }
        long steps = 0;
        try {
            for (Future<Long> future : running) {
                steps += future.get();
            }
        } catch (ExecutionException e) {
            throw new MeasurementFailed("the measurement failed: "
                    + (e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted("the measurement was interrupted");
        }
        return steps / ((System.nanoTime() - start) * 1e-9);
    }

    /// One thread's batch of rollouts.
    private static final class Stepper<T> implements AutoCloseable {
        private final MetaEnvironment<T> environment;
        private final BatchedEnvironment<T> batch;
        private final int rollouts;
        private final int horizon;
        private final RandomStream[] streams;
        private final double[][] actions;
        private final double[] observations;
        private final double[] rewards;
        private final boolean[] terminated;
        private final int[] active;
        private int episode;
        private int step;
        private int count;

        Stepper(MetaEnvironment<T> environment, int rollouts, int horizon, int number) {
            this.environment = environment;
            this.rollouts = rollouts;
            this.horizon = horizon;
            ActionSpace space = environment.spec().actionSpace();
            this.streams = new RandomStream[rollouts];
            for (int i = 0; i < rollouts; i++) {
                streams[i] = RandomStream.of(0, StreamDomain.DEMONSTRATION, 0, number, 0, i, StreamPurpose.ENVIRONMENT);
            }
            RandomStream random = RandomStream.of(0, StreamDomain.DEMONSTRATION, 0, number, 0, 0, StreamPurpose.ACTION);
            this.actions = new double[horizon][rollouts * space.size()];
            for (double[] row : actions) {
                for (int j = 0; j < row.length; j++) {
                    row[j] = switch (space) {
                        case ActionSpace.Box box ->
                            random.nextDouble(box.low(j % box.size()), box.high(j % box.size()));
                        case ActionSpace.Discrete discrete -> random.nextInt(discrete.count());
                    };
                }
            }
            this.observations = new double[rollouts * environment.spec().observationSize()];
            this.rewards = new double[rollouts];
            this.terminated = new boolean[rollouts];
            this.active = new int[rollouts];
            // Last: nothing fails after it.
            this.batch = environment.create(rollouts);
        }

        /// Steps until the clock reaches `end`, going on where the last call stopped; returns the number of
        /// environment steps.
        long run(long end) {
            long steps = 0;
            while (System.nanoTime() < end) {
                if (step == horizon || count == 0) {
                    begin();
                }
                batch.step(active, count, actions[step++], observations, rewards, terminated);
                steps += count;
                int running = 0;
                for (int k = 0; k < count; k++) {
                    if (!terminated[k]) {
                        active[running++] = active[k];
                    }
                }
                count = running;
            }
            return steps;
        }

        private void begin() {
            T task = environment
                    .tasks()
                    .sample(RandomStream.of(0, StreamDomain.DEMONSTRATION, episode++, 0, 0, 0, StreamPurpose.TASK));
            batch.reset(task, streams, rollouts, observations);
            step = 0;
            count = rollouts;
            for (int i = 0; i < rollouts; i++) {
                active[i] = i;
            }
        }

        @Override
        public void close() {
            batch.close();
        }
    }
}
