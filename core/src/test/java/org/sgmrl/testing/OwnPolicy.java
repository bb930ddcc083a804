package org.sgmrl.testing;

import java.util.List;
import org.sgmrl.policy.DecisionBatch;
import org.sgmrl.policy.GradientEvaluator;
import org.sgmrl.policy.ParameterBlock;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;

/// A policy as a user writes one, with a gradient and no more: a Gaussian whose mean is a matrix times the observation,
/// and whose deviation is fixed.
///
/// @param observationSize numbers in an observation
/// @param actionSize numbers in an action
public record OwnPolicy(int observationSize, int actionSize) implements Policy {
    private static final double DEVIATION = 0.8;

    @Override
    public String description() {
        return "own-linear(" + observationSize + "-" + actionSize + ")";
    }

    @Override
    public int parameterCount() {
        return observationSize * actionSize;
    }

    @Override
    public List<ParameterBlock> layout() {
        return List.of(new ParameterBlock("matrix", List.of(observationSize, actionSize)));
    }

    @Override
    public void initialize(RandomStream random, double[] theta) {
        for (int j = 0; j < parameterCount(); j++) {
            theta[j] = 0.1 * random.nextGaussian();
        }
    }

    @Override
    public double standardDeviation(double[] theta) {
        return DEVIATION;
    }

    @Override
    public PolicyEvaluator newEvaluator() {
        return PolicyEvaluator.differencing(new Linear(), parameterCount());
    }

    private final class Linear implements GradientEvaluator {
        private final double[] theta = new double[parameterCount()];

        @Override
        public void setParameters(double[] parameters) {
            System.arraycopy(parameters, 0, theta, 0, theta.length);
        }

        @Override
        public int noiseSize() {
            return actionSize;
        }

        @Override
        public void drawNoise(RandomStream random, int actions, double[] out, int offset) {
            random.fillGaussian(out, offset, actions * actionSize);
        }

        private double mean(double[] observations, int row, int j) {
            double mean = 0;
            for (int i = 0; i < observationSize; i++) {
                mean += observations[row * observationSize + i] * theta[i * actionSize + j];
            }
            return mean;
        }

        @Override
        public void act(int rows, double[] observations, double[] noise, double[] actions) {
            for (int k = 0; k < rows * actionSize; k++) {
                actions[k] = mean(observations, k / actionSize, k % actionSize) + DEVIATION * noise[k];
            }
        }

        private double z(DecisionBatch batch, int n, int j) {
            return (batch.actions()[n * actionSize + j] - mean(batch.observations(), n, j)) / DEVIATION;
        }

        @Override
        public void logProbability(DecisionBatch batch, int from, int to, double[] out) {
            for (int n = from; n < to; n++) {
                out[n - from] = 0;
                for (int j = 0; j < actionSize; j++) {
                    double z = z(batch, n, j);
                    out[n - from] -= 0.5 * z * z + StrictMath.log(DEVIATION * Math.sqrt(2 * Math.PI));
                }
            }
        }

        @Override
        public void gradient(DecisionBatch batch, int from, int to, double[] weights, double[] out) {
            for (int n = from; n < to; n++) {
                for (int j = 0; j < actionSize; j++) {
                    double slope = weights[n] * z(batch, n, j) / DEVIATION;
                    for (int i = 0; i < observationSize; i++) {
                        out[i * actionSize + j] += slope * batch.observations()[n * observationSize + i];
                    }
                }
            }
        }
    }
}
