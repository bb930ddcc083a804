package org.sgmrl.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.io.Closing;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.rollout.RolloutKey;

/// A program that measures what `leave-out-exact` costs in noise along a run on 2D navigation; docs/results/linear.md has its
/// figures. The linear score term L of a task and the exact one E are made from the same data. The share with
/// probability p has L + B (E − L)/p, so its noise within a task is that of E and what B adds:
///
///     noise² = Var E + (1/p − 1) mean ‖E − L‖²
final class ExactNoise {
    private static final int[] ITERATIONS = {0, 40, 100};
    private static final double[] PROBABILITIES = {0.05, 0.1, 0.2};
    private static final long SEED = 77;
    private static final LeaveOut LINEAR = LeaveOut.EVERY_TRAJECTORY.withGroups(20);

    private ExactNoise() {}

    /// Prints a line for each iteration and each of both ways to the exact coefficients.
    ///
    /// @param arguments number of tasks, and of inner data sets with an outer batch each for every task, at least 2
    public static void main(String[] arguments) {
        int tasks = Integer.parseInt(arguments[0]);
        int draws = Integer.parseInt(arguments[1]);
        PointNavigation environment = PointNavigation.distance();
        TrainingSettings settings = TrainingSettings.of(Preset.TUNED_2, environment.spec(), Method.SG_MRL)
                .withMethod(m -> m.withLeaveOut(LINEAR).withCoefficient(Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR));
        Policy policy = settings.newPolicy(environment.spec());
        try (LocalEngine<Goal> engine = new LocalEngine<>(environment, policy, settings, 1)) {
            MetaTrainer<Goal> trainer = new MetaTrainer<>(environment, policy, settings, engine);
            for (int iteration : ITERATIONS) {
                while (trainer.iteration() < iteration) {
                    trainer.iterate();
                }
                measure(environment, policy, settings, trainer, tasks, draws);
            }
        }
    }

    private static void measure(
            PointNavigation environment,
            Policy policy,
            TrainingSettings settings,
            MetaTrainer<Goal> trainer,
            int tasks,
            int draws) {
        List<LeaveOut> forms =
                List.of(LINEAR, LINEAR.withExact(1), LINEAR.withExact(1).withRollouts(5));
        double[] theta = trainer.theta();
        double[] variance = new double[forms.size()];
        double[] difference = new double[forms.size()];
        TaskGradient share = new TaskGradient(theta.length);
        try (Closing opened = new Closing()) {
            List<TaskGradientEstimator<Goal>> estimators = new ArrayList<>();
            for (LeaveOut form : forms) {
                TrainingSettings with = settings.withMethod(m -> m.withLeaveOut(form));
                estimators.add(opened.add(new TaskGradientEstimator<>(environment, policy, with.estimator(), true)));
            }
            for (int task = 0; task < tasks; task++) {
                Goal goal = MetaTrainer.task(environment.tasks(), SEED, trainer.iteration(), task);
                double[][][] scores = new double[forms.size()][draws][];
                for (int draw = 0; draw < draws; draw++) {
                    int number = 1000 * trainer.iteration() + draw;
                    RolloutKey key = new RolloutKey(SEED, StreamDomain.CERTIFICATION, number, task);
                    for (int form = 0; form < forms.size(); form++) {
                        estimators.get(form).estimate(theta, goal, key, share);
                        scores[form][draw] = share.score().clone();
                        difference[form] += squaredDistance(scores[form][draw], scores[0][draw]) / (tasks * draws);
                    }
                }
                for (int form = 0; form < forms.size(); form++) {
                    variance[form] += variance(scores[form]) / tasks;
                }
            }
        }
        for (int form = 1; form < forms.size(); form++) {
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT,
                    "iteration %d, %d rollouts: linear %.2f, exact %.2f, difference %.2f;",
                    trainer.iteration(),
                    forms.get(form).rollouts(),
                    Math.sqrt(variance[0]),
                    Math.sqrt(variance[form]),
                    Math.sqrt(difference[form])));
            for (double p : PROBABILITIES) {
                double noise = Math.sqrt(variance[form] + (1 / p - 1) * difference[form]);
                line.append(String.format(Locale.ROOT, " p = %.2f: %.2f", p, noise));
            }
            System.out.println(line);
        }
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += (a[j] - b[j]) * (a[j] - b[j]);
        }
        return sum;
    }

    /// The trace of the sample covariance.
    private static double variance(double[][] samples) {
        double[] mean = new double[samples[0].length];
        for (double[] sample : samples) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += sample[j] / samples.length;
            }
        }
        double sum = 0;
        for (double[] sample : samples) {
            sum += squaredDistance(sample, mean);
        }
        return sum / (samples.length - 1);
    }
}
