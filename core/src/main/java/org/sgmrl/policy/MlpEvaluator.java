package org.sgmrl.policy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sgmrl.network.Network;
import org.sgmrl.network.NetworkBlock;
import org.sgmrl.network.Precision;
import org.sgmrl.random.RandomStream;

/// Evaluates a policy that is a multilayer perceptron with a head on its outputs: rows are processed in the
/// blocks of the network, the head supplies the seed of the backward pass, which is that of log π itself, and
/// the seed's tangent; weights enter when rows are summed.
final class MlpEvaluator implements PolicyEvaluator {
    /// What turns the network's outputs into a distribution of actions. It may have parameters of its own,
    /// which follow the network's in θ. `seed` and the tangents are `[rows × outputSize]`, `outputs` too
    /// from `offset` on; row i of a block is row `start + i` of the batch.
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

        /// Chooses the most likely actions of a block; `actions` begin at row `start`.
        void mode(double[] outputs, int start, int rows, double[] actions);

        /// Actions that stand for all actions of a row.
        int actionNodes();

        /// Chooses these actions and their weights for the rows of a block; `actions` and `weights` begin at row
        /// `start`.
        void actionNodes(double[] outputs, int start, int rows, double[] actions, double[] weights);

        /// log π of row i of a block.
        double logProbability(double[] outputs, int offset, int i, DecisionBatch batch, int start);

        /// seed = ∂log π/∂outputs of each row of a block.
        void seed(double[] outputs, int offset, DecisionBatch batch, int start, int rows, double[] seed);

        /// Adds the gradient of Σ w log π with respect to the head's own parameters to `out`.
        void addGradient(
                double[] outputs, int offset, DecisionBatch batch, int start, int rows, double[] weights, double[] out);

        /// The derivative of log π of each row of a block along the direction.
        ///
        /// @param out receives it, indexed by the batch's row; overwritten
        void scoresAlong(
                double[] outputs,
                int offset,
                double[] outputsTangent,
                DecisionBatch batch,
                int start,
                int rows,
                double[] direction,
                double[] out);

        /// Adds the part of the derivative of log π of each row along the direction that is due to the head's own
        /// parameters.
        ///
        /// @param out indexed by the batch's row; accumulated
        void addScoresAlong(
                double[] outputs,
                int offset,
                DecisionBatch batch,
                int start,
                int rows,
                double[] direction,
                double[] out);

