package example;

import java.util.Arrays;
import java.util.List;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.policy.DecisionBatch;
import org.sgmrl.policy.GradientEvaluator;
import org.sgmrl.policy.ParameterBlock;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;

/// One action, Gaussian, with a mean that is linear in the observation and a fixed deviation:
///
///     a ~ N(w·s + b, σ²),    θ = (w, b)
record LinearPolicy(int observationSize) implements Policy {
    private static final double SIGMA = 0.5;

    static LinearPolicy of(EnvironmentSpec spec) {
        return new LinearPolicy(spec.observationSize());
    }

    @Override
    public String description() {
        return "linear(" + observationSize + "-1)";
    }

    @Override
    public int parameterCount() {
        return observationSize + 1;
    }

    @Override
    public List<ParameterBlock> layout() {
        return List.of(
                new ParameterBlock("weight", List.of(observationSize)), new ParameterBlock("bias", List.of(1)));
    }

    @Override
    public int actionSize() {
        return 1;
    }

    @Override
    public void initialize(RandomStream random, double[] theta) {
        Arrays.fill(theta, 0);
    }

    @Override
    public double standardDeviation(double[] theta) {
        return SIGMA;
    }

    @Override
    public PolicyEvaluator newEvaluator() {
        // Log-probability and gradient are all that must be written; products with the Hessian are differences.
        return PolicyEvaluator.differencing(new Evaluator(), parameterCount());
    }

    private final class Evaluator implements GradientEvaluator {
        private final double[] parameters = new double[parameterCount()];

        @Override
        public void setParameters(double[] theta) {
            System.arraycopy(theta, 0, parameters, 0, parameters.length);
        }

        private double mean(double[] observations, int row) {
            double mean = parameters[observationSize];
            for (int j = 0; j < observationSize; j++) {
                mean += parameters[j] * observations[row * observationSize + j];
            }
            return mean;
        }

        @Override
        public int noiseSize() {
            return 1;
        }

        @Override
        public void drawNoise(RandomStream random, int actions, double[] out, int offset) {
            random.fillGaussian(out, offset, actions);
        }

        @Override
        public void act(int rows, double[] observations, double[] noise, double[] actions) {
            for (int n = 0; n < rows; n++) {
                actions[n] = mean(observations, n) + SIGMA * noise[n];
            }
        }

        @Override
        public void logProbability(DecisionBatch batch, int from, int to, double[] out) {
            for (int n = from; n < to; n++) {
                double z = (batch.actions()[n] - mean(batch.observations(), n)) / SIGMA;
                out[n - from] = -0.5 * z * z - Math.log(SIGMA * Math.sqrt(2 * Math.PI));
            }
        }

        @Override
        public void gradient(DecisionBatch batch, int from, int to, double[] weights, double[] out) {
            for (int n = from; n < to; n++) {
                double toMean = weights[n] * (batch.actions()[n] - mean(batch.observations(), n)) / (SIGMA * SIGMA);
                for (int j = 0; j < observationSize; j++) {
                    out[j] += toMean * batch.observations()[n * observationSize + j];
                }
                out[observationSize] += toMean;
            }
        }
    }
}
