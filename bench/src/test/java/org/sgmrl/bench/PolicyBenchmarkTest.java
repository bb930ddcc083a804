package org.sgmrl.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.PolicyEvaluator;

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
