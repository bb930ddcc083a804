package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.Vectors;

final class OptimizerTest {
    private static final MathContext DIGITS = new MathContext(60);

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

    /// With a gradient that stays, bias-corrected moments are g and g²: a step is β_k sign(g) / (1 + ε/|g|), and with a half-life
    /// of one iteration all steps are β (1 + ½ + ¼ + …).
    @Test
    void stepsOfAdamAlongOneGradientHalveWithTheStepSize() {
        OuterStep step = OuterStep.adam(0.1).withHalfLife(1);
        double[] gradient = {3, -0.25, 0, 1e-8};
        double[] theta = {1, 1, 1, 1};
        Optimizer adam = Optimizer.create(step.optimizer(), 4);
        for (int k = 0; k < 6; k++) {
            adam.ascend(gradient, step.stepSize(k), theta);
            double way = 0.2 * (1 - Math.pow(0.5, k + 1));
            assertThat(theta[0]).isCloseTo(1 + way / (1 + 1e-8 / 3), within(1e-14));
            assertThat(theta[1]).isCloseTo(1 - way / (1 + 1e-8 / 0.25), within(1e-14));
            assertThat(theta[2]).isEqualTo(1);
            // A gradient as small as ε goes half the way.
            assertThat(theta[3]).isCloseTo(1 + way / 2, within(1e-14));
        }
    }

    /// Moments as the sums that the recursions unroll to, m_k = Σ_i (1 − β₁) β₁^(k−i) g_i, in decimal numbers of 60 digits, with
    /// a step size that halves every three iterations and gradients shortened to length 1.
    @Test
    void stepsOfAdamAreThoseOfItsUnrolledSums() {
        OuterStep step = OuterStep.adam(0.02).withHalfLife(3).withMaxGradientNorm(1);
        RandomStream random = Vectors.stream(9);
        double[] theta = Vectors.gaussian(random, 3);
        BigDecimal[] expected = Arrays.stream(theta).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new);
        Optimizer adam = Optimizer.create(step.optimizer(), 3);
        List<BigDecimal[]> gradients = new ArrayList<>();
        for (int k = 1; k <= 40; k++) {
            double[] gradient = Vectors.gaussian(random, 3);
            BigDecimal norm = BigDecimal.ZERO;
            for (double g : gradient) {
                norm = norm.add(new BigDecimal(g).pow(2), DIGITS);
            }
            norm = norm.sqrt(DIGITS).max(BigDecimal.ONE);
            BigDecimal[] shortened = new BigDecimal[3];
            for (int j = 0; j < 3; j++) {
                shortened[j] = new BigDecimal(gradient[j]).divide(norm, DIGITS);
            }
            gradients.add(shortened);

            step.shorten(gradient, Vectors.norm(gradient));
            adam.ascend(gradient, step.stepSize(k - 1), theta);

            // 2^(−1/3) is the root of ½.
            double size = 0.02 * Math.pow(Math.cbrt(0.5), k - 1);
            for (int j = 0; j < 3; j++) {
                BigDecimal first = moment(gradients, j, 1, "0.9");
                BigDecimal root = moment(gradients, j, 2, "0.999").sqrt(DIGITS);
                BigDecimal direction = first.divide(root.add(new BigDecimal("1e-8")), DIGITS);
                expected[j] = expected[j].add(direction.multiply(new BigDecimal(size)), DIGITS);
                assertThat(theta[j]).as("step %d", k).isCloseTo(expected[j].doubleValue(), within(1e-13));
            }
        }
    }

    /// Σ_i (1 − β) β^(k−i) g_i^power / (1 − β^k).
    private static BigDecimal moment(List<BigDecimal[]> gradients, int j, int power, String beta) {
        BigDecimal decay = new BigDecimal(beta);
        int k = gradients.size();
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 1; i <= k; i++) {
            BigDecimal g = gradients.get(i - 1)[j].pow(power, DIGITS);
            sum = sum.add(
                    BigDecimal.ONE
                            .subtract(decay)
                            .multiply(decay.pow(k - i, DIGITS))
                            .multiply(g, DIGITS),
                    DIGITS);
        }
        return sum.divide(BigDecimal.ONE.subtract(decay.pow(k, DIGITS)), DIGITS);
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
