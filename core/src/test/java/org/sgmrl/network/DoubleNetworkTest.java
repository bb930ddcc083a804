package org.sgmrl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The reference network against formulas and finite differences.
class DoubleNetworkTest {
    static Stream<NetworkFixture> fixtures() {
        return Stream.of(
                fixture(3, 2), fixture(3, 5, 2), fixture(2, 7, 4, 3), fixture(4, 3, 5, 6, 1), fixture(1, 1, 1));
    }

    private static NetworkFixture fixture(int... sizes) {
        return new NetworkFixture(Network.create(sizes, Precision.DOUBLE), sizes, 6, 42);
    }

    @Test
    void oneHiddenUnitHasTheDerivativesOfTheFormula() {
        // f = w₂ tanh(w₁ x + b₁) + b₂; parameters in the order w₁, b₁, w₂, b₂.
        double w1 = 0.7;
        double b1 = -0.2;
        double w2 = 1.3;
        double b2 = 0.4;
        double x = 0.9;
        Network network = Network.create(new int[] {1, 1, 1}, Precision.DOUBLE);
        network.setParameters(new double[] {w1, b1, w2, b2}, 0);
        double[] f = new double[1];
        NetworkBlock block = network.newBlock();
        network.forward(new double[] {x}, 0, 1, f, 0, block);
        double h = StrictMath.tanh(w1 * x + b1);
        assertThat(f[0]).isEqualTo(w2 * h + b2, within(1e-15));

        double[] gradient = new double[4];
        network.backward(block, new double[] {1}, 0);
        network.addGradient(block, new double[] {1}, 0);
        network.drainSum(gradient, 0);
        double slope = 1 - h * h;
        assertThat(gradient).containsExactly(new double[] {w2 * slope * x, w2 * slope, h, 1}, within(1e-15));

        // Along w₁ only: the second derivatives are ∂²f/∂w₁² = −2 h slope w₂ x², ∂²f/∂w₁∂b₁ = −2 h slope w₂ x,
        // ∂²f/∂w₁∂w₂ = slope x.
        network.setDirection(new double[] {1, 0, 0, 0}, 0);
        double[] tangent = new double[1];
        network.tangent(block, tangent, 0);
        assertThat(tangent[0]).isEqualTo(w2 * slope * x, within(1e-15));
        double[] second = new double[4];
        network.addGradientTangent(block, new double[] {0}, 0, new double[] {1}, null, 0);
        network.drainSum(second, 0);
        double bend = -2 * h * slope * w2 * x;
        assertThat(second).containsExactly(new double[] {bend * x, bend, slope * x, 0}, within(1e-15));
    }

