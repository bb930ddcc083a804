package org.sgmrl.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

/// A network with random parameters, a direction, inputs, seeds and seed tangents, and whole-batch
/// operations on them.
final class NetworkFixture {
    final Network network;
    final int rows;
    final double[] theta;
    final double[] direction;
    final double[] inputs;
    final double[] seed;
    final double[] seedTangent;
    final NetworkBlock block;
    final double[] ones;

    NetworkFixture(Network network, int[] sizes, int rows, long randomSeed) {
        this.network = network;
        this.rows = rows;
        block = network.newBlock();
        ones = new double[network.blockRows()];
        Arrays.fill(ones, 1);
        Random random = new Random(randomSeed);
        theta = new double[network.parameterCount()];
        NetworkInitializer.glorotUniform(sizes, random::nextDouble, theta, 0);
        for (int i = 0; i < theta.length; i++) {
            theta[i] += 0.1 * random.nextGaussian();
        }
        direction = gaussians(theta.length, random);
        double norm = Math.sqrt(dot(direction, direction));
        for (int i = 0; i < direction.length; i++) {
            direction[i] /= norm;
        }
        inputs = gaussians(rows * network.inputSize(), random);
        seed = gaussians(rows * network.outputSize(), random);
        seedTangent = gaussians(rows * network.outputSize(), random);
    }

    static double[] gaussians(int count, Random random) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }

    double[] outputs(double[] parameters) {
        double[] outputs = new double[rows * network.outputSize()];
        network.setParameters(parameters, 0);
        for (int row = 0; row < rows; row += network.blockRows()) {
            network.forward(inputs, row * network.inputSize(), count(row), outputs, row * network.outputSize());
        }
        return outputs;
    }

    /// J(θ)ᵀ s
    double[] gradient(double[] parameters, double[] s) {
        double[] gradient = new double[parameters.length];
        double[] outputs = new double[rows * network.outputSize()];
        network.setParameters(parameters, 0);
        for (int row = 0; row < rows; row += network.blockRows()) {
            int out = row * network.outputSize();
            network.forward(inputs, row * network.inputSize(), count(row), outputs, out, block);
            network.backward(block, s, out);
            network.addGradient(block, ones, 0);
            network.drainSum(gradient, 0);
        }
        return gradient;
    }

    double[] tangent(double[] v) {
        double[] tangent = new double[rows * network.outputSize()];
        network.setParameters(theta, 0);
        network.setDirection(v, 0);
        for (int row = 0; row < rows; row += network.blockRows()) {
            int out = row * network.outputSize();
            network.forward(inputs, row * network.inputSize(), count(row), tangent, out, block);
            network.tangent(block, tangent, out);
        }
        return tangent;
    }

    /// d/dε J(θ + ε v)ᵀ (s + ε ṡ)
    double[] gradientTangent(double[] v, double[] s, double[] sTangent) {
        double[] result = new double[theta.length];
        double[] outputs = new double[rows * network.outputSize()];
        network.setParameters(theta, 0);
        network.setDirection(v, 0);
        for (int row = 0; row < rows; row += network.blockRows()) {
            int out = row * network.outputSize();
            network.forward(inputs, row * network.inputSize(), count(row), outputs, out, block);
            network.backward(block, s, out);
            network.tangent(block, outputs, out);
            network.addGradientTangent(block, sTangent, out, ones, null, 0);
            network.drainSum(result, 0);
        }
        return result;
    }

    /// v·J(θ)ᵀ s of each row.
    double[] gradientAlong(double[] v, double[] s) {
        double[] along = new double[rows];
        double[] outputs = new double[rows * network.outputSize()];
        network.setParameters(theta, 0);
        network.setDirection(v, 0);
        for (int row = 0; row < rows; row += network.blockRows()) {
            int out = row * network.outputSize();
            network.forward(inputs, row * network.inputSize(), count(row), outputs, out, block);
            network.backward(block, s, out);
            network.addGradientAlong(block, along, row);
        }
        return along;
    }

    private int count(int row) {
        return Math.min(network.blockRows(), rows - row);
    }

    static void assertSameBits(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            if (Double.doubleToLongBits(actual[i]) != Double.doubleToLongBits(expected[i])) {
                assertThat(actual[i]).as("element %d", i).isEqualTo(expected[i]);
            }
        }
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double[] plus(double[] a, double scale, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += scale * b[i];
        }
        return sum;
    }

    /// ‖a − b‖ / ‖b‖
    static double relativeError(double[] a, double[] b) {
        double[] difference = plus(a, -1, b);
        return Math.sqrt(dot(difference, difference) / dot(b, b));
    }
}
