package org.sgmrl.run.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.kernel.FmaPeak;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.RunRequest;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.PolicySettings;
import org.sgmrl.training.TrainingSettings;
import tools.jackson.databind.node.ObjectNode;

/// Speed of meta-training: whole iterations, and the environment's share of them.
public final class TrainingBench {
    /// Share of the time for each round.
    static final double ROUND = 0.13;
    static final int ROUNDS = 5;

    /// Measurements of the float peak before the rounds and after each.
    private static final int PEAKS = 3;

    /// Shares of the time, in addition, for warm-up and measurement of the time within the environment.
    private static final double SHARE_WARM_UP = 0.05;

    private static final double SHARE = 0.2;

    private TrainingBench() {}

    /// What rounds of whole iterations came to.
    ///
    /// @param rounds environment steps a second of each round
    /// @param settled whether the speed had settled before the first round
    /// @param steps environment steps of all rounds
    /// @param processorSeconds processor time that this process took for them; NaN where the system does not tell it
    /// @param peakShare what MAML's matrix products for these steps would take at the core's float peak, as a share of the
    ///     processor time; NaN without that, and for a policy of other arithmetic
    /// @param environmentShare share of the workers' time that resets and steps take
    public record Rates(
            List<Double> rounds,
            boolean settled,
            long steps,
            double processorSeconds,
            double peakShare,
            double environmentShare) {
        /// Environment steps for a second of one processor.
        ///
        /// @return steps a second
        public double stepsPerProcessorSecond() {
            return steps / processorSeconds;
        }

        /// What everything but the environment costs, as a multiple of the environment.
        ///
        /// @return time that is not the environment's over time that is
        public double overheadOverEnvironment() {
            return 1 / environmentShare - 1;
        }

        /// For people.
        ///
        /// @param request what was measured
        /// @return lines to print
        public List<String> lines(RunRequest request) {
            List<String> lines = new ArrayList<>();
            lines.add(new Rounds(rounds).line(request.settings().method().kind().id(), request));
            if (!Double.isNaN(processorSeconds)) {
                lines.add(String.format(
                        Locale.ROOT, "%,.0f env-steps for a second of one processor", stepsPerProcessorSecond()));
            }
            if (!Double.isNaN(peakShare)) {
                lines.add(String.format(
                        Locale.ROOT,
                        "of that time the matrix products that MAML needs would take %.0f %% at the float peak",
                        100 * peakShare));
            }
            lines.add(String.format(
                    Locale.ROOT,
                    "%.1f %% of the workers' time is the environment's: policy, advantages and gradients (and waiting)"
                            + " cost %.1f %% over the environment",
                    100 * environmentShare,
                    100 * overheadOverEnvironment()));
            return lines;
        }

        /// Writes the measurement into an object.
        ///
        /// @param root the object
        public void write(ObjectNode root) {
            new Rounds(rounds).write(root);
            root.put("settled", settled);
            if (!Double.isNaN(processorSeconds)) {
                root.put("totalProcessorSeconds", processorSeconds);
                root.put("envStepsPerProcessorSecond", stepsPerProcessorSecond());
            }
            if (!Double.isNaN(peakShare)) {
                root.put("peakShare", peakShare);
            }
            root.put("environmentShare", environmentShare);
            root.put("overheadOverEnvironment", overheadOverEnvironment());
        }
    }

    /// Measures whole iterations on threads of this process, after warm-up, and then the environment's share. The peak is
    /// measured between the rounds, so that both meet the same machine.
    ///
    /// @param environment the environment
    /// @param request what is trained, on threads of this process
    /// @param seconds about how long the rounds and their warm-up take; the share takes a quarter more
    /// @param <T> type of the task
    /// @return the rates
    public static <T> Rates measure(MetaEnvironment<T> environment, RunRequest request, double seconds) {
        Rates rates = rounds(environment, request, seconds);
        return new Rates(
                rates.rounds(),
                rates.settled(),
                rates.steps(),
                rates.processorSeconds(),
                rates.peakShare(),
                environmentShare(environment, request, seconds));
    }

    private static <T> Rates rounds(MetaEnvironment<T> environment, RunRequest request, double seconds) {
        TrainingSettings settings = request.settings();
        Policy policy = settings.newPolicy(environment.spec());
        try (LocalEngine<T> engine = new LocalEngine<>(
                environment, policy, settings, request.options().threads())) {
            MetaTrainer<T> trainer = new MetaTrainer<>(environment, policy, settings, engine);
            double peak = peak();
            boolean settled = warmUp(environment, trainer, seconds);
            List<Double> rounds = new ArrayList<>();
            long before = trainer.snapshot().envSteps();
            double processor = 0;
            for (int round = 0; round < ROUNDS; round++) {
                double start = processorSeconds();
                rounds.add(rate(trainer, ROUND * seconds));
                processor += processorSeconds() - start;
                peak = Math.max(peak, peak());
            }
            long steps = trainer.snapshot().envSteps() - before;
            double atPeak = steps * operationsOfStep(environment, settings) / peak;
            return new Rates(List.copyOf(rounds), settled, steps, processor, atPeak / processor, Double.NaN);
        }
    }

    /// Iterates until the speed has settled.
    ///
    /// @return whether it has
    static boolean warmUp(MetaEnvironment<?> environment, MetaTrainer<?> trainer, double seconds) {
        return WarmUp.run(piece -> rate(trainer, piece), environment::isWarm, seconds);
    }

    /// The best of a few measurements: the first ones are not compiled, and others may be disturbed.
    private static double peak() {
        double best = 0;
        for (int i = 0; i < PEAKS; i++) {
            best = Math.max(best, FmaPeak.measure());
        }
        return best;
    }

    /// Processor time of this process so far, to a hundredth of a second.
    private static double processorSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(duration -> duration.toNanos() * 1e-9)
                .orElse(Double.NaN);
    }

    private static double operationsOfStep(MetaEnvironment<?> environment, TrainingSettings settings) {
        if (settings.policy().kind() != PolicySettings.Kind.MLP
                || settings.policy().precision() != Precision.FLOAT) {
            return Double.NaN;
        }
        EstimatorSettings trained = settings.estimator().forTraining();
        return NetworkOperations.of(NetworkOperations.sizes(environment, settings))
                .ofStep(
                        trained.sampling(),
                        trained.innerStep().steps(),
                        trained.method().curvature());
    }

    /// Share of the workers' time that resets and steps take, over whole iterations. Measured apart from the rounds,
    /// because asking for the time twice a step costs some itself where steps are short.
    private static <T> double environmentShare(MetaEnvironment<T> environment, RunRequest request, double seconds) {
        TrainingSettings settings = request.settings();
        TimedEnvironment<T> timed = new TimedEnvironment<>(environment);
        Policy policy = settings.newPolicy(environment.spec());
        try (LocalEngine<T> engine =
                new LocalEngine<>(timed, policy, settings, request.options().threads())) {
            MetaTrainer<T> trainer = new MetaTrainer<>(timed, policy, settings, engine);
            rate(trainer, SHARE_WARM_UP * seconds);
            long before = timed.nanoseconds();
            long start = System.nanoTime();
            rate(trainer, SHARE * seconds);
            return (double) (timed.nanoseconds() - before)
                    / (request.options().threads() * (System.nanoTime() - start));
        }
    }

    /// Environment steps a second over whole iterations that take at least `seconds`. What is measured is speed: updates that
    /// are not finite are left out.
    public static double rate(MetaTrainer<?> trainer, double seconds) {
        trainer.skipBadUpdates(true);
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
}
