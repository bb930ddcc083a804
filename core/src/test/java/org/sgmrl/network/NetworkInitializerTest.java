package org.sgmrl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NetworkInitializerTest {
    @Test
    void weightsSpanTheGlorotIntervalAndBiasesAreZero() {
        // √(6 / (2 + 4)) = 1 and √(6 / (4 + 2)) = 1
        int[] sizes = {2, 4, 2};
        double[] theta = new double[Network.parameterCount(sizes) + 2];
        theta[0] = 5;
        theta[theta.length - 1] = 5;
        AtomicInteger draws = new AtomicInteger();
        NetworkInitializer.glorotUniform(sizes, () -> draws.getAndIncrement() / 16.0, theta, 1);
        assertThat(draws.get()).as("one draw per weight").isEqualTo(16);
        double[] expected = {
            5, -1, -0.875, -0.75, -0.625, -0.5, -0.375, -0.25, -0.125, 0, 0, 0, 0, 0, 0.125, 0.25, 0.375, 0.5, 0.625,
            0.75, 0.875, 0, 0, 5
        };
        assertThat(theta).containsExactly(expected, within(1e-15));
    }

    @Test
    void weightsHaveGlorotsVariance() {
        int[] sizes = {100, 200};
        double[] theta = new double[Network.parameterCount(sizes)];
        NetworkInitializer.glorotUniform(sizes, new Random(1)::nextDouble, theta, 0);
        double variance = NetworkFixture.dot(theta, theta) / 20_000;
        // w² of a uniform has variance (4/45) a⁴ = 0.8 (a²/3)²: a relative standard error of √(0.8 / 20000); a false
        // alarm at five of them has probability 6e-7.
        assertThat(variance).isEqualTo(2.0 / 300, within(2.0 / 300 * 5 * Math.sqrt(0.8 / 20_000)));
    }

    @Test
    void anArrayThatIsTooShortIsRefused() {
        assertThatThrownBy(() -> NetworkInitializer.glorotUniform(new int[] {2, 3}, () -> 0.5, new double[9], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("theta has 9 numbers, but 9 are needed from offset 1 on");
    }
}