    @Test
    void aNetworkWithoutHiddenLayersIsAffine() {
        Network network = Network.create(new int[] {2, 3}, Precision.DOUBLE);
        network.setParameters(new double[] {1, 2, 3, 4, 5, 6, 0.1, 0.2, 0.3}, 0);
        double[] outputs = new double[6];
        network.forward(new double[] {1, 10, 2, 20}, 0, 2, outputs, 0);
        assertThat(outputs).containsExactly(new double[] {41.1, 52.2, 63.3, 82.1, 104.2, 126.3}, within(1e-13));
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void centralDifferencesConvergeToTheTangentWithOrderTwo(NetworkFixture fixture) {
        double[] tangent = fixture.tangent(fixture.direction);
        double derivative = NetworkFixture.dot(tangent, fixture.seed);
        assertErrorSlopeIsTwo(
                h -> (NetworkFixture.dot(fixture.outputs(at(fixture, h)), fixture.seed)
                                - NetworkFixture.dot(fixture.outputs(at(fixture, -h)), fixture.seed))
                        / (2 * h),
                derivative);
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void centralDifferencesConvergeToTheGradientWithOrderTwo(NetworkFixture fixture) {
        double[] gradient = fixture.gradient(fixture.theta, fixture.seed);
        assertErrorSlopeIsTwo(
                h -> (NetworkFixture.dot(fixture.outputs(at(fixture, h)), fixture.seed)
                                - NetworkFixture.dot(fixture.outputs(at(fixture, -h)), fixture.seed))
                        / (2 * h),
                NetworkFixture.dot(gradient, fixture.direction));
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void eachPartialDerivativeMatchesItsCentralDifference(NetworkFixture fixture) {
        double[] gradient = fixture.gradient(fixture.theta, fixture.seed);
        double h = 0x1p-17;
        for (int i = 0; i < gradient.length; i++) {
            double[] up = fixture.theta.clone();
            double[] down = fixture.theta.clone();
            up[i] += h;
            down[i] -= h;
            double difference = NetworkFixture.dot(fixture.outputs(up), fixture.seed)
                    - NetworkFixture.dot(fixture.outputs(down), fixture.seed);
            // h² of truncation and 2^-53 / h of rounding are both below 1e-10, times values of the order of ten
            assertThat(difference / (2 * h)).isEqualTo(gradient[i], within(2e-9));
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void centralDifferencesOfTheGradientConvergeToItsTangentWithOrderTwo(NetworkFixture fixture) {
        double[] exact = fixture.gradientTangent(fixture.direction, fixture.seed, fixture.seedTangent);
        double[] probe = NetworkFixture.gaussians(exact.length, new Random(5));
        assertErrorSlopeIsTwo(h -> gradientDifference(fixture, h, probe), NetworkFixture.dot(exact, probe));
    }

    @Test
    void droppingTheCurvatureOfTheNetworkIsDetected() {
        NetworkFixture fixture = fixture(2, 7, 4, 3);
        double[] zero = new double[fixture.seed.length];
        double[] gaussNewton = fixture.gradientTangent(fixture.direction, zero, fixture.seedTangent);
        double[] exact = fixture.gradientTangent(fixture.direction, fixture.seed, fixture.seedTangent);
        double[] probe = NetworkFixture.gaussians(exact.length, new Random(5));
        double difference = gradientDifference(fixture, 0x1p-10, probe);
        assertThat(Math.abs(difference - NetworkFixture.dot(exact, probe))).isLessThan(1e-4);
        assertThat(Math.abs(difference - NetworkFixture.dot(gaussNewton, probe)))
                .isGreaterThan(0.1);
    }

    /// (J(θ + h v)ᵀ (s + h ṡ) − J(θ − h v)ᵀ (s − h ṡ)) · probe / 2h
    private static double gradientDifference(NetworkFixture fixture, double h, double[] probe) {
        double[] up = fixture.gradient(at(fixture, h), NetworkFixture.plus(fixture.seed, h, fixture.seedTangent));
        double[] down = fixture.gradient(at(fixture, -h), NetworkFixture.plus(fixture.seed, -h, fixture.seedTangent));
        return (NetworkFixture.dot(up, probe) - NetworkFixture.dot(down, probe)) / (2 * h);
    }

    private static double[] at(NetworkFixture fixture, double h) {
        return NetworkFixture.plus(fixture.theta, h, fixture.direction);
    }

    /// Halving h must divide the error by four; the factor's own error is O(h²). Exact where the function
    /// is at most quadratic.
    private static void assertErrorSlopeIsTwo(DoubleFunction<Double> difference, double derivative) {
        double h = 0x1p-6;
        double error = difference.apply(h) - derivative;
        if (Math.abs(error) < 1e-12) {
            assertThat(difference.apply(1.0)).isEqualTo(derivative, within(1e-12));
            return;
        }
        for (int i = 0; i < 3; i++) {
            double halved = difference.apply(h / 2) - derivative;
            assertThat(Math.abs(halved))
                    .as("error at h = %s, which must stand clear of rounding", h / 2)
                    .isGreaterThan(1e-10);
            assertThat(error / halved).as("h = %s", h).isBetween(3.9, 4.1);
            h /= 2;
            error = halved;
        }
        assertThat(error).isLessThan(1e-3);
    }
}
