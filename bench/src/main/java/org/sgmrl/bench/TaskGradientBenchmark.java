package org.sgmrl.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.training.TrainingSettings;

/// Time of one task's share of the meta-gradient on 2D navigation, released settings, in nanoseconds an
/// environment step (4000 steps a task; the goal is out of reach, so no episode ends early).
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class TaskGradientBenchmark {
    /// Two batches of 20 trajectories of 100 steps.
    static final int STEPS = 4000;

    static final Goal GOAL = new Goal(0.5, 0.5);

    final PointNavigation environment = PointNavigation.distance();
    final Policy policy;
    final double[] theta;
    private final TaskGradient share;
    private final TaskGradientEstimator<Goal> sgMrl;
    private final TaskGradientEstimator<Goal> sgMrlFirstOrder;
    private final TaskGradientEstimator<Goal> maml;
    private final TaskGradientEstimator<Goal> mamlFirstOrder;
    private int calls;

    /// Made by JMH.
    public TaskGradientBenchmark() {
        TrainingSettings settings = TrainingSettings.of(Preset.RELEASED, environment.spec(), Method.SG_MRL);
        policy = settings.newPolicy(environment.spec());
        theta = new double[policy.parameterCount()];
        share = new TaskGradient(theta.length);
        policy.initialize(RandomStream.of(1, StreamDomain.DEMONSTRATION, 0, 0, 0, 0, StreamPurpose.PARAMETERS), theta);
        sgMrl = estimator(Method.SG_MRL, Curvature.PATHWISE);
        sgMrlFirstOrder = estimator(Method.SG_MRL, Curvature.NONE);
        maml = estimator(Method.MAML, Curvature.PATHWISE);
        mamlFirstOrder = estimator(Method.MAML, Curvature.NONE);
    }

    final TaskGradientEstimator<Goal> estimator(Method method, Curvature curvature) {
        TrainingSettings released = TrainingSettings.of(Preset.RELEASED, environment.spec(), method);
        return new TaskGradientEstimator<>(
                environment,
                policy,
                released.withMethod(m -> m.withCurvature(curvature)).estimator());
    }

    static RolloutKey key(int call) {
        return new RolloutKey(1, StreamDomain.DEMONSTRATION, call, 0);
    }

    private TaskGradient estimate(TaskGradientEstimator<Goal> estimator) {
        estimator.estimate(theta, GOAL, key(calls), share);
        calls++;
        return share;
    }

    /// Nothing: the cost of measuring.
    @Benchmark
    public void baseline() {}

    /// SG-MRL with pathwise curvature.
    ///
    /// @return the share
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public TaskGradient sgMrl() {
        return estimate(sgMrl);
    }

    /// SG-MRL without curvature.
    ///
    /// @return the share
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public TaskGradient sgMrlFirstOrder() {
        return estimate(sgMrlFirstOrder);
    }

    /// MAML with pathwise curvature.
    ///
    /// @return the share
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public TaskGradient maml() {
        return estimate(maml);
    }

    /// MAML without curvature.
    ///
    /// @return the share
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public TaskGradient mamlFirstOrder() {
        return estimate(mamlFirstOrder);
    }
}
