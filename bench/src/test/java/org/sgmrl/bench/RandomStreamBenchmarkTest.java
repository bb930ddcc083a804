package org.sgmrl.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// Each benchmark computes what its name says: the mean over a filling, and equality with a stream drawn otherwise.
class RandomStreamBenchmarkTest {
    private static final int ROLLOUT = RandomStreamBenchmark.ROLLOUT;

    private final RandomStreamBenchmark benchmark = new RandomStreamBenchmark();

    @Test
    void everyBenchmarkHasATestOfItsName() {
        BenchmarkTests.assertComplete(RandomStreamBenchmark.class, RandomStreamBenchmarkTest.class);
    }

    @Test
    void baseline() {
        benchmark.baseline();
        assertThat(benchmark.out).containsOnly(0);
    }

    @Test
    void fillGaussian() {
        double[] expected = new double[RandomStreamBenchmark.ITERATION];
        new RandomStream().fillGaussian(expected, 0, expected.length);
        assertThat(Arrays.equals(benchmark.fillGaussian(), expected)).isTrue();
        // The same again: each invocation starts at position 0.
        assertThat(Arrays.equals(benchmark.fillGaussian(), expected)).isTrue();
        double squares = Arrays.stream(expected).map(z -> z * z).sum();
        // Five standard errors, √(2/160000) each.
        assertThat(squares / expected.length).isCloseTo(1, within(0.018));
    }

    @Test
    void rekeyAndFillGaussian() {
        for (int rollout = 0; rollout < 3; rollout++) {
            assertThat(Arrays.copyOf(benchmark.rekeyAndFillGaussian(), ROLLOUT)).containsExactly(noise(rollout));
        }
    }

    @Test
    void rekeyAndFillGaussianByTwos() {
        for (int rollout = 0; rollout < 3; rollout++) {
            assertThat(Arrays.copyOf(benchmark.rekeyAndFillGaussianByTwos(), ROLLOUT))
                    .containsExactly(noise(rollout));
        }
    }

    private static double[] noise(int rollout) {
        double[] noise = new double[ROLLOUT];
        stream(rollout).fillGaussian(noise, 0, ROLLOUT);
        return noise;
    }

    private static RandomStream stream(int rollout) {
        return RandomStream.of(1, StreamDomain.DEMONSTRATION, 0, 0, 0, rollout, StreamPurpose.ACTION);
    }

    @Test
    void fillUniform() {
        RandomStream stream = new RandomStream();
        double[] filled = benchmark.fillUniform();
        assertThat(filled).hasSize(RandomStreamBenchmark.ITERATION);
        double[] expected = new double[filled.length];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = stream.nextDouble();
        }
        assertThat(Arrays.equals(filled, expected)).isTrue();
    }

    @Test
    void rekeyAndNextDouble() {
        for (int rollout = 0; rollout < 3; rollout++) {
            assertThat(benchmark.rekeyAndNextDouble()).isEqualTo(stream(rollout).nextDouble());
        }
    }

    @Test
    void nextDouble() {
        double[] drawn = new double[ROLLOUT];
        new RandomStream().fillUniform(drawn, 0, ROLLOUT);
        double sum = 0;
        for (double u : drawn) {
            sum += u;
        }
        assertThat(benchmark.nextDouble()).isEqualTo(sum);
    }

    @Test
    void nextBoundedInt() {
        RandomStream stream = new RandomStream();
        int sum = 0;
        for (int i = 0; i < ROLLOUT; i++) {
            sum += stream.nextInt(10);
        }
        assertThat(benchmark.nextBoundedInt()).isEqualTo(sum).isBetween(700, 1100);
    }

    @Test
    void nextGaussian() {
        RandomStream stream = new RandomStream();
        double sum = 0;
        for (int i = 0; i < ROLLOUT; i++) {
            sum += stream.nextGaussian();
        }
        assertThat(benchmark.nextGaussian()).isEqualTo(sum);
    }
}
