package org.sgmrl.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.rollout.TrajectoryBatch;

/// Each benchmark computes what its name says: compared with the double-precision reference.
class PolicyBenchmarkTest {
    private final PolicyBenchmark benchmark = new PolicyBenchmark();
    private final PolicyEvaluator reference =
            new GaussianMlpPolicy(20, new int[] {100, 100}, 6, 0, Precision.DOUBLE).newEvaluator();

    PolicyBenchmarkTest() {
        reference.setParameters(benchmark.theta);
    }

    @Test
    void everyBenchmarkHasATestOfItsName() {
        BenchmarkTests.assertComplete(PolicyBenchmark.class, PolicyBenchmarkTest.class);
    }

    @Test
    void baseline() {
        benchmark.baseline();
        assertThat(benchmark.actions).containsOnly(0);
    }

    @Test
    void act() {
        double[] expected = new double[benchmark.actions.length];
        reference.act(PolicyBenchmark.ACTING_ROWS, benchmark.batch.observations(), benchmark.noise, expected);
        assertThat(benchmark.act()).containsExactly(expected, within(1e-5));
    }

    @Test
    void gradient() {
        double[] expected = new double[benchmark.theta.length];
        reference.gradient(benchmark.batch, 0, PolicyBenchmark.ROWS, benchmark.weights, expected);
        assertThat(relativeError(benchmark.gradient(), expected)).isLessThan(1e-5);
    }

    @Test
    void hessianVectorProduct() {
        double[] expected = new double[benchmark.theta.length];
        reference.hessianVectorProduct(
                benchmark.batch, 0, PolicyBenchmark.ROWS, benchmark.weights, benchmark.direction, null, expected);
        assertThat(relativeError(benchmark.hessianVectorProduct(), expected)).isLessThan(1e-5);
    }

    @Test
    void sample() {
        TrajectoryBatch batch = benchmark.sample();
        assertThat(batch.rows()).isEqualTo(PolicyBenchmark.ROWS);
        double[] observations = batch.decisions().observations();
        double[] actions = batch.decisions().actions();
        RandomStream random = new RandomStream();
        double[] noise = new double[StubEnvironment.HORIZON * 6];
        double[] mean = new double[6];
        for (int i = 0; i < batch.trajectories(); i++) {
            random.rekey(1, StreamDomain.DEMONSTRATION, 0, 0, 0, i, StreamPurpose.ACTION);
            random.fillGaussian(noise, 0, noise.length);
            double state = PolicyBenchmark.TASK;
            for (int h = 0; h < StubEnvironment.HORIZON; h++) {
                int row = batch.start(i) + h;
                double[] observation = Arrays.copyOfRange(observations, row * 20, (row + 1) * 20);
                assertThat(observation).containsOnly(state);
                reference.mode(1, observation, mean);
                double force = 0;
                for (int j = 0; j < 6; j++) {
                    // A standard deviation of e⁰ in the policy's units, of which ten are one of the environment's.
                    double action = actions[row * 6 + j];
                    assertThat(action).isCloseTo(mean[j] + noise[h * 6 + j], within(1e-5));
                    force += Math.clamp(action * 0.1, -1, 1) / 6;
                }
                assertThat(batch.rewards()[row]).isCloseTo(force, within(1e-12));
                state = 0.75 * state + 0.25 * batch.rewards()[row];
            }
        }
        double[] first = actions.clone();
        assertThat(benchmark.sample().decisions().actions()).isNotEqualTo(first);
    }

    @Test
    void task() {
        double[] actual = benchmark.task();
        double[] inner = weights(PolicyBenchmark.INNER_STEP_SIZE);
        double[] step = new double[actual.length];
        reference.gradient(benchmark.inner.decisions(), 0, PolicyBenchmark.ROWS, inner, step);
        double[] adapted = sum(benchmark.theta, step);
        assertThat(relativeError(benchmark.adapted, adapted)).isLessThan(1e-6);
        assertThat(norm(step)).isGreaterThan(1e-3 * norm(benchmark.theta));
        double[] outer = new double[actual.length];
        reference.setParameters(adapted);
        reference.gradient(benchmark.outer.decisions(), 0, PolicyBenchmark.ROWS, weights(1), outer);
        double[] product = new double[actual.length];
        reference.setParameters(benchmark.theta);
        reference.hessianVectorProduct(
                benchmark.inner.decisions(), 0, PolicyBenchmark.ROWS, inner, outer, null, product);
        assertThat(norm(product)).isGreaterThan(1e-3 * norm(outer));
        assertThat(relativeError(actual, sum(outer, product))).isLessThan(1e-5);
    }

    private double[] weights(double factor) {
        return Arrays.stream(benchmark.weights).map(w -> factor * w).toArray();
    }

    private static double[] sum(double[] x, double[] y) {
        double[] sum = x.clone();
        for (int j = 0; j < sum.length; j++) {
            sum[j] += y[j];
        }
        return sum;
    }

    private static double relativeError(double[] actual, double[] expected) {
        double[] difference = actual.clone();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= expected[i];
        }
        return norm(difference) / norm(expected);
    }

    private static double norm(double[] x) {
        return Math.sqrt(Arrays.stream(x).map(value -> value * value).sum());
    }
}
