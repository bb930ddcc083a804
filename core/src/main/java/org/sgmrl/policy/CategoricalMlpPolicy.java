package org.sgmrl.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.network.Network;
import org.sgmrl.network.NetworkInitializer;
import org.sgmrl.network.Precision;
import org.sgmrl.random.Categorical;
import org.sgmrl.random.RandomStream;

/// Softmax policy over discrete actions whose logits are a multilayer perceptron (tanh hidden units, linear
/// output) of the observation. θ = weights and biases layer by layer; Glorot-uniform weights and zero
/// biases initially.
public final class CategoricalMlpPolicy implements Policy {
    private final int[] sizes;
    private final Precision precision;
    private final int parameterCount;

    /// A policy with the given layer sizes.
    ///
    /// @param observationSize numbers in an observation
    /// @param hidden sizes of the hidden layers; empty for linear logits
    /// @param actions number of actions
    /// @param precision arithmetic of the network
    public CategoricalMlpPolicy(int observationSize, int[] hidden, int actions, Precision precision) {
        this.sizes = Layers.sizes(observationSize, hidden, actions);
        this.precision = precision;
        this.parameterCount = Network.parameterCount(sizes);
    }

    @Override
    public String description() {
        return "categorical-mlp(" + Layers.describe(sizes) + ")";
    }

    @Override
    public int parameterCount() {
        return parameterCount;
    }

    @Override
    public List<ParameterBlock> layout() {
        return Layers.layout("logits", sizes);
    }

    @Override
    public int observationSize() {
        return sizes[0];
    }

    @Override
    public int actionSize() {
        return 1;
    }

    @Override
    public void initialize(RandomStream random, double[] theta) {
        NetworkInitializer.glorotUniform(sizes, random::nextDouble, theta, 0);
    }

    @Override
    public double standardDeviation(double[] theta) {
        return Double.NaN;
    }

    @Override
    public PolicyEvaluator newEvaluator() {
        return new Evaluator();
    }

    private final class Evaluator implements PolicyEvaluator {
        private final int count = sizes[sizes.length - 1];
        private final Network network = Network.create(sizes, precision);
        private final int block = network.blockRows();
        private final double[] logits = new double[block * count];
        private final double[] logitsTangent = new double[block * count];
        private final double[] seed = new double[block * count];
        private final double[] seedTangent = new double[block * count];
        private final double[] probabilities = new double[count];

        @Override
        public void setParameters(double[] theta) {
            network.setParameters(theta, 0);
        }

        @Override
        public int noiseSize() {
            return 1;
        }

        @Override
        public void drawNoise(RandomStream random, int actions, double[] out, int offset) {
            random.fillUniform(out, offset, actions);
        }

        @Override
        public void act(int rows, double[] observations, double[] noise, double[] actions) {
            for (int start = 0; start < rows; start += block) {
                int n = Math.min(block, rows - start);
                network.forward(observations, start * sizes[0], n, logits, 0);
                for (int i = 0; i < n; i++) {
                    Softmax.probabilities(logits, i * count, count, probabilities);
                    actions[start + i] = Categorical.choose(probabilities, 0, count, noise[start + i]);
                }
            }
        }

        @Override
        public void logProbability(DecisionBatch batch, int from, int to, double[] out) {
            for (int start = from; start < to; start += block) {
                int n = Math.min(block, to - start);
                network.forward(batch.observations(), start * sizes[0], n, logits, 0);
                for (int i = 0; i < n; i++) {
                    int action = (int) batch.actions()[start + i];
                    out[start - from + i] = Softmax.logProbability(logits, i * count, count, action);
                }
            }
        }

        @Override
        public void gradient(DecisionBatch batch, int from, int to, double[] weights, double[] out) {
            for (int start = from; start < to; start += block) {
                int n = Math.min(block, to - start);
                network.forwardKeeping(batch.observations(), start * sizes[0], n, logits, 0);
                addBlockGradient(batch, start, n, weights, out);
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
                int n = Math.min(block, to - start);
                network.forwardKeeping(batch.observations(), start * sizes[0], n, logits, 0);
                addBlockGradient(batch, start, n, weights, out);
                addBlockGradient(batch, start, n, scoreWeights, scoreOut);
            }
        }

        /// Adds the gradient of the block that the network keeps.
        private void addBlockGradient(DecisionBatch batch, int start, int n, double[] weights, double[] out) {
            for (int i = 0; i < n; i++) {
                int action = (int) batch.actions()[start + i];
                Softmax.probabilities(logits, i * count, count, probabilities);
                Softmax.seed(probabilities, count, action, weights[start + i], seed, i * count);
            }
            network.backward(seed, 0, out, 0);
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
                int n = Math.min(block, to - start);
                network.forwardKeeping(batch.observations(), start * sizes[0], n, logits, 0);
                network.tangent(logitsTangent, 0);
                for (int i = 0; i < n; i++) {
                    int action = (int) batch.actions()[start + i];
                    double w = weights[start + i];
                    double c = scoreWeights == null ? 0 : scoreWeights[start + i];
                    Softmax.probabilities(logits, i * count, count, probabilities);
                    Softmax.seed(probabilities, count, action, w, seed, i * count);
                    Softmax.seedTangent(probabilities, count, action, w, c, logitsTangent, seedTangent, i * count);
                }
                network.backwardTangent(seed, 0, seedTangent, 0, out, 0);
            }
        }
    }
}
