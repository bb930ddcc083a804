package org.sgmrl.run.bench;

import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.RunRequest;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.TrainingSettings;

/// Speed of meta-training: whole iterations, and the environment's share of them.
public final class TrainingBench {
    /// Shares of the time for warm-up and for each round.
    static final double WARM_UP = 0.35;

    static final double ROUND = 0.13;
    static final int ROUNDS = 5;

    /// Shares of the time, in addition, for warm-up and measurement of the time within the environment.
    private static final double SHARE_WARM_UP = 0.05;

    private static final double SHARE = 0.2;

    private TrainingBench() {}

    /// Measures whole iterations on threads of this process, after warm-up.
    ///
    /// @return environment steps a second of each round
    public static <T> double[] rates(MetaEnvironment<T> environment, RunRequest request, double seconds) {
        TrainingSettings settings = request.settings();
        Policy policy = settings.newPolicy(environment.spec());
        try (LocalEngine<T> engine = new LocalEngine<>(
                environment, policy, settings, request.options().threads())) {
            MetaTrainer<T> trainer = new MetaTrainer<>(environment, policy, settings, engine);
            rate(trainer, WARM_UP * seconds);
            double[] rates = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                rates[round] = rate(trainer, ROUND * seconds);
            }
            return rates;
        }
    }

    /// Share of the workers' time that resets and steps take, over whole iterations. Measured apart from the rounds,
    /// because asking for the time twice a step costs some itself where steps are short.
    public static <T> double environmentShare(MetaEnvironment<T> environment, RunRequest request, double seconds) {
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

    /// Environment steps a second over whole iterations that take at least `seconds`.
    public static double rate(MetaTrainer<?> trainer, double seconds) {
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
