package org.sgmrl.policy;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sgmrl.argument.Arguments;
import org.sgmrl.network.Network;
import org.sgmrl.network.NetworkInitializer;
import org.sgmrl.network.Precision;
import org.sgmrl.random.RandomStream;

/// Gaussian policy with independent components: the mean is a multilayer perceptron (tanh hidden units,
/// linear output) of the observation, the logarithm of the standard deviation is a learned vector that does
/// not depend on the state.
///
///     π(a|s; θ) = Π_d N(a_d; μ_d(s), σ_d²),    σ_d = exp(max(λ_d, log 1e-6))
///
/// θ = (weights and biases layer by layer, λ). Initially Glorot-uniform weights, zero biases, λ =
/// `initialLogStd`. Below the floor the derivative with respect to λ_d is zero.
public final class GaussianMlpPolicy implements Policy {
    /// The floor of log σ_d, log 1e-6.
    public static final double MIN_LOG_STD = StrictMath.log(1e-6);
    private static final double HALF_LOG_TWO_PI = 0.5 * StrictMath.log(2 * Math.PI);

    private final int[] sizes;
    private final double initialLogStd;
    private final Precision precision;
    private final int networkParameters;

    /// A policy with the given layer sizes.
    ///
    /// @param observationSize numbers in an observation
    /// @param hidden sizes of the hidden layers; empty for a linear mean
    /// @param actionSize numbers in an action
    /// @param initialLogStd initial value of every λ_d
    /// @param precision arithmetic of the network
    public GaussianMlpPolicy(
            int observationSize, int[] hidden, int actionSize, double initialLogStd, Precision precision) {
        Arguments.given("precision", precision);
        this.sizes = Layers.sizes(observationSize, hidden, actionSize);
        this.initialLogStd = initialLogStd;
        this.precision = precision;
        this.networkParameters = Network.parameterCount(sizes);
    }

    @Override
    public String description() {
        return "gaussian-mlp(" + Layers.describe(sizes) + ")";
    }

    @Override
    public int parameterCount() {
        return networkParameters + actionSize();
    }

    @Override
    public List<ParameterBlock> layout() {
        List<ParameterBlock> blocks = Layers.layout("mean", sizes);
        blocks.add(new ParameterBlock("log_std", List.of(actionSize())));
        return blocks;
    }

    @Override
    public int observationSize() {
        return sizes[0];
    }

    @Override
    public int actionSize() {
        return sizes[sizes.length - 1];
    }

    @Override
    public void initialize(RandomStream random, double[] theta) {
        NetworkInitializer.glorotUniform(sizes, random::nextDouble, theta, 0);
        Arrays.fill(theta, networkParameters, theta.length, initialLogStd);
    }

    @Override
    public double standardDeviation(double[] theta) {
        double sum = 0;
        for (int d = networkParameters; d < parameterCount(); d++) {
            sum += StrictMath.exp(Math.max(theta[d], MIN_LOG_STD));
        }
        return sum / actionSize();
    }

    @Override
    public PolicyEvaluator newEvaluator() {
        return new MlpEvaluator(sizes, precision, new GaussianHead());
    }

    @Override
    public PolicyEvaluator newActingEvaluator() {
        return MlpEvaluator.ofOneRow(sizes, precision, new GaussianHead());
    }

    /// Arithmetic of the network.
    ///
    /// @return the precision
    public Precision precision() {
        return precision;
    }

    private final class GaussianHead implements MlpEvaluator.Head {
        private final int d = actionSize();
        private final double[] logStd = new double[d];
        private final double[] std = new double[d];
        private final double[] inverseStd = new double[d];
        /// 1 where λ_d is above its floor and so has a derivative, else 0.
        private final double[] free = new double[d];

        @Override
        public void setParameters(double[] theta) {
            for (int j = 0; j < d; j++) {
                double lambda = theta[networkParameters + j];
                logStd[j] = Math.max(lambda, MIN_LOG_STD);
                std[j] = StrictMath.exp(logStd[j]);
                inverseStd[j] = StrictMath.exp(-logStd[j]);
                free[j] = lambda > MIN_LOG_STD ? 1 : 0;
            }
        }

        @Override
        public int noiseSize() {
            return d;
        }

        @Override
        public void drawNoise(RandomStream random, int actions, double[] out, int offset) {
            random.fillGaussian(out, offset, actions * d);
        }

