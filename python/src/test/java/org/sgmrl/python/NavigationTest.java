package org.sgmrl.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.RolloutSampler;
import org.sgmrl.rollout.TrajectoryBatch;
import org.sgmrl.statistics.Interval;
import org.sgmrl.statistics.StudentIntervals;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.MetaTester;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.TrainingSettings;

/// 2D navigation in Python is the same problem as ours, and can be learnt.
final class NavigationTest {
    private static final PointNavigation OURS = PointNavigation.distance();

    @TempDir
    private Path folder;

    private PythonEnvironment python() {
        return PythonEnvironment.of(Sources.resource(folder, "navigation.py"), Sources.PYTHON);
    }

    private static TrainingSettings settings(int iterations) {
        EnvironmentSpec spec = new EnvironmentSpec("any", 2, OURS.spec().actionSpace(), 20, 8, iterations);
        return TrainingSettings.of(Preset.TUNED, spec, Method.SG_MRL)
                .withOuterStep(step -> step.withSize(1e-2))
                .withSampling(sampling -> sampling.withInnerTrajectories(10).withOuterTrajectories(10))
                .withPolicy(policy -> policy.withHidden(List.of(20, 20)));
    }

    @Test
    void theSamePolicyOnTheSameTaskHasTheSameBits() {
        Policy policy = settings(1).newPolicy(OURS.spec());
        double[] theta = new double[policy.parameterCount()];
        MetaTrainer.initialize(policy, 5, theta);
        try (PythonEnvironment environment = python()) {
            for (double[] goal : new double[][] {{0.3, -0.2}, {0.05, 0.05}, {-0.49, 0.5}}) {
                TrajectoryBatch ours = sample(OURS, new Goal(goal[0], goal[1]), policy, theta);
                TrajectoryBatch theirs = sample(environment, environment.tasks().task(goal), policy, theta);
                assertThat(theirs.rows()).isEqualTo(ours.rows());
                assertThat(theirs.rewards()).isEqualTo(ours.rewards());
                assertThat(theirs.decisions().observations())
                        .isEqualTo(ours.decisions().observations());
            }
        }
    }

    private static <T> TrajectoryBatch sample(MetaEnvironment<T> environment, T task, Policy policy, double[] theta) {
        PolicyEvaluator evaluator = policy.newEvaluator();
        evaluator.setParameters(theta);
        TrajectoryBatch batch = new TrajectoryBatch(20, 100, 2, 2);
        try (RolloutSampler<T> sampler = new RolloutSampler<>(environment, evaluator.noiseSize(), 20, 100)) {
            sampler.sample(task, evaluator, new RolloutKey(5, StreamDomain.TEST, 0, 0), 0, 20, batch);
        }
        return batch;
    }

    @Test
    void trainingOnTheirTasksRaisesTheReturnAsOnOurs() {
        Outcome ours = train(OURS);
        Outcome theirs;
        try (PythonEnvironment environment = python()) {
            theirs = train(environment);
        }
        assertThat(ours.gain.low()).isPositive();
        assertThat(theirs.gain.low()).isPositive();
        // Different tasks: each pair of 99.9 % intervals is disjoint once in 10⁵ seeds; this one is fixed.
        assertThat(Math.abs(ours.before.mean() - theirs.before.mean()))
                .isLessThan(width(ours.before) + width(theirs.before));
        assertThat(Math.abs(ours.gain.mean() - theirs.gain.mean())).isLessThan(width(ours.gain) + width(theirs.gain));
    }

    /// Half the width of a 99.9 % interval.
    private static double width(Interval interval) {
        return (interval.high() - interval.low()) / 2 * (3.29 / 1.96);
    }

    /// @param before return before training
    /// @param gain what training adds to it, task by task
    private record Outcome(Interval before, Interval gain) {}

    /// Returns after one inner step, on 60 fresh tasks.
    private static <T> Outcome train(MetaEnvironment<T> environment) {
        TrainingSettings settings = settings(25);
        var policy = settings.newPolicy(environment.spec());
        try (LocalEngine<T> engine = new LocalEngine<>(environment, policy, settings, 2);
                MetaTester<T> tester = new MetaTester<>(environment, policy, settings, 1, 1)) {
            MetaTrainer<T> trainer = new MetaTrainer<>(environment, policy, settings, engine);
            double[] before = test(tester, trainer.theta());
            trainer.run(List.of());
            double[] after = test(tester, trainer.theta());
            double[] gain = new double[before.length];
            Arrays.setAll(gain, i -> after[i] - before[i]);
            return new Outcome(StudentIntervals.ofMean(before), StudentIntervals.ofMean(gain));
        }
    }

    private static <T> double[] test(MetaTester<T> tester, double[] theta) {
        return tester.returns(theta, 60, 1, StreamDomain.TEST)[1];
    }
}
