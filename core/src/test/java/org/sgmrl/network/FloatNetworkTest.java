package org.sgmrl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.kernel.FloatKernels;

/// The production network against the reference, and its vector kernels against its plain ones.
class FloatNetworkTest {
    /// Relative error of one rounding to float.
    private static final double U = 0x1p-24;

    static Stream<int[]> shapes() {
        return Stream.of(
                new int[] {1, 1},
                new int[] {3, 7},
                new int[] {100, 17},
                new int[] {13, 1, 3},
                new int[] {2, 100, 2},
                new int[] {2, 100, 100, 2},
                new int[] {20, 100, 100, 6},
                new int[] {17, 101, 33, 9},
                new int[] {7, 13, 101, 17, 3},
                new int[] {5, 64, 32, 40, 1});
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void vectorAndPlainKernelsGiveTheSameBits(int[] sizes) {
        for (int rows : new int[] {1, 3, 7, 13, 17, 100, 101}) {
            NetworkFixture simd = new NetworkFixture(Network.create(sizes, Precision.FLOAT), sizes, rows, rows);
            NetworkFixture plain = new NetworkFixture(
                    new FloatNetwork(new LayerSizes(sizes), FloatKernels.scalar(), FloatNetwork.BLOCK_ROWS),
                    sizes,
                    rows,
                    rows);
            NetworkFixture.assertSameBits(simd.outputs(simd.theta), plain.outputs(plain.theta));
            NetworkFixture.assertSameBits(
                    simd.gradient(simd.theta, simd.seed), plain.gradient(plain.theta, plain.seed));
            NetworkFixture.assertSameBits(simd.tangent(simd.direction), plain.tangent(plain.direction));
            NetworkFixture.assertSameBits(
                    simd.gradientAlong(simd.direction, simd.seed), plain.gradientAlong(plain.direction, plain.seed));
            NetworkFixture.assertSameBits(
                    simd.gradientTangent(simd.direction, simd.seed, simd.seedTangent),
                    plain.gradientTangent(plain.direction, plain.seed, plain.seedTangent));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void outputsStayWithinTheBoundOfRoundingErrorAnalysis(int[] sizes) {
        int rows = 90;
        NetworkFixture single = new NetworkFixture(Network.create(sizes, Precision.FLOAT), sizes, rows, 3);
        NetworkFixture reference = new NetworkFixture(Network.create(sizes, Precision.DOUBLE), sizes, rows, 3);
        double[] exact = reference.outputs(reference.theta);
        double[] actual = single.outputs(single.theta);
        double[] bound = forwardErrorBound(reference.theta, sizes, reference.inputs, rows);
        for (int i = 0; i < exact.length; i++) {
            if (!(Math.abs(actual[i] - exact[i]) <= bound[i])) {
                assertThat(actual[i]).as("output %d", i).isEqualTo(exact[i], within(bound[i]));
            }
        }
    }

    /// Carries a bound through the layers: with inputs x wrong by at most δ, a unit that sums n products
    /// and a bias is wrong by at most (1 + (n + 3) u) Σ|W| δ + (n + 3) u (Σ|x||W| + |b|), the 3 for
    /// rounding x, W and b; tanh does not enlarge that and adds five units of at most 2u |tanh|.
    private static double[] forwardErrorBound(double[] theta, int[] sizes, double[] inputs, int rows) {
        LayerSizes layers = new LayerSizes(sizes);
        double[] x = inputs;
        double[] error = new double[inputs.length];
        for (int layer = 0; layer < layers.layers(); layer++) {
            int in = layers.inputs(layer);
            int out = layers.outputs(layer);
            double[] y = new double[rows * out];
            double[] yError = new double[rows * out];
            for (int row = 0; row < rows; row++) {
                for (int j = 0; j < out; j++) {
                    double bias = theta[layers.biases(layer) + j];
                    double sum = bias;
                    double magnitude = Math.abs(bias);
                    double carried = 0;
                    for (int i = 0; i < in; i++) {
                        double weight = theta[layers.weights(layer) + i * out + j];
                        sum += x[row * in + i] * weight;
                        magnitude += Math.abs(x[row * in + i] * weight);
                        carried += error[row * in + i] * Math.abs(weight);
                    }
                    double relative = (in + 3) * U;
                    boolean hidden = layer < layers.layers() - 1;
                    y[row * out + j] = hidden ? StrictMath.tanh(sum) : sum;
                    yError[row * out + j] = (1 + relative) * carried
                            + relative * magnitude
                            + (hidden ? 10 * U * Math.abs(y[row * out + j]) : 0);
                }
            }
            x = y;
            error = yError;
        }
        return error;
    }

    /// Roundings are as good as independent, so a sum of n ≤ 101 products is wrong by about √n u ≈ 10 u
    /// relative to its terms, a chain of three layers there and back by some 30 u; terms that cancel cost a
    /// factor beyond.
    @ParameterizedTest
    @MethodSource("shapes")
    void derivativesAgreeWithDoublePrecisionToRounding(int[] sizes) {
        int rows = 250;
        NetworkFixture single = new NetworkFixture(Network.create(sizes, Precision.FLOAT), sizes, rows, 3);
        NetworkFixture reference = new NetworkFixture(Network.create(sizes, Precision.DOUBLE), sizes, rows, 3);
        assertClose(single.gradient(single.theta, single.seed), reference.gradient(reference.theta, reference.seed));
        assertClose(single.tangent(single.direction), reference.tangent(reference.direction));
        assertClose(
                single.gradientAlong(single.direction, single.seed),
                reference.gradientAlong(reference.direction, reference.seed));
        assertClose(
                single.gradientTangent(single.direction, single.seed, single.seedTangent),
                reference.gradientTangent(reference.direction, reference.seed, reference.seedTangent));
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(NetworkFixture.relativeError(actual, expected)).isLessThan(64 * U);
    }
}
