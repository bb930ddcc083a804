package org.sgmrl.bench;

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

/// Time of the operations of the policy of the locomotion experiments, 20→100→100→6, in microseconds a call.
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
    static final int ROWS = 2000;

    final Policy policy = new GaussianMlpPolicy(20, new int[] {100, 100}, 6, 0, Precision.FLOAT);
    final double[] theta = new double[policy.parameterCount()];
    final double[] direction = new double[theta.length];
    final double[] weights = new double[ROWS];
    final double[] noise = new double[ROWS * 6];
    final DecisionBatch batch = new DecisionBatch(ROWS, 20, 6);
    final double[] actions = new double[ACTING_ROWS * 6];
    private final double[] result = new double[theta.length];
    private final PolicyEvaluator evaluator = policy.newEvaluator();

    /// Made by JMH.
    public PolicyBenchmark() {
        RandomStream random = RandomStream.of(1, StreamDomain.DEMONSTRATION, 0, 0, 0, 0, StreamPurpose.PARAMETERS);
        policy.initialize(random, theta);
        random.fillGaussian(direction, 0, direction.length);
        random.fillGaussian(weights, 0, weights.length);
        random.fillGaussian(noise, 0, noise.length);
        random.fillGaussian(batch.observations(), 0, batch.observations().length);
        batch.rows(ROWS);
        evaluator.setParameters(theta);
        evaluator.act(ROWS, batch.observations(), noise, batch.actions());
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
}
