package org.sgmrl.policy;

import org.jspecify.annotations.Nullable;
import org.sgmrl.network.Network;
import org.sgmrl.network.Precision;
import org.sgmrl.random.RandomStream;

/// Evaluates a policy that is a multilayer perceptron with a head on its outputs: rows are processed in the
/// blocks of the network, the head supplies the seed of the backward pass and the seed's tangent.
final class MlpEvaluator implements PolicyEvaluator {
    /// What turns the network's outputs into a distribution of actions. It may have parameters of its own,
    /// which follow the network's in θ. `outputs`, `seed` and the tangents are `[rows × outputSize]`; row i
    /// of a block is row `start + i` of the batch.
    interface Head {
        /// Reads the head's own parameters from θ.
        void setParameters(double[] theta);

        /// Random numbers that one action consumes.
        int noiseSize();

        /// Draws the randomness of consecutive actions.
        void drawNoise(RandomStream random, int actions, double[] out, int offset);

        /// Chooses the actions of a block from outputs and noise; `actions` and `noise` begin at row
        /// `start`.
        void act(double[] outputs, int start, int rows, double[] noise, double[] actions);

        /// log π of row i of a block.
        double logProbability(double[] outputs, int i, DecisionBatch batch, int start);

        /// seed = ∂/∂outputs of Σ w log π; the gradient of the head's own parameters is added to `out`.
        void seed(
                double[] outputs,
                DecisionBatch batch,
                int start,
                int rows,
                double[] weights,
                double[] seed,
                double[] out);

        /// The seed, and its derivative along the direction plus the seed of the second weighting; the same
        /// for the head's own parameters is added to `out`.
        void seedTangent(
                double[] outputs,
                double[] outputsTangent,
                DecisionBatch batch,
                int start,
                int rows,
                double[] weights,
                double[] direction,
                double @Nullable [] scoreWeights,
                double[] seed,
                double[] seedTangent,
                double[] out);
    }

    private final Network network;
    private final Head head;
    private final int block;
    private final double[] outputs;
    private final double[] outputsTangent;
    private final double[] seed;
    private final double[] seedTangent;

    MlpEvaluator(int[] sizes, Precision precision, Head head) {
        this.network = Network.create(sizes, precision);
        this.head = head;
        this.block = network.blockRows();
        int numbers = block * network.outputSize();
        this.outputs = new double[numbers];
        this.outputsTangent = new double[numbers];
        this.seed = new double[numbers];
        this.seedTangent = new double[numbers];
    }

    @Override
    public void setParameters(double[] theta) {
        network.setParameters(theta, 0);
        head.setParameters(theta);
    }

    @Override
    public int noiseSize() {
        return head.noiseSize();
    }

    @Override
    public void drawNoise(RandomStream random, int actions, double[] out, int offset) {
        head.drawNoise(random, actions, out, offset);
    }

    @Override
    public void act(int rows, double[] observations, double[] noise, double[] actions) {
        for (int start = 0; start < rows; start += block) {
            int n = Math.min(block, rows - start);
            network.forward(observations, start * network.inputSize(), n, outputs, 0);
            head.act(outputs, start, n, noise, actions);
        }
    }

    @Override
    public void logProbability(DecisionBatch batch, int from, int to, double[] out) {
        for (int start = from; start < to; start += block) {
            int n = Math.min(block, to - start);
            network.forward(batch.observations(), start * network.inputSize(), n, outputs, 0);
            for (int i = 0; i < n; i++) {
                out[start - from + i] = head.logProbability(outputs, i, batch, start);
            }
        }
    }

    @Override
    public void gradient(DecisionBatch batch, int from, int to, double[] weights, double[] out) {
        for (int start = from; start < to; start += block) {
            int n = forwardKeeping(batch, start, to);
            backward(batch, start, n, weights, out);
        }
    }

    @Override
    public void gradients(
            DecisionBatch batch,
            int from,
            int to,
            double[] weights,
            double[] out,
            double[] scoreWeights,
            double[] scoreOut) {
        for (int start = from; start < to; start += block) {
            int n = forwardKeeping(batch, start, to);
            backward(batch, start, n, weights, out);
            backward(batch, start, n, scoreWeights, scoreOut);
        }
    }

    @Override
    public void hessianVectorProduct(
            DecisionBatch batch,
            int from,
            int to,
            double[] weights,
            double[] direction,
            double @Nullable [] scoreWeights,
            double[] out) {
        network.setDirection(direction, 0);
        for (int start = from; start < to; start += block) {
            int n = forwardKeeping(batch, start, to);
            network.tangent(outputsTangent, 0);
            head.seedTangent(
                    outputs, outputsTangent, batch, start, n, weights, direction, scoreWeights, seed, seedTangent, out);
            network.backwardTangent(seed, 0, seedTangent, 0, out, 0);
        }
    }

    private int forwardKeeping(DecisionBatch batch, int start, int to) {
        int n = Math.min(block, to - start);
        network.forwardKeeping(batch.observations(), start * network.inputSize(), n, outputs, 0);
        return n;
    }

    private void backward(DecisionBatch batch, int start, int n, double[] weights, double[] out) {
        head.seed(outputs, batch, start, n, weights, seed, out);
        network.backward(seed, 0, out, 0);
    }
}
