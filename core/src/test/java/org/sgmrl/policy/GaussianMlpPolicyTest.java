package org.sgmrl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sgmrl.network.Precision;
import org.sgmrl.testing.Vectors;

final class GaussianMlpPolicyTest {
    /// One observation, one action, linear mean: θ = (weight, bias, λ).
    private static final GaussianMlpPolicy LINEAR = new GaussianMlpPolicy(1, new int[0], 1, 0.25, Precision.DOUBLE);

    @Test
    void logProbabilityGradientAndHessianOfALinearMeanAreThoseOfTheFormula() {
        // μ = 2·0.5 + 1 = 2, σ = e^0.5, a = 3: z = e^-0.5.
        double[] theta = {0.5, 1, 0.5};
        PolicyEvaluator evaluator = LINEAR.newEvaluator();
        evaluator.setParameters(theta);
        DecisionBatch batch = oneDecision(2, 3);
        double[] log = new double[1];
        evaluator.logProbability(batch, 0, 1, log);
        double precision = Math.exp(-1);
        assertThat(log[0]).isCloseTo(-0.5 * precision - 0.5 - 0.5 * Math.log(2 * Math.PI), within(1e-15));

        double[] gradient = new double[3];
        evaluator.gradient(batch, 0, 1, new double[] {1}, gradient);
        assertThat(gradient).containsExactly(new double[] {2 * precision, precision, precision - 1}, within(1e-15));

        double[] lambdaColumn = new double[3];
        evaluator.hessianVectorProduct(batch, 0, 1, new double[] {1}, new double[] {0, 0, 1}, null, lambdaColumn);
        assertThat(lambdaColumn)
                .containsExactly(new double[] {-4 * precision, -2 * precision, -2 * precision}, within(1e-15));
        double[] biasColumn = new double[3];
        evaluator.hessianVectorProduct(batch, 0, 1, new double[] {1}, new double[] {0, 1, 0}, null, biasColumn);
        assertThat(biasColumn)
                .containsExactly(new double[] {-2 * precision, -precision, -2 * precision}, within(1e-15));
    }

    @Test
    void atAndBelowItsFloorTheLogStandardDeviationHasNoEffectAndNoDerivative() {
        double floor = Math.log(1e-6);
        PolicyEvaluator evaluator = LINEAR.newEvaluator();
        DecisionBatch batch = oneDecision(2, 2 + 1e-6);
        double[] expectedLog = new double[1];
        evaluator.setParameters(new double[] {0.5, 1, floor});
        evaluator.logProbability(batch, 0, 1, expectedLog);
        for (double lambda : new double[] {floor, floor - 1e-9, -20, -1e300}) {
            double[] theta = {0.5, 1, lambda};
            evaluator.setParameters(theta);
            double[] log = new double[1];
            evaluator.logProbability(batch, 0, 1, log);
            assertThat(log).containsExactly(expectedLog);
            double[] gradient = new double[3];
            evaluator.gradient(batch, 0, 1, new double[] {1}, gradient);
            assertThat(gradient[2]).isZero();
            assertThat(gradient[1]).isNotZero();
            double[] product = new double[3];
            evaluator.hessianVectorProduct(batch, 0, 1, new double[] {1}, new double[] {0, 0, 1}, null, product);
            assertThat(product).containsOnly(0);
            evaluator.hessianVectorProduct(
                    batch, 0, 1, new double[] {1}, new double[] {1, 1, 1}, new double[] {1}, product);
            assertThat(product[2]).isZero();
            assertThat(LINEAR.standardDeviation(theta)).isCloseTo(1e-6, within(1e-20));
        }
        // Just above the floor there is a derivative again.
        evaluator.setParameters(new double[] {0.5, 1, floor + 0.1});
        double[] gradient = new double[3];
        evaluator.gradient(batch, 0, 1, new double[] {1}, gradient);
        assertThat(gradient[2]).isNotZero();
    }

    @Test
    void initialParametersAreGlorotUniformWithZeroBiasesAndTheGivenLogStandardDeviation() {
        GaussianMlpPolicy policy = new GaussianMlpPolicy(3, new int[] {50}, 2, -0.7, Precision.DOUBLE);
        double[] theta = new double[policy.parameterCount()];
        policy.initialize(Vectors.stream(1), theta);
        assertThat(theta).hasSize(3 * 50 + 50 + 50 * 2 + 2 + 2);
        assertThat(Arrays.copyOfRange(theta, 150, 200)).containsOnly(0);
        assertThat(Arrays.copyOfRange(theta, 300, 302)).containsOnly(0);
        assertThat(Arrays.copyOfRange(theta, 302, 304)).containsOnly(-0.7);
        assertThat(Arrays.stream(theta, 0, 150).map(Math::abs).max().orElseThrow())
                .isBetween(0.9 * Math.sqrt(6.0 / 53), Math.sqrt(6.0 / 53));
        assertThat(Arrays.stream(theta, 200, 300).map(Math::abs).max().orElseThrow())
                .isBetween(0.9 * Math.sqrt(6.0 / 52), Math.sqrt(6.0 / 52));
        assertThat(policy.standardDeviation(theta)).isCloseTo(Math.exp(-0.7), within(1e-15));
    }

    private static DecisionBatch oneDecision(double observation, double action) {
        DecisionBatch batch = new DecisionBatch(1, 1, 1);
        batch.rows(1);
        batch.observations()[0] = observation;
        batch.actions()[0] = action;
        return batch;
    }
}