        @Override
        public void act(double[] mean, int start, int rows, double[] noise, double[] actions) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < d; j++) {
                    int k = (start + i) * d + j;
                    actions[k] = mean[i * d + j] + std[j] * noise[k];
                }
            }
        }

        @Override
        public void mode(double[] mean, int start, int rows, double[] actions) {
            System.arraycopy(mean, 0, actions, start * d, rows * d);
        }

        @Override
        public int actionNodes() {
            return 2;
        }

        /// log π(a|s; θ′) is a sum of polynomials of degree 2 in the components of a, whose expectations the points
        /// μ ± σ have for each component.
        @Override
        public void actionNodes(double[] mean, int start, int rows, double[] actions, double[] weights) {
            for (int i = 0; i < rows; i++) {
                int node = 2 * (start + i);
                weights[node] = 0.5;
                weights[node + 1] = 0.5;
                for (int j = 0; j < d; j++) {
                    actions[node * d + j] = mean[i * d + j] - std[j];
                    actions[(node + 1) * d + j] = mean[i * d + j] + std[j];
                }
            }
        }

        @Override
        public double logProbability(double[] mean, int offset, int i, DecisionBatch batch, int start) {
            double sum = 0;
            for (int j = 0; j < d; j++) {
                double z = (batch.actions()[(start + i) * d + j] - mean[offset + i * d + j]) * inverseStd[j];
                sum -= 0.5 * z * z + logStd[j] + HALF_LOG_TWO_PI;
            }
            return sum;
        }

        @Override
        public void seed(double[] mean, int offset, DecisionBatch batch, int start, int rows, double[] seed) {
            double[] actions = batch.actions();
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < d; j++) {
                    double z = (actions[(start + i) * d + j] - mean[offset + i * d + j]) * inverseStd[j];
                    seed[i * d + j] = z * inverseStd[j];
                }
            }
        }

        @Override
        public void addGradient(
                double[] mean, int offset, DecisionBatch batch, int start, int rows, double[] weights, double[] out) {
            double[] actions = batch.actions();
            for (int i = 0; i < rows; i++) {
                double w = weights[start + i];
                for (int j = 0; j < d; j++) {
                    double z = (actions[(start + i) * d + j] - mean[offset + i * d + j]) * inverseStd[j];
                    out[networkParameters + j] += free[j] * w * (z * z - 1);
                }
            }
        }

        @Override
        public void scoresAlong(
                double[] mean,
                int offset,
                double[] meanTangent,
                DecisionBatch batch,
                int start,
                int rows,
                double[] direction,
                double[] out) {
            double[] actions = batch.actions();
            for (int i = 0; i < rows; i++) {
                double sum = 0;
                for (int j = 0; j < d; j++) {
                    double z = (actions[(start + i) * d + j] - mean[offset + i * d + j]) * inverseStd[j];
                    double lambdaDot = free[j] * direction[networkParameters + j];
                    sum += z * inverseStd[j] * meanTangent[i * d + j] + (z * z - 1) * lambdaDot;
                }
                out[start + i] = sum;
            }
        }

        @Override
        public void addScoresAlong(
                double[] mean, int offset, DecisionBatch batch, int start, int rows, double[] direction, double[] out) {
            double[] actions = batch.actions();
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < d; j++) {
                    double z = (actions[(start + i) * d + j] - mean[offset + i * d + j]) * inverseStd[j];
                    out[start + i] += (z * z - 1) * free[j] * direction[networkParameters + j];
                }
            }
        }

        @Override
        public void seedTangent(
                double[] mean,
                int offset,
                double[] meanTangent,
                DecisionBatch batch,
                int start,
                int rows,
                double[] weights,
                double[] direction,
                double @Nullable [] scoreWeights,
                double[] seedTangent,
                double[] out) {
            double[] actions = batch.actions();
            for (int i = 0; i < rows; i++) {
                double w = weights[start + i];
                double c = scoreWeights == null ? 0 : scoreWeights[start + i];
                for (int j = 0; j < d; j++) {
                    // With z = (a - μ)/σ, a dot for the derivative along v:  ż = -μ̇/σ - z λ̇.
                    double lambdaDot = free[j] * direction[networkParameters + j];
                    double z = (actions[(start + i) * d + j] - mean[offset + i * d + j]) * inverseStd[j];
                    double zDot = -meanTangent[i * d + j] * inverseStd[j] - z * lambdaDot;
                    seedTangent[i * d + j] = (zDot - z * lambdaDot) * inverseStd[j];
                    out[networkParameters + j] += free[j] * (w * 2 * z * zDot + c * (z * z - 1));
                }
            }
        }
    }
}
