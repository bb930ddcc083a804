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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// Time of one random number, in nanoseconds.
///
/// With the Vector API: `-jvmArgsAppend --add-modules=jdk.incubator.vector` is set below; without: override it with
/// `-jvmArgsAppend -Dscalar`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class RandomStreamBenchmark {
    /// Action noise of one meta-iteration of 2D navigation: 20 tasks, 20 trajectories, 100 steps, 2 actions,
    /// 2 batches.
    static final int ITERATION = 160_000;

    /// Action noise of one of its trajectories.
    static final int ROLLOUT = 200;

    final double[] out = new double[ITERATION];
    private final RandomStream stream = new RandomStream();
    private int rollout;

    /// Made by JMH.
    public RandomStreamBenchmark() {}

    /// Draws until the stream has changed to vector instructions, after about 67 million normals.
    @Setup
    public void changeToVectorInstructions() {
        for (int i = 0; i < 450; i++) {
            fillGaussian();
        }
    }

    /// Nothing: the cost of measuring.
    @Benchmark
    public void baseline() {}

    /// Normals, in one long filling from position 0.
    ///
    /// @return the numbers
    @Benchmark
    @OperationsPerInvocation(ITERATION)
    public double[] fillGaussian() {
        stream.position(0);
        stream.fillGaussian(out, 0, ITERATION);
        return out;
    }

    /// Normals of one trajectory after another, each from a stream of its own.
    ///
    /// @return the numbers
    @Benchmark
    @OperationsPerInvocation(ROLLOUT)
    public double[] rekeyAndFillGaussian() {
        rekey();
        stream.fillGaussian(out, 0, ROLLOUT);
        return out;
    }

    /// Normals of one trajectory, drawn in each of its steps.
    ///
    /// @return the numbers
    @Benchmark
    @OperationsPerInvocation(ROLLOUT)
    public double[] rekeyAndFillGaussianByTwos() {
        rekey();
        for (int i = 0; i < ROLLOUT; i += 2) {
            stream.fillGaussian(out, i, 2);
        }
        return out;
    }

    /// Uniform doubles, in one long filling from position 0.
    ///
    /// @return the numbers
    @Benchmark
    @OperationsPerInvocation(ITERATION)
    public double[] fillUniform() {
        stream.position(0);
        stream.fillUniform(out, 0, ITERATION);
        return out;
    }

    /// The first uniform double of a stream: the cost of a name.
    ///
    /// @return the number
    @Benchmark
    public double rekeyAndNextDouble() {
        rekey();
        return stream.nextDouble();
    }

    /// Uniform doubles, one by one.
    ///
    /// @return the sum of a trajectory's worth
    @Benchmark
    @OperationsPerInvocation(ROLLOUT)
    public double nextDouble() {
        stream.position(0);
        double sum = 0;
        for (int i = 0; i < ROLLOUT; i++) {
            sum += stream.nextDouble();
        }
        return sum;
    }

    /// Bounded integers, one by one.
    ///
    /// @return the sum of a trajectory's worth
    @Benchmark
    @OperationsPerInvocation(ROLLOUT)
    public int nextBoundedInt() {
        stream.position(0);
        int sum = 0;
        for (int i = 0; i < ROLLOUT; i++) {
            sum += stream.nextInt(10);
        }
        return sum;
    }

    /// Normals in double precision, one by one.
    ///
    /// @return the sum of a trajectory's worth
    @Benchmark
    @OperationsPerInvocation(ROLLOUT)
    public double nextGaussian() {
        stream.position(0);
        double sum = 0;
        for (int i = 0; i < ROLLOUT; i++) {
            sum += stream.nextGaussian();
        }
        return sum;
    }

    private void rekey() {
        stream.rekey(1, StreamDomain.DEMONSTRATION, 0, 0, 0, rollout++, StreamPurpose.ACTION);
    }
}
