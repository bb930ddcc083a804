package org.sgmrl.run.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.io.Closing;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.MeasurementFailed;
import org.sgmrl.statistics.Medians;
import org.sgmrl.training.Iteration;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.Reuse;
import org.sgmrl.training.TaskEngine;
import org.sgmrl.training.TrainingSettings;
import org.sgmrl.training.TrainingSnapshot;
import tools.jackson.databind.node.ObjectNode;

/// What one method costs against another with the same other settings: processor time of whole iterations, in turns on
/// one thread, which other processes on the machine disturb less than a clock. All iterations begin at the parameters of a
/// new run, so that both see the same tasks at the same policy.
public final class MethodBench {
    private static final int LEAST_ROUNDS = 5;

    private final Method against;
    /// Seconds of processor time of each iteration.
    private final Turns seconds;
    /// Environment steps of the request's iterations.
    private final long steps;

    private MethodBench(Method against, Turns seconds, long steps) {
        this.against = against;
        this.seconds = seconds;
        this.steps = steps;
    }

    /// Measures.
    ///
    /// @param environment the environment
    /// @param request the one method with its settings
    /// @param against the other method, which gets the same curvature and no choices of its own
    /// @param seconds about how long
    /// @param <T> type of the task
    /// @return the measurement
    public static <T> MethodBench measure(
            MetaEnvironment<T> environment, RunRequest request, Method against, double seconds) {
        if (!ManagementFactory.getThreadMXBean().isCurrentThreadCpuTimeSupported()) {
            throw new MeasurementFailed("this Java does not tell the processor time of a thread; compare two runs of"
                    + " bench training without --against instead");
        }
        TrainingSettings settings = request.settings();
        // Several steps on the same data are the choice of one method.
        Reuse reuse = TrainingSettings.of(request.preset(), environment.spec(), against)
                .outerStep()
                .reuse();
        TrainingSettings others = settings.withOuterStep(step -> step.withReuse(_ -> Reuse.NONE))
                .withMethod(m -> MethodSettings.of(against).withCurvature(m.curvature()))
                .withOuterStep(step -> step.withReuse(_ -> reuse));
        try (Iterations<T> one = new Iterations<>(environment, request, settings);
                Iterations<T> other = new Iterations<>(environment, request, others)) {
            int begun = WarmUp.inTurns(
                    turn -> {
                        one.run(turn);
                        other.run(turn);
                    },
                    WarmUp.SHARE,
                    seconds,
                    environment::isWarm);
            long before = one.steps;
            Turns turns = Turns.take(
                    LEAST_ROUNDS,
                    (1 - WarmUp.SHARE) * seconds,
                    turn -> one.run(begun + turn),
                    turn -> other.run(begun + turn));
            return new MethodBench(against, turns, one.steps - before);
        }
    }

    /// For people.
    ///
    /// @param request what was measured
    /// @return lines to print
    public List<String> lines(RunRequest request) {
        double[] ratios = seconds.ratios();
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%s, processor time of an iteration on one thread: %s %.2f ms, %s %.2f ms (medians of %d rounds in"
                                + " turn)",
                        request.environmentId(),
                        request.settings().method().kind().id(),
                        1e3 * Medians.of(seconds.ours()),
                        against.id(),
                        1e3 * Medians.of(seconds.theirs()),
                        seconds.count()),
                String.format(
                        Locale.ROOT,
                        "ratio %.3f (median of rounds; quartiles %.3f and %.3f)",
                        seconds.ratio(),
                        ratios[ratios.length / 4],
                        ratios[ratios.length - 1 - ratios.length / 4]));
    }

    /// Writes the measurement into an object; its steps a second are by processor time.
    ///
    /// @param root the object
    public void write(ObjectNode root) {
        root.put("envStepsPerSecond", steps / Arrays.stream(seconds.ours()).sum());
        root.put("against", against.id());
        seconds.write(root, "processorSeconds", "processorSecondsOfOther");
    }

    /// Iterations of one method on the calling thread.
    private static final class Iterations<T> implements AutoCloseable {
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final InThread<T> engine;
        private final MetaTrainer<T> trainer;
        private final TrainingSnapshot beginning;
        private final double[] theta;
        private long steps;

        Iterations(MetaEnvironment<T> environment, RunRequest request, TrainingSettings settings) {
            Policy policy = settings.newPolicy(environment.spec());
            this.theta = request.startingTheta(policy);
            try (Closing opened = new Closing()) {
                this.engine = opened.add(new InThread<>(
                        settings, new TaskGradientEstimator<>(environment, policy, settings.estimator())));
                this.trainer = new MetaTrainer<>(environment, policy, settings, engine);
                trainer.skipBadUpdates(true); // what is measured is time
                this.beginning = trainer.snapshot();
                opened.keep();
            }
        }

        /// One iteration with the tasks of that number; returns seconds of processor time.
        double run(int iteration) {
            trainer.restore(new TrainingSnapshot(iteration, steps, theta, beginning.optimizer(), beginning.baseline()));
            long start = threads.getCurrentThreadCpuTime();
            steps = trainer.iterate().envSteps();
            return (threads.getCurrentThreadCpuTime() - start) * 1e-9;
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    /// An engine without threads of its own.
    private record InThread<T>(TrainingSettings settings, TaskGradientEstimator<T> estimator) implements TaskEngine<T> {
        @Override
        public void estimate(double[] theta, Iteration iteration, List<T> tasks, TaskGradient[] out) {
            for (int i = 0; i < out.length; i++) {
                estimator.estimate(
                        theta,
                        iteration.scoreTermFactor(),
                        tasks.get(i),
                        LocalEngine.key(settings.seed(), iteration.number(), i),
                        out[i]);
            }
        }

        @Override
        public boolean estimatesAgain() {
            return true;
        }

        @Override
        public void estimateAgain(
                double[] theta, double[] behaviour, Iteration iteration, List<T> tasks, TaskGradient[] out) {
            double clip = settings.outerStep().reuse().clip();
            for (int i = 0; i < out.length; i++) {
                estimator.estimateAgain(
                        theta,
                        behaviour,
                        clip,
                        tasks.get(i),
                        LocalEngine.key(settings.seed(), iteration.number(), i),
                        out[i]);
            }
        }

        @Override
        public void close() {
            estimator.close();
        }
    }
}
