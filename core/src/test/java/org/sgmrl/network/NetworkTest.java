package org.sgmrl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.kernel.FloatKernels;

/// What every network must do, in single and double precision, with vector and with plain kernels.
class NetworkTest {
    private static final int[] SIZES = {3, 13, 7, 2};

    static Stream<Function<int[], Network>> factories() {
        return Stream.of(
                sizes -> Network.create(sizes, Precision.DOUBLE),
                sizes -> Network.create(sizes, Precision.FLOAT),
                sizes -> new FloatNetwork(new LayerSizes(sizes), FloatKernels.scalar(), FloatNetwork.BLOCK_ROWS));
    }

    /// Relative rounding error of the arithmetic.
    private static double unit(Network network) {
        return network.description().startsWith("double") ? 0x1p-53 : 0x1p-24;
    }

    @Test
    void descriptionsNameThePrecisionAndTheKernels() {
        assertThat(factories().map(f -> f.apply(SIZES).description().replaceAll("\\d", "")))
                .containsExactly("double scalar", "float simd-", "float scalar");
    }

    @ParameterizedTest
    @MethodSource("factories")
    void sizesAreReported(Function<int[], Network> factory) {
        Network network = factory.apply(SIZES);
        assertThat(network.inputSize()).isEqualTo(3);
        assertThat(network.outputSize()).isEqualTo(2);
        assertThat(network.parameterCount()).isEqualTo(4 * 13 + 14 * 7 + 8 * 2);
        assertThat(Network.parameterCount(SIZES)).isEqualTo(network.parameterCount());
        assertThat(network.blockRows()).isBetween(96, 128);
    }

    @ParameterizedTest
    @MethodSource("factories")
    void hessianOfALossIsSymmetric(Function<int[], Network> factory) {
        NetworkFixture fixture = new NetworkFixture(factory.apply(SIZES), SIZES, 30, 1);
        double[] u = NetworkFixture.gaussians(fixture.theta.length, new Random(2));
        double[] v = NetworkFixture.gaussians(fixture.theta.length, new Random(3));
        double[] hu = quarticHessianProduct(fixture, u);
        double[] hv = quarticHessianProduct(fixture, v);
        double scale = Math.sqrt(NetworkFixture.dot(u, u) * NetworkFixture.dot(hv, hv));
        assertThat(NetworkFixture.dot(u, hv))
                .isEqualTo(NetworkFixture.dot(v, hu), within(64 * unit(fixture.network) * scale));
        assertThat(Math.abs(NetworkFixture.dot(u, hv))).as("the test has power").isGreaterThan(1e-3 * scale);
    }

    /// ∇² Σ ¼ f⁴ times v: the seed is f³, its tangent 3 f² ḟ.
    private static double[] quarticHessianProduct(NetworkFixture fixture, double[] v) {
        double[] f = fixture.outputs(fixture.theta);
        double[] fTangent = fixture.tangent(v);
        double[] s = new double[f.length];
        double[] sTangent = new double[f.length];
        for (int i = 0; i < f.length; i++) {
            s[i] = f[i] * f[i] * f[i];
            sTangent[i] = 3 * f[i] * f[i] * fTangent[i];
        }
        return fixture.gradientTangent(v, s, sTangent);
    }