        /// The derivative of the seed along the direction; the derivative of the head's own gradient, with
        /// the weights, plus that gradient with the second weights is added to `out`.
        void seedTangent(
                double[] outputs,
                int offset,
                double[] outputsTangent,
                DecisionBatch batch,
                int start,
                int rows,
                double[] weights,
                double[] direction,
                double @Nullable [] scoreWeights,
                double[] seedTangent,
                double[] out);
    }

    private final Network network;
    private final Head head;
    private final int blockRows;
    private final NetworkBlock passing;
    private final double[] passingOutputs;
    private final double[] outputsTangent;
    private final double[] seed;
    private final double[] seedTangent;
    /// The block at hand and where its outputs are.
    private NetworkBlock block;

    private double[] outputs;
    private int offset;
    /// Names the head's own parameters: the seed depends on them too.
    private long headKey;

    MlpEvaluator(int[] sizes, Precision precision, Head head) {
        this(Network.create(sizes, precision), head);
    }

    /// With buffers for a single row.
    static MlpEvaluator ofOneRow(int[] sizes, Precision precision, Head head) {
        return new MlpEvaluator(Network.create(sizes, precision, 1), head);
    }

    private MlpEvaluator(Network network, Head head) {
        this.network = network;
        this.head = head;
        this.blockRows = network.blockRows();
        this.passing = network.newBlock();
        this.block = passing;
        int numbers = blockRows * network.outputSize();
        this.passingOutputs = new double[numbers];
        this.outputs = passingOutputs;
        this.outputsTangent = new double[numbers];
        this.seed = new double[numbers];
        this.seedTangent = new double[numbers];
    }

    @Override
    public void setParameters(double[] theta) {
        network.setParameters(theta, 0);
        head.setParameters(theta);
        int ofNetwork = network.parameterCount();
        headKey = Network.key(theta, ofNetwork, theta.length - ofNetwork);
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
    public DecisionMemory newMemory(int capacity) {
        return new MlpMemory(network, capacity);
    }

    @Override
    public void act(int rows, double[] observations, double[] noise, double[] actions) {
        for (int start = 0; start < rows; start += blockRows) {
            int n = Math.min(blockRows, rows - start);
            network.forward(observations, start * network.inputSize(), n, passingOutputs, 0);
            head.act(passingOutputs, start, n, noise, actions);
        }
    }

    @Override
    public void mode(int rows, double[] observations, double[] actions) {
        for (int start = 0; start < rows; start += blockRows) {
            int n = Math.min(blockRows, rows - start);
            network.forward(observations, start * network.inputSize(), n, passingOutputs, 0);
            head.mode(passingOutputs, start, n, actions);
        }
    }

    @Override
    public int actionNodes() {
        return head.actionNodes();
    }

    @Override
    public void actionNodes(int rows, double[] observations, double[] actions, double[] weights) {
        for (int start = 0; start < rows; start += blockRows) {
            int n = Math.min(blockRows, rows - start);
            network.forward(observations, start * network.inputSize(), n, passingOutputs, 0);
            head.actionNodes(passingOutputs, start, n, actions, weights);
        }
    }

    @Override
    public void act(
            int rows,
            double[] observations,
            double[] noise,
            double[] actions,
            DecisionMemory memory,
            int[] memoryRows) {
        MlpMemory remembering = (MlpMemory) memory;
        for (int start = 0; start < rows; start += blockRows) {
            int n = Math.min(blockRows, rows - start);
            network.forward(observations, start * network.inputSize(), n, passingOutputs, 0, passing);
            remembering.remember(passing, passingOutputs, n, memoryRows, start);
            head.act(passingOutputs, start, n, noise, actions);
        }
    }

    @Override
    public void logProbability(DecisionBatch batch, int from, int to, double[] out) {
        for (int start = from; start < to; start += blockRows) {
            int n = Math.min(blockRows, to - start);
            if (batch.memory() instanceof MlpMemory memory && memory.holds(network, start, n)) {
                outputs = memory.outputs;
                offset = start * network.outputSize();
            } else {
                outputs = passingOutputs;
                offset = 0;
                network.forward(batch.observations(), start * network.inputSize(), n, outputs, 0);
            }
            for (int i = 0; i < n; i++) {
                out[start - from + i] = head.logProbability(outputs, offset, i, batch, start);
            }
        }
    }

    @Override
    public void gradient(DecisionBatch batch, int from, int to, double[] weights, double[] out) {
        network.clearSum();
        for (int start = from; start < to; start += blockRows) {
            int n = Math.min(blockRows, to - start);
            differentiate(batch, start, n);
            network.addGradient(block, weights, start);
            head.addGradient(outputs, offset, batch, start, n, weights, out);
            drain(from, start + n, to, out);
        }
    }

    @Override
    public void scoresAlong(DecisionBatch batch, int from, int to, double[] direction, double[] out) {
        network.setDirection(direction, 0);
        // Backwards, so that a product that follows finds its first blocks in the cache.
        for (int start = lastStart(from, to); start >= from; start -= blockRows) {
            int n = Math.min(blockRows, to - start);
            load(batch, start, n);
            network.tangent(block, outputsTangent, 0);
            head.scoresAlong(outputs, offset, outputsTangent, batch, start, n, direction, out);
        }
    }

    @Override
    public void scoresAlongWithoutProduct(DecisionBatch batch, int from, int to, double[] direction, double[] out) {
        network.setDirection(direction, 0);
        Arrays.fill(out, from, to, 0);
        // Backwards, so that a gradient that follows finds its first blocks in the cache.
        for (int start = lastStart(from, to); start >= from; start -= blockRows) {
            int n = Math.min(blockRows, to - start);
            differentiate(batch, start, n);
            network.addGradientAlong(block, out, start);
            head.addScoresAlong(outputs, offset, batch, start, n, direction, out);
        }
    }

    private int lastStart(int from, int to) {
        return from + (to - from - 1) / blockRows * blockRows;
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
        network.clearSum();
        network.setDirection(direction, 0);
        for (int start = from; start < to; start += blockRows) {
            int n = Math.min(blockRows, to - start);
            differentiate(batch, start, n);
            network.passingTangent(block, outputsTangent, 0);
            head.seedTangent(
                    outputs,
                    offset,
                    outputsTangent,
                    batch,
                    start,
                    n,
                    weights,
                    direction,
                    scoreWeights,
                    seedTangent,
                    out);
            network.addGradientTangent(block, seedTangent, 0, weights, scoreWeights, start);
            drain(from, start + n, to, out);
        }
    }

    private void drain(int from, int done, int to, double[] out) {
        if (done == to || (done - from) % network.drainRows() == 0) {
            network.drainSum(out, 0);
        }
    }

    /// Makes these rows the block at hand, with the derivatives of log π: from the memory as far as it has
    /// them.
    private void differentiate(DecisionBatch batch, int start, int n) {
        MlpMemory memory = load(batch, start, n);
        if (memory == null) {
            backward(batch, start, n);
        } else if (!memory.differentiated(start, headKey)) {
            backward(batch, start, n);
            memory.setSeedKey(start, headKey);
        }
    }

    /// Makes these rows the block at hand.
    ///
    /// @return the memory that they are in, or null
    private @Nullable MlpMemory load(DecisionBatch batch, int start, int n) {
        if (batch.memory() instanceof MlpMemory memory && memory.holds(network, start, n)) {
            block = memory.block(start);
            outputs = memory.outputs;
            offset = start * network.outputSize();
            return memory;
        }
        block = passing;
        outputs = passingOutputs;
        offset = 0;
        network.forward(batch.observations(), start * network.inputSize(), n, outputs, 0, block);
        return null;
    }

    private void backward(DecisionBatch batch, int start, int n) {
        head.seed(outputs, offset, batch, start, n, seed);
        network.backward(block, seed, 0);
    }
}
