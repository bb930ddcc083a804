package org.sgmrl.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.DecisionBatch;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.RolloutSampler;
import org.sgmrl.rollout.TrajectoryBatch;

/// Time of the operations of the policy of the locomotion experiments, 20→100→100→6, in microseconds a call, and of what
/// a task of MAML makes of them in an environment that takes no time.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class PolicyBenchmark {
    /// Rollouts that act in lockstep.
    static final int ACTING_ROWS = 20;

    /// Rows of a batch.
    static final int ROWS = ACTING_ROWS * StubEnvironment.HORIZON;

    /// α of the task's inner step; weights are of order 1 and not divided by the number of rows.
    static final double INNER_STEP_SIZE = 0.1 / ROWS;

    static final Double TASK = 0.5;

    final Policy policy = new GaussianMlpPolicy(
            StubEnvironment.OBSERVATION_SIZE, new int[] {100, 100}, StubEnvironment.ACTION_SIZE, 0, Precision.FLOAT);
    final double[] theta = new double[policy.parameterCount()];
    final double[] direction = new double[theta.length];
    final double[] weights = new double[ROWS];
    final double[] noise = new double[ROWS * 6];
    final DecisionBatch batch = new DecisionBatch(ROWS, 20, 6);
    final double[] actions = new double[ACTING_ROWS * 6];
    final double[] adapted = new double[theta.length];
    final TrajectoryBatch inner = newBatch();
    final TrajectoryBatch outer = newBatch();
    private final TrajectoryBatch sampled = newBatch();
    private final double[] result = new double[theta.length];
    private final double[] outerGradient = new double[theta.length];
    private final double[] curvatureWeights = new double[ROWS];
    private final PolicyEvaluator evaluator = policy.newEvaluator();
    private final RolloutSampler<Double> sampler =
            new RolloutSampler<>(new StubEnvironment(), evaluator.noiseSize(), ACTING_ROWS, StubEnvironment.HORIZON);
    private int calls;

    /// Made by JMH.
    public PolicyBenchmark() {
        RandomStream random = RandomStream.of(1, StreamDomain.DEMONSTRATION, 0, 0, 0, 0, StreamPurpose.PARAMETERS);
        policy.initialize(random, theta);
        random.fillGaussian(direction, 0, direction.length);
        random.fillGaussian(weights, 0, weights.length);
        for (int n = 0; n < ROWS; n++) {
            curvatureWeights[n] = INNER_STEP_SIZE * weights[n];
        }
        random.fillGaussian(noise, 0, noise.length);
        random.fillGaussian(batch.observations(), 0, batch.observations().length);
        batch.rows(ROWS);
        evaluator.setParameters(theta);
        evaluator.act(ROWS, batch.observations(), noise, batch.actions());
        inner.decisions().memory(evaluator.newMemory(ROWS));
        outer.decisions().memory(evaluator.newMemory(ROWS));
    }

    private static TrajectoryBatch newBatch() {
        return new TrajectoryBatch(
                ACTING_ROWS, StubEnvironment.HORIZON, StubEnvironment.OBSERVATION_SIZE, StubEnvironment.ACTION_SIZE);
    }

    static RolloutKey key(int call) {
        return new RolloutKey(1, StreamDomain.DEMONSTRATION, call, 0);
    }

    /// Nothing: the cost of measuring.
    @Benchmark
    public void baseline() {}

    /// Actions of 20 rollouts, noise at hand.
    ///
    /// @return the actions
    @Benchmark
    public double[] act() {
        evaluator.act(ACTING_ROWS, batch.observations(), noise, actions);
        return actions;
    }

    /// Gradient of the weighted log-likelihood of 2000 decisions, added to what is there.
    ///
    /// @return the sum so far
    @Benchmark
    public double[] gradient() {
        evaluator.gradient(batch, 0, ROWS, weights, result);
        return result;
    }

    /// Its Hessian times a vector, added to what is there.
    ///
    /// @return the sum so far
    @Benchmark
    public double[] hessianVectorProduct() {
        evaluator.hessianVectorProduct(batch, 0, ROWS, weights, direction, null, result);
        return result;
    }

    /// A batch of 2000 decisions, sampled in lockstep; nothing kept of them for a gradient.
    ///
    /// @return the batch
    @Benchmark
    public TrajectoryBatch sample() {
        sampler.sample(TASK, evaluator, key(calls++), 0, ACTING_ROWS, sampled);
        return sampled;
    }

    /// The policy's work in a task of MAML with curvature, weights given: a batch at θ, its gradient g, a batch at
    /// θ′ = θ + α g, its gradient v, and v + α H v with the Hessian H of the first.
    ///
    /// @return that sum
    @Benchmark
    public double[] task() {
        RolloutKey key = key(calls++);
        sampler.sample(TASK, evaluator, key, 0, ACTING_ROWS, inner);
        System.arraycopy(theta, 0, adapted, 0, theta.length);
        evaluator.gradient(inner.decisions(), 0, ROWS, curvatureWeights, adapted);
        evaluator.setParameters(adapted);
        sampler.sample(TASK, evaluator, key, 1, ACTING_ROWS, outer);
        Arrays.fill(outerGradient, 0);
        evaluator.gradient(outer.decisions(), 0, ROWS, weights, outerGradient);
        evaluator.setParameters(theta);
        System.arraycopy(outerGradient, 0, result, 0, theta.length);
        evaluator.hessianVectorProduct(inner.decisions(), 0, ROWS, curvatureWeights, outerGradient, null, result);
        return result;
    }
}