    @ParameterizedTest
    @MethodSource("factories")
    void weightsMultiplyRowsAndSecondWeightsAddTheGradient(Function<int[], Network> factory) {
        NetworkFixture fixture = new NetworkFixture(factory.apply(SIZES), SIZES, 30, 4);
        Network network = fixture.network;
        double[] w = NetworkFixture.gaussians(30, new Random(5));
        double[] c = NetworkFixture.gaussians(30, new Random(6));
        double[] outputs = new double[60];
        network.setParameters(fixture.theta, 0);
        network.setDirection(fixture.direction, 0);
        network.forward(fixture.inputs, 0, 30, outputs, 0, fixture.block);
        network.backward(fixture.block, fixture.seed, 0);
        double[] gradient = new double[fixture.theta.length];
        network.addGradient(fixture.block, w, 0);
        network.drainSum(gradient, 0);
        network.tangent(fixture.block, outputs, 0);
        double[] together = new double[gradient.length];
        network.addGradientTangent(fixture.block, fixture.seedTangent, 0, w, c, 0);
        network.drainSum(together, 0);

        double[] weighted = fixture.gradient(fixture.theta, rowsTimes(w, fixture.seed));
        double[] apart = NetworkFixture.plus(
                fixture.gradientTangent(
                        fixture.direction, rowsTimes(w, fixture.seed), rowsTimes(w, fixture.seedTangent)),
                1,
                fixture.gradient(fixture.theta, rowsTimes(c, fixture.seed)));
        assertThat(NetworkFixture.relativeError(gradient, weighted)).isLessThan(16 * unit(network));
        assertThat(NetworkFixture.relativeError(together, apart)).isLessThan(16 * unit(network));
    }

    private static double[] rowsTimes(double[] factors, double[] x) {
        double[] product = x.clone();
        int width = x.length / factors.length;
        for (int i = 0; i < x.length; i++) {
            product[i] *= factors[i / width];
        }
        return product;
    }

    @ParameterizedTest
    @MethodSource("factories")
    void aBlockFilledFromOtherBlocksGivesTheSameBits(Function<int[], Network> factory) {
        NetworkFixture fixture = new NetworkFixture(factory.apply(SIZES), SIZES, 40, 15);
        Network network = fixture.network;
        double[] expected = fixture.gradient(fixture.theta, fixture.seed);
        double[] expectedTangent = fixture.gradientTangent(fixture.direction, fixture.seed, fixture.seedTangent);
        NetworkBlock gathered = network.newBlock();
        double[] outputs = new double[80];
        for (int row = 39; row >= 0; row--) {
            network.forward(fixture.inputs, row * 3, 1, outputs, 0, fixture.block);
            fixture.block.copyRows(0, 1, new NetworkBlock[] {gathered}, new int[] {row}, 0);
        }
        long key = network.parameterKey();
        network.setParameters(fixture.direction, 0);
        network.setParameters(fixture.theta, 0);
        gathered.keep(40, key);
        network.backward(gathered, fixture.seed, 0);
        double[] gradient = new double[expected.length];
        network.addGradient(gathered, fixture.ones, 0);
        network.drainSum(gradient, 0);
        NetworkFixture.assertSameBits(gradient, expected);
        network.setDirection(fixture.direction, 0);
        network.tangent(gathered, outputs, 0);
        double[] second = new double[expected.length];
        network.addGradientTangent(gathered, fixture.seedTangent, 0, fixture.ones, null, 0);
        network.drainSum(second, 0);
        NetworkFixture.assertSameBits(second, expectedTangent);
    }

