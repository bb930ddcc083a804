package org.sgmrl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sgmrl.network.Precision;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.testing.OwnPolicy;

/// The stated accuracy of what is made of gradients, against the exact products of the built-in policies.
final class DifferencingEvaluatorTest {
    private static final int ROWS = 30;

    private static double[] normals(int number, int length) {
        double[] values = new double[length];
        RandomStream.of(9, StreamDomain.DEMONSTRATION, 0, 0, 0, number, StreamPurpose.PROBLEM)
                .fillGaussian(values, 0, length);
        return values;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Subject(PolicyEvaluator exact, PolicyEvaluator differenced, DecisionBatch batch, double[] theta) {}

    /// @param error of the gradients
    private static Subject subject(Policy policy, double error, boolean oneHot) {
        double[] theta = normals(0, policy.parameterCount());
        PolicyEvaluator exact = policy.newEvaluator();
        PolicyEvaluator differenced =
                PolicyEvaluator.differencing(policy.newEvaluator(), policy.parameterCount(), error);
        exact.setParameters(theta);
        differenced.setParameters(theta);
        DecisionBatch batch = new DecisionBatch(ROWS, policy.observationSize(), policy.actionSize());
        batch.rows(ROWS);
        if (oneHot) {
            for (int n = 0; n < ROWS; n++) {
                batch.observations()[n * policy.observationSize() + n % policy.observationSize()] = 1;
            }
        } else {
            double[] observations = normals(1, batch.observations().length);
            System.arraycopy(observations, 0, batch.observations(), 0, observations.length);
        }
        double[] noise = new double[ROWS * exact.noiseSize()];
        exact.drawNoise(
                RandomStream.of(9, StreamDomain.DEMONSTRATION, 0, 0, 0, 0, StreamPurpose.ACTION), ROWS, noise, 0);
        exact.act(ROWS, batch.observations(), noise, batch.actions());
        return new Subject(exact, differenced, batch, theta);
    }

    private static double errorOfProduct(Subject s, double scale) {
        double[] w = normals(2, ROWS);
        double[] v = normals(3, s.theta.length);
        for (int j = 0; j < v.length; j++) {
            v[j] *= scale;
        }
        double[] c = normals(4, ROWS);
        double[] expected = new double[v.length];
        double[] actual = new double[v.length];
        s.exact.hessianVectorProduct(s.batch, 2, ROWS - 1, w, v, c, expected);
        s.differenced.hessianVectorProduct(s.batch, 2, ROWS - 1, w, v, c, actual);
        double largest = 0;
        double worst = 0;
        for (int j = 0; j < v.length; j++) {
            largest = Math.max(largest, Math.abs(expected[j]));
            worst = Math.max(worst, Math.abs(expected[j] - actual[j]));
        }
        return worst / largest;
    }

    @Test
    void productsOfDoublePrecisionAreWithinTheStatedError() {
        Subject softmax = subject(new SoftmaxTabularPolicy(4, 3), 0x1p-53, true);
        Subject network = subject(new GaussianMlpPolicy(3, new int[] {8}, 2, 0, Precision.DOUBLE), 0x1p-53, false);
        for (double scale : new double[] {1e-6, 1, 1e6}) {
            assertThat(errorOfProduct(softmax, scale)).as("softmax").isLessThan(1e-8);
            assertThat(errorOfProduct(network, scale)).as("network").isLessThan(1e-8);
        }
    }

    @Test
    void aStepForTheirErrorServesGradientsInSinglePrecision() {
        Policy policy = new GaussianMlpPolicy(3, new int[] {8}, 2, 0, Precision.FLOAT);
        // ε^{2/3} is 1.5e-5 here; the step of double precision leaves more rounding than product.
        double error = errorOfProduct(subject(policy, 0x1p-24, false), 1);
        assertThat(error).isLessThan(1e-3);
        assertThat(errorOfProduct(subject(policy, 0x1p-53, false), 1)).isGreaterThan(30 * error);
    }

    @Test
    void scoresAlongAreExactUpToRounding() {
        Subject s = subject(new CategoricalMlpPolicy(3, new int[] {8}, 3, Precision.DOUBLE), 0x1p-53, false);
        double[] v = normals(5, s.theta.length);
        double[] expected = new double[ROWS];
        double[] actual = new double[ROWS];
        s.exact.scoresAlong(s.batch, 3, ROWS, v, expected);
        s.differenced.scoresAlong(s.batch, 3, ROWS, v, actual);
        for (int n = 0; n < ROWS; n++) {
            assertThat(Math.abs(actual[n] - expected[n])).isLessThan(1e-12 * (1 + Math.abs(expected[n])));
        }
    }

    @Test
    void theParametersThatWereSetStay() {
        Subject s = subject(new SoftmaxTabularPolicy(4, 3), 0x1p-53, true);
        double[] before = new double[ROWS];
        double[] after = new double[ROWS];
        s.differenced.logProbability(s.batch, 0, ROWS, before);
        errorOfProduct(s, 1);
        s.differenced.logProbability(s.batch, 0, ROWS, after);
        assertThat(after).containsExactly(before);
    }

    @Test
    void alongNothingOnlyTheGradientIsLeftAndAlongNoNumberNoNumber() {
        Subject s = subject(new SoftmaxTabularPolicy(4, 3), 0x1p-53, true);
        double[] w = normals(2, ROWS);
        double[] zero = new double[s.theta.length];
        double[] expected = new double[zero.length];
        double[] actual = new double[zero.length];
        s.exact.gradient(s.batch, 0, ROWS, w, expected);
        s.differenced.hessianVectorProduct(s.batch, 0, ROWS, w, zero, w, actual);
        assertThat(actual).containsExactly(expected);
        zero[1] = Double.POSITIVE_INFINITY;
        s.differenced.hessianVectorProduct(s.batch, 0, ROWS, w, zero, w, actual);
        assertThat(actual).containsOnly(Double.NaN);
    }

    @Test
    void wrongArgumentsAreNamed() {
        PolicyEvaluator any = new OwnPolicy(2, 1).newEvaluator();
        assertThatThrownBy(() -> PolicyEvaluator.differencing(any, 0))
                .hasMessage("parameterCount = 0 must be at least 1");
        assertThatThrownBy(() -> PolicyEvaluator.differencing(any, 2, 1))
                .hasMessage("gradientError = 1.0 must be in (0, 1)");
    }
}
