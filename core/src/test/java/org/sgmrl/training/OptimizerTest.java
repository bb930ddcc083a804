package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.Vectors;

final class OptimizerTest {
    @Test
    void sgdAscendsByTheStepSizeTimesTheGradient() {
        double[] theta = {1, 2};
        Optimizer.create(Optimizer.Kind.SGD, 2).ascend(new double[] {4, -6}, 0.5, theta);
        assertThat(theta).containsExactly(3, -1);
    }

    @Test
    void threeStepsOfAdamAreWhatTheHandComputes() {
        // Gradients 1, 2, -1 with β = 0.1:
        // m = 0.1, 0.29, 0.161;   v = 0.001, 0.004999, 0.005994001
        // m̂ = 1, 0.29/0.19, 0.161/0.271;   v̂ = 1, 0.004999/0.001999, 0.005994001/0.002997001
        double[] theta = {0};
        Optimizer adam = Optimizer.create(Optimizer.Kind.ADAM, 1);
        double expected = 0.1 / (1 + 1e-8);
        adam.ascend(new double[] {1}, 0.1, theta);
        assertThat(theta[0]).isCloseTo(expected, within(1e-15));
        expected += 0.1 * (0.29 / 0.19) / (Math.sqrt(0.004999 / 0.001999) + 1e-8);
        adam.ascend(new double[] {2}, 0.1, theta);
        assertThat(theta[0]).isCloseTo(expected, within(1e-14));
        expected += 0.1 * (0.161 / 0.271) / (Math.sqrt(0.005994001 / 0.002997001) + 1e-8);
        adam.ascend(new double[] {-1}, 0.1, theta);
        assertThat(theta[0]).isCloseTo(expected, within(1e-14)).isCloseTo(0.238_5, within(1e-3));
    }

    @Test
    void aRestoredOptimizerGoesOnToTheSameBits() {
        for (Optimizer.Kind kind : Optimizer.Kind.values()) {
            Optimizer original = Optimizer.create(kind, 7);
            RandomStream random = Vectors.stream(1);
            double[] theta = Vectors.gaussian(random, 7);
            for (int k = 0; k < 50; k++) {
                original.ascend(Vectors.gaussian(random, 7), 1e-2, theta);
            }
            Optimizer copy = Optimizer.create(kind, 7);
            copy.restore(original.state());
            double[] twin = theta.clone();
            for (int k = 0; k < 50; k++) {
                double[] gradient = Vectors.gaussian(random, 7);
                original.ascend(gradient, 1e-2, theta);
                copy.ascend(gradient, 1e-2, twin);
                assertThat(twin).isEqualTo(theta);
            }
            assertThat(copy.state()).isEqualTo(original.state());
        }
    }

    @Test
    void aStateOfTheWrongLengthIsRefused() {
        assertThatThrownBy(() -> Optimizer.create(Optimizer.Kind.ADAM, 3).restore(new double[7]))
                .hasMessage("Adam's memory has 7 numbers instead of 8 for 3 parameters");
        assertThatThrownBy(() -> Optimizer.create(Optimizer.Kind.SGD, 3).restore(new double[1]))
                .hasMessageContaining("no memory");
    }
}