    /// What a network keeps of the block that it used last must not pass for another's, nor for what the block was before.
    @ParameterizedTest
    @MethodSource("factories")
    void blocksMayBeUsedInTurnsAndFilledAgain(Function<int[], Network> factory) {
        for (int[] sizes : new int[][] {SIZES, {2, 9, 1}, {2, 9, 8, 7, 9}, {9, 8, 3}, {2, 3}}) {
            NetworkFixture[] fixtures = {
                new NetworkFixture(factory.apply(sizes), sizes, 40, 18),
                new NetworkFixture(factory.apply(sizes), sizes, 40, 19)
            };
            double[] theta = fixtures[0].theta;
            double[] direction = fixtures[0].direction;
            double[][] gradients = new double[2][];
            double[][] products = new double[2][];
            for (int i = 0; i < 2; i++) {
                System.arraycopy(theta, 0, fixtures[i].theta, 0, theta.length);
                gradients[i] = fixtures[i].gradient(theta, fixtures[i].seed);
                products[i] = fixtures[i].gradientTangent(direction, fixtures[i].seed, fixtures[i].seedTangent);
            }
            Network network = factory.apply(sizes);
            network.setParameters(theta, 0);
            network.setDirection(direction, 0);
            NetworkBlock[] blocks = {network.newBlock(), network.newBlock()};
            double[] outputs = new double[40 * network.outputSize()];
            for (int round = 0; round < 2; round++) {
                // In the second round each block has the other's rows.
                NetworkFixture[] of = {fixtures[round], fixtures[1 - round]};
                for (int i = 0; i < 2; i++) {
                    network.forward(of[i].inputs, 0, 40, outputs, 0, blocks[i]);
                }
                for (int i = 0; i < 2; i++) {
                    network.backward(blocks[i], of[i].seed, 0);
                }
                for (int i = 0; i < 2; i++) {
                    NetworkFixture.assertSameBits(gradient(network, blocks[i], of[i]), gradients[i ^ round]);
                    NetworkFixture.assertSameBits(product(network, blocks[i], of[i], false), products[i ^ round]);
                }
                for (int i = 0; i < 2; i++) {
                    network.tangent(blocks[i], outputs, 0);
                }
                for (int i = 0; i < 2; i++) {
                    NetworkFixture.assertSameBits(product(network, blocks[i], of[i], true), products[i ^ round]);
                }
            }
        }
    }

    private static double[] gradient(Network network, NetworkBlock block, NetworkFixture of) {
        double[] gradient = new double[network.parameterCount()];
        network.addGradient(block, of.ones, 0);
        network.drainSum(gradient, 0);
        return gradient;
    }

    private static double[] product(Network network, NetworkBlock block, NetworkFixture of, boolean tangentIsKept) {
        double[] product = new double[network.parameterCount()];
        if (!tangentIsKept) {
            network.passingTangent(block, new double[40 * network.outputSize()], 0);
        }
        network.addGradientTangent(block, of.seedTangent, 0, of.ones, null, 0);
        network.drainSum(product, 0);
        return product;
    }

