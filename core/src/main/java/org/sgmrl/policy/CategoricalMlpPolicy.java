package org.sgmrl.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.argument.Arguments;
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
        Arguments.given("precision", precision);
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
        return new MlpEvaluator(sizes, precision, new SoftmaxHead());
    }

    @Override
    public PolicyEvaluator newActingEvaluator() {
        return MlpEvaluator.ofOneRow(sizes, precision, new SoftmaxHead());
    }

    /// Arithmetic of the network.
    ///
    /// @return the precision
    public Precision precision() {
        return precision;
    }

    private final class SoftmaxHead implements MlpEvaluator.Head {
        private final int count = sizes[sizes.length - 1];
        private final double[] probabilities = new double[count];

        @Override
        public void setParameters(double[] theta) {
            // All parameters are the network's.
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
        public void act(double[] logits, int start, int rows, double[] noise, double[] actions) {
            for (int i = 0; i < rows; i++) {
                SoftmaxLogits.probabilities(logits, i * count, count, probabilities);
                actions[start + i] = Categorical.choose(probabilities, 0, count, noise[start + i]);
            }
        }

        @Override
        public void mode(double[] logits, int start, int rows, double[] actions) {
            for (int i = 0; i < rows; i++) {
                actions[start + i] = SoftmaxLogits.largest(logits, i * count, count);
            }
        }

        @Override
        public int actionNodes() {
            return count;
        }

        @Override
        public void actionNodes(double[] logits, int start, int rows, double[] actions, double[] weights) {
            for (int i = 0; i < rows; i++) {
                SoftmaxLogits.probabilities(logits, i * count, count, probabilities);
                SoftmaxLogits.nodes(probabilities, count, start + i, actions, weights);
            }
        }

        @Override
        public double logProbability(double[] logits, int offset, int i, DecisionBatch batch, int start) {
            return SoftmaxLogits.logProbability(logits, offset + i * count, count, (int) batch.actions()[start + i]);
        }

        @Override
        public void seed(double[] logits, int offset, DecisionBatch batch, int start, int rows, double[] seed) {
            for (int i = 0; i < rows; i++) {
                int action = (int) batch.actions()[start + i];
                SoftmaxLogits.probabilities(logits, offset + i * count, count, probabilities);
                SoftmaxLogits.seed(probabilities, count, action, 1, seed, i * count);
            }
        }

        @Override
        public void addGradient(
                double[] logits, int offset, DecisionBatch batch, int start, int rows, double[] weights, double[] out) {
            // All parameters are the network's.
        }

        @Override
        public void scoresAlong(
                double[] logits,
                int offset,
                double[] logitsTangent,
                DecisionBatch batch,
                int start,
                int rows,
                double[] direction,
                double[] out) {
            for (int i = 0; i < rows; i++) {
                int action = (int) batch.actions()[start + i];
                SoftmaxLogits.probabilities(logits, offset + i * count, count, probabilities);
                out[start + i] = SoftmaxLogits.scoreAlong(probabilities, count, action, logitsTangent, i * count);
            }
        }

        @Override
        public void addScoresAlong(
                double[] logits,
                int offset,
                DecisionBatch batch,
                int start,
                int rows,
                double[] direction,
                double[] out) {
            // All parameters are the network's.
        }

        @Override
        public void seedTangent(
                double[] logits,
                int offset,
                double[] logitsTangent,
                DecisionBatch batch,
                int start,
                int rows,
                double[] weights,
                double[] direction,
                double @Nullable [] scoreWeights,
                double[] seedTangent,
                double[] out) {
            for (int i = 0; i < rows; i++) {
                int action = (int) batch.actions()[start + i];
                SoftmaxLogits.probabilities(logits, offset + i * count, count, probabilities);
                SoftmaxLogits.seedTangent(probabilities, count, action, 1, 0, logitsTangent, seedTangent, i * count);
            }
        }
    }
}