    @ParameterizedTest
    @MethodSource("factories")
    void aBlockOfOtherParametersIsRefused(Function<int[], Network> factory) {
        NetworkFixture fixture = new NetworkFixture(factory.apply(SIZES), SIZES, 5, 16);
        Network network = fixture.network;
        network.setParameters(fixture.theta, 0);
        network.forward(fixture.inputs, 0, 5, new double[10], 0, fixture.block);
        double[] other = fixture.theta.clone();
        other[17] = Math.nextUp(other[17]);
        network.setParameters(other, 0);
        assertOutOfOrder(() -> network.backward(fixture.block, fixture.seed, 0), "computed with other parameters");
        network.setParameters(fixture.theta, 0);
        network.backward(fixture.block, fixture.seed, 0);
        assertThat(fixture.block.differentiated()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("factories")
    void tangentAndGradientAreAdjoint(Function<int[], Network> factory) {
        NetworkFixture fixture = new NetworkFixture(factory.apply(SIZES), SIZES, 30, 6);
        double forward = NetworkFixture.dot(fixture.tangent(fixture.direction), fixture.seed);
        double backward = NetworkFixture.dot(fixture.gradient(fixture.theta, fixture.seed), fixture.direction);
        assertThat(forward).isEqualTo(backward, within(64 * unit(fixture.network) * Math.abs(backward)));
    }

    @ParameterizedTest
    @MethodSource("factories")
    void theGradientAlongADirectionIsTheSeedTimesTheTangentOfEachRow(Function<int[], Network> factory) {
        NetworkFixture fixture = new NetworkFixture(factory.apply(SIZES), SIZES, 30, 17);
        double[] tangent = fixture.tangent(fixture.direction);
        double[] expected = new double[30];
        for (int i = 0; i < tangent.length; i++) {
            expected[i / 2] += fixture.seed[i] * tangent[i];
        }
        double[] along = fixture.gradientAlong(fixture.direction, fixture.seed);
        assertThat(NetworkFixture.relativeError(along, expected)).isLessThan(16 * unit(fixture.network));
        fixture.network.addGradientAlong(fixture.block, along, 0);
        for (int i = 0; i < 30; i++) {
            along[i] /= 2;
        }
        assertThat(NetworkFixture.relativeError(along, expected)).isLessThan(16 * unit(fixture.network));
    }

    @ParameterizedTest
    @MethodSource("factories")
    void outputsDoNotDependOnHowRowsAreSplitIntoBlocks(Function<int[], Network> factory) {
        NetworkFixture fixture = new NetworkFixture(factory.apply(SIZES), SIZES, 96, 7);
        double[] whole = fixture.outputs(fixture.theta);
        double[] split = new double[whole.length];
        int row = 0;
        for (int count : new int[] {1, 2, 3, 5, 0, 17, 68}) {
            fixture.network.forward(fixture.inputs, row * 3, count, split, row * 2);
            row += count;
        }
        assertThat(row).isEqualTo(96);
        NetworkFixture.assertSameBits(split, whole);
    }

    @ParameterizedTest
    @MethodSource("factories")
    void blocksAddUp(Function<int[], Network> factory) {
        NetworkFixture fixture = new NetworkFixture(factory.apply(SIZES), SIZES, 259, 8);
        double[] whole = fixture.gradient(fixture.theta, fixture.seed);
        double[] wholeTangent = fixture.gradientTangent(fixture.direction, fixture.seed, fixture.seedTangent);
        double[] split = new double[whole.length];
        double[] splitTangent = new double[whole.length];
        double[] outputs = new double[2 * 259];
        for (int row = 0; row < 259; row += 37) {
            fixture.network.forward(fixture.inputs, row * 3, 37, outputs, row * 2, fixture.block);
            fixture.network.backward(fixture.block, fixture.seed, row * 2);
            fixture.network.addGradient(fixture.block, fixture.ones, 0);
            fixture.network.drainSum(split, 0);
            fixture.network.tangent(fixture.block, outputs, row * 2);
            fixture.network.addGradientTangent(fixture.block, fixture.seedTangent, row * 2, fixture.ones, null, 0);
            fixture.network.drainSum(splitTangent, 0);
        }
        assertThat(NetworkFixture.relativeError(split, whole)).isLessThan(16 * unit(fixture.network));
        assertThat(NetworkFixture.relativeError(splitTangent, wholeTangent)).isLessThan(16 * unit(fixture.network));
    }

    @ParameterizedTest
    @MethodSource("factories")
    void repeatingTheSameCallsGivesTheSameBits(Function<int[], Network> factory) {
        NetworkFixture fixture = new NetworkFixture(factory.apply(SIZES), SIZES, 130, 9);
        double[] first = fixture.gradientTangent(fixture.direction, fixture.seed, fixture.seedTangent);
        fixture.outputs(fixture.direction);
        assertThat(fixture.gradientTangent(fixture.direction, fixture.seed, fixture.seedTangent))
                .containsExactly(first);
    }

    @ParameterizedTest
    @MethodSource("factories")
    void offsetsAreRespectedAndNothingElseIsWritten(Function<int[], Network> factory) {
        NetworkFixture fixture = new NetworkFixture(factory.apply(SIZES), SIZES, 5, 10);
        Network network = fixture.network;
        int parameters = fixture.theta.length;
        double[] gradient = fixture.gradient(fixture.theta, fixture.seed);
        double[] tangent = fixture.tangent(fixture.direction);
        double[] outputs = fixture.outputs(fixture.theta);
        double[] second = fixture.gradientTangent(fixture.direction, fixture.seed, fixture.seedTangent);

        network.setParameters(shifted(fixture.theta, 3), 3);
        network.setDirection(shifted(fixture.direction, 4), 4);
        double[] shiftedOutputs = sentinels(outputs.length + 4);
        NetworkBlock block = fixture.block;
        network.forward(shifted(fixture.inputs, 1), 1, 5, shiftedOutputs, 2, block);
        double[] shiftedGradient = new double[parameters + 5];
        network.backward(block, shifted(fixture.seed, 2), 2);
        double[] ones = {1, 1, 1, 1, 1};
        network.addGradient(block, shifted(ones, 4), 4);
        network.drainSum(shiftedGradient, 3);
        double[] shiftedTangent = sentinels(tangent.length + 4);
        network.tangent(block, shiftedTangent, 2);
        double[] shiftedSecond = new double[parameters + 5];
        double[] none = new double[12];
        network.addGradientTangent(block, shifted(fixture.seedTangent, 7), 7, shifted(ones, 6), none, 6);
        network.drainSum(shiftedSecond, 3);

        assertThat(shiftedOutputs).containsExactly(framed(outputs, 2, 2, -7));
        assertThat(shiftedTangent).containsExactly(framed(tangent, 2, 2, -7));
        assertThat(shiftedGradient).containsExactly(framed(gradient, 3, 2, 0));
        assertThat(shiftedSecond).containsExactly(framed(second, 3, 2, 0));
    }

    private static double[] shifted(double[] values, int offset) {
        return framed(values, offset, 0, Double.NaN);
    }

    private static double[] sentinels(int length) {
        double[] values = new double[length];
        Arrays.fill(values, -7);
        return values;
    }

    private static double[] framed(double[] values, int before, int after, double filler) {
        double[] framed = new double[before + values.length + after];
        Arrays.fill(framed, filler);
        System.arraycopy(values, 0, framed, before, values.length);
        return framed;
    }

    @ParameterizedTest
    @MethodSource("factories")
    void rowsOfAnEarlierLargerBlockLeaveNoTrace(Function<int[], Network> factory) {
        NetworkFixture large = new NetworkFixture(factory.apply(SIZES), SIZES, 40, 11);
        NetworkFixture small = new NetworkFixture(large.network, SIZES, 5, 12);
        double[] fresh = new NetworkFixture(factory.apply(SIZES), SIZES, 5, 12)
                .gradientTangent(small.direction, small.seed, small.seedTangent);
        Arrays.fill(large.inputs, Double.NaN);
        large.gradientTangent(large.direction, large.seed, large.seedTangent);
        assertThat(small.gradientTangent(small.direction, small.seed, small.seedTangent))
                .containsExactly(fresh);
    }

    @ParameterizedTest
    @MethodSource("factories")
    void callsOutOfOrderAreRefused(Function<int[], Network> factory) {
        NetworkFixture fixture = new NetworkFixture(factory.apply(SIZES), SIZES, 5, 13);
        Network network = fixture.network;
        NetworkBlock block = fixture.block;
        double[] result = new double[fixture.theta.length];
        double[] outputs = new double[10];
        double[] ones = fixture.ones;
        Runnable forward = () -> network.forward(fixture.inputs, 0, 5, outputs, 0, block);
        Runnable backward = () -> network.backward(block, fixture.seed, 0);
        Runnable gradient = () -> network.addGradient(block, ones, 0);
        Runnable tangent = () -> network.tangent(block, outputs, 0);
        Runnable along = () -> network.addGradientAlong(block, new double[5], 0);
        Runnable second = () -> network.addGradientTangent(block, fixture.seedTangent, 0, ones, null, 0);
        network.setParameters(fixture.theta, 0);
        assertOutOfOrder(backward, "the block keeps nothing");
        forward.run();
        assertOutOfOrder(gradient, "the block has no derivatives");
        assertOutOfOrder(along, "the block has no derivatives");
        assertOutOfOrder(tangent, "no direction is set");
        network.setDirection(fixture.direction, 0);
        tangent.run();
        assertOutOfOrder(second, "the block has no derivatives");
        backward.run();
        network.setDirection(fixture.theta, 0);
        assertOutOfOrder(second, "the block has no tangent");
        tangent.run();
        forward.run();
        backward.run();
        assertOutOfOrder(second, "the block has no tangent");
        NetworkBlock other = network.newBlock();
        network.forward(fixture.inputs, 0, 5, outputs, 0, other);
        network.tangent(other, outputs, 0);
        assertOutOfOrder(second, "the block has no tangent");
        tangent.run();
        network.tangent(other, outputs, 0);
        second.run();
        network.clearSum();
        network.setDirection(fixture.direction, 0);
        assertOutOfOrder(second, "the block has no tangent");
        block.forget();
        assertOutOfOrder(tangent, "the block keeps nothing");
        network.drainSum(result, 0);
        assertThat(result).as("what was refused adds nothing").containsOnly(0);
    }

    private static void assertOutOfOrder(Runnable call, String message) {
        assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @MethodSource("factories")
    void argumentsThatDoNotFitAreRefused(Function<int[], Network> factory) {
        NetworkFixture fixture = new NetworkFixture(factory.apply(SIZES), SIZES, 5, 14);
        Network network = fixture.network;
        double[] outputs = new double[10];
        int tooMany = network.blockRows() + 1;
        assertRefused(
                () -> network.setParameters(fixture.theta, 1),
                "theta has 166 numbers, but 166 are needed from offset 1 on");
        assertRefused(() -> network.setDirection(fixture.direction, -1), "v has 166 numbers");
        assertRefused(
                () -> network.forward(fixture.inputs, 0, tooMany, outputs, 0),
                "rows = " + tooMany + " must be in [0, " + network.blockRows() + "]");
        assertRefused(() -> network.forward(fixture.inputs, 0, -1, outputs, 0), "rows = -1");
        assertRefused(() -> network.forward(fixture.inputs, 1, 5, outputs, 0), "inputs has 15 numbers");
        assertRefused(() -> network.forward(fixture.inputs, 0, 5, outputs, 1), "outputs has 10 numbers");
        network.setParameters(fixture.theta, 0);
        network.setDirection(fixture.direction, 0);
        NetworkBlock block = fixture.block;
        network.forward(fixture.inputs, 0, 5, outputs, 0, block);
        double[] result = new double[fixture.theta.length];
        double[] w = new double[5];
        assertRefused(() -> network.backward(block, fixture.seed, 1), "outputSeed has 10 numbers");
        network.backward(block, fixture.seed, 0);
        assertRefused(() -> network.addGradient(block, w, 1), "weights has 5 numbers");
        assertRefused(() -> network.drainSum(result, 1), "total has 166 numbers");
        assertRefused(() -> network.tangent(block, outputs, 1), "outputTangent has 10 numbers");
        network.tangent(block, outputs, 0);
        assertRefused(() -> network.addGradientTangent(block, outputs, 1, w, null, 0), "seedTangent has 10");
        assertRefused(() -> network.addGradientTangent(block, outputs, 0, w, null, 1), "weights has 5");
        assertRefused(
                () -> network.addGradientTangent(block, outputs, 0, w, new double[4], 0),
                "gradientWeights has 4 numbers");
        assertRefused(() -> block.keep(tooMany, network.parameterKey()), "rows = " + tooMany);
    }

    @Test
    void layerSizesThatMakeNoNetworkAreRefused() {
        assertRefused(() -> Network.create(new int[] {3}, Precision.FLOAT), "at least two entries");
        assertRefused(
                () -> Network.create(new int[] {3, 0, 2}, Precision.DOUBLE), "sizes = [3, 0, 2] must be positive");
        assertRefused(() -> Network.parameterCount(1 << 16, 1 << 16), "more than 2^31 - 1 parameters");
    }

    private static void assertRefused(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
