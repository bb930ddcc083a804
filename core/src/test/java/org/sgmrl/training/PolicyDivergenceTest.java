package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.CategoricalMlpPolicy;
import org.sgmrl.policy.DecisionBatch;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.ParameterBlock;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.ForwardingEvaluator;
import org.sgmrl.testing.Vectors;

/// The divergence and its Hessian against closed forms, and against each other by differences.
final class PolicyDivergenceTest {
    private static final int TASKS = 3;
    private static final int ROWS = 4;

    /// A policy without action nodes, as those that users write.
    record Sampled(Policy inner, UnaryOperator<PolicyEvaluator> evaluators) implements Policy {
        static Sampled of(Policy inner) {
            return new Sampled(inner, ForwardingEvaluator::new);
        }

        @Override
        public String description() {
            return inner.description();
        }

        @Override
        public int parameterCount() {
            return inner.parameterCount();
        }

        @Override
        public List<ParameterBlock> layout() {
            return inner.layout();
        }

        @Override
        public int observationSize() {
            return inner.observationSize();
        }

        @Override
        public int actionSize() {
            return inner.actionSize();
        }

        @Override
        public void initialize(RandomStream random, double[] theta) {
            inner.initialize(random, theta);
        }

        @Override
        public double standardDeviation(double[] theta) {
            return inner.standardDeviation(theta);
        }

        @Override
        public PolicyEvaluator newEvaluator() {
            return evaluators.apply(inner.newEvaluator());
        }
    }

    static List<Policy> policies() {
        GaussianMlpPolicy gaussian = new GaussianMlpPolicy(3, new int[] {5}, 2, -0.5, Precision.DOUBLE);
        CategoricalMlpPolicy categorical = new CategoricalMlpPolicy(3, new int[] {4}, 3, Precision.DOUBLE);
        SoftmaxTabularPolicy tabular = new SoftmaxTabularPolicy(3, 4);
        return List.of(
                gaussian, categorical, tabular, Sampled.of(gaussian), Sampled.of(categorical), Sampled.of(tabular));
    }

    static double[] theta(Policy policy) {
        double[] theta = new double[policy.parameterCount()];
        policy.initialize(Vectors.stream(1), theta);
        return Vectors.combine(1, theta, 0.3, Vectors.gaussian(Vectors.stream(2), theta.length));
    }

    /// States as tasks keep them, with actions drawn at θ; the last task has fewer.
    static TaskGradient[] shares(Policy policy, double[] theta) {
        PolicyEvaluator evaluator = policy.newEvaluator();
        evaluator.setParameters(theta);
        TaskGradient[] shares = new TaskGradient[TASKS];
        RandomStream random = Vectors.stream(3);
        for (int i = 0; i < TASKS; i++) {
            shares[i] = new TaskGradient(theta.length, ROWS, policy.observationSize(), policy.actionSize());
            DecisionBatch states = states(shares[i]);
            int rows = i == TASKS - 1 ? ROWS - 2 : ROWS;
            states.rows(rows);
            for (int n = 0; n < rows; n++) {
                int at = n * policy.observationSize();
                if (policy.description().startsWith("softmax-tabular")) {
                    Arrays.fill(states.observations(), at, at + policy.observationSize(), 0);
                    states.observations()[at + random.nextInt(policy.observationSize())] = 1;
                } else {
                    random.fillGaussian(states.observations(), at, policy.observationSize());
                }
            }
            double[] noise = new double[rows * evaluator.noiseSize()];
            evaluator.drawNoise(random, rows, noise, 0);
            evaluator.act(rows, states.observations(), noise, states.actions());
        }
        return shares;
    }

    static DecisionBatch states(TaskGradient share) {
        return Objects.requireNonNull(share.states());
    }

    static PolicyDivergence divergence(Policy policy, double[] theta) {
        PolicyDivergence divergence = new PolicyDivergence(policy, TASKS * ROWS);
        divergence.begin(theta, shares(policy, theta));
        return divergence;
    }

    /// F, column by column.
    static double[][] dense(PolicyDivergence divergence, int d) {
        double[][] fisher = new double[d][d];
        for (int j = 0; j < d; j++) {
            double[] unit = new double[d];
            unit[j] = 1;
            divergence.fisherVectorProduct(unit, fisher[j]);
        }
        return fisher;
    }

    /// diag π − π πᵀ for each visit of a state.
    @Test
    void theFisherInformationOfATableIsThatOfItsRows() {
        SoftmaxTabularPolicy policy = new SoftmaxTabularPolicy(3, 4);
        double[] theta = theta(policy);
        double[][] expected = new double[12][12];
        int count = TASKS * ROWS - 2;
        for (TaskGradient share : shares(policy, theta)) {
            DecisionBatch states = states(share);
            for (int n = 0; n < states.rows(); n++) {
                for (int s = 0; s < 3; s++) {
                    double[] pi = softmax(theta, s);
                    for (int a = 0; a < 4; a++) {
                        for (int b = 0; b < 4; b++) {
                            expected[s * 4 + a][s * 4 + b] +=
                                    states.observations()[n * 3 + s] * pi[a] * ((a == b ? 1 : 0) - pi[b]) / count;
                        }
                    }
                }
            }
        }
        assertSame(dense(divergence(policy, theta), 12), expected, 1e-14);
    }

    private static double[] softmax(double[] theta, int s) {
        double[] pi = new double[4];
        double sum = 0;
        for (int a = 0; a < 4; a++) {
            pi[a] = Math.exp(theta[s * 4 + a]);
            sum += pi[a];
        }
        return Vectors.combine(1 / sum, pi, 0, pi);
    }

    /// Without hidden layers the mean is W s + b: s̃ s̃ᵀ/σ² for each component with s̃ = (s, 1), and 2 for log σ.
    @Test
    void theFisherInformationAndTheDivergenceOfALinearGaussianAreThoseOfTheTextbook() {
        GaussianMlpPolicy policy = new GaussianMlpPolicy(2, new int[0], 2, -0.3, Precision.DOUBLE);
        double[] theta = theta(policy);
        int d = theta.length;
        double[] other = Vectors.combine(1, theta, 0.2, Vectors.gaussian(Vectors.stream(8), d));
        double[][] expected = new double[d][d];
        double kl = 0;
        int count = TASKS * ROWS - 2;
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] mean = new double[2];
        double[] otherMean = new double[2];
        for (TaskGradient share : shares(policy, theta)) {
            for (int n = 0; n < states(share).rows(); n++) {
                double[] s = Arrays.copyOfRange(states(share).observations(), 2 * n, 2 * n + 2);
                evaluator.setParameters(theta);
                evaluator.mode(1, s, mean);
                evaluator.setParameters(other);
                evaluator.mode(1, s, otherMean);
                for (int c = 0; c < 2; c++) {
                    double variance = Math.exp(2 * theta[6 + c]);
                    double otherVariance = Math.exp(2 * other[6 + c]);
                    double apart = otherMean[c] - mean[c];
                    kl += (other[6 + c] - theta[6 + c] + (variance + apart * apart) / (2 * otherVariance) - 0.5)
                            / count;
                    // The mean is linear: its derivatives are differences.
                    double[] slope = new double[d];
                    for (int j = 0; j < 6; j++) {
                        double[] moved = theta.clone();
                        moved[j] += 1;
                        evaluator.setParameters(moved);
                        evaluator.mode(1, s, otherMean);
                        slope[j] = otherMean[c] - mean[c];
                        otherMean[c] = mean[c];
                    }
                    for (int j = 0; j < d; j++) {
                        for (int k = 0; k < d; k++) {
                            expected[j][k] += slope[j] * slope[k] / variance / count;
                        }
                    }
                    expected[6 + c][6 + c] += 2.0 / count;
                    evaluator.setParameters(other);
                    evaluator.mode(1, s, otherMean);
                }
            }
        }
        PolicyDivergence divergence = divergence(policy, theta);
        assertSame(dense(divergence, d), expected, 1e-12);
        assertThat(divergence.at(other)).isCloseTo(kl, within(1e-12)).isPositive();
    }

    /// Of sampled actions it is the mean of their scores' outer products.
    @Test
    void withoutActionNodesItIsTheMeanOfTheScoresOuterProducts() {
        Policy policy = Sampled.of(new GaussianMlpPolicy(3, new int[] {5}, 2, -0.5, Precision.DOUBLE));
        double[] theta = theta(policy);
        int d = theta.length;
        PolicyEvaluator evaluator = policy.newEvaluator();
        evaluator.setParameters(theta);
        double[][] expected = new double[d][d];
        for (TaskGradient share : shares(policy, theta)) {
            DecisionBatch states = states(share);
            for (int n = 0; n < states.rows(); n++) {
                double[] one = new double[ROWS];
                one[n] = 1;
                double[] score = new double[d];
                evaluator.gradient(states, 0, states.rows(), one, score);
                for (int j = 0; j < d; j++) {
                    for (int k = 0; k < d; k++) {
                        expected[j][k] += score[j] * score[k] / (TASKS * ROWS - 2);
                    }
                }
            }
        }
        assertSame(dense(divergence(policy, theta), d), expected, 1e-12);
    }

    /// D(θ) = 0, ∇D(θ) = 0, ∇²D(θ) = F, D ≥ 0: whichever of the two forms it has.
    @ParameterizedTest
    @MethodSource("policies")
    void theProductIsTheHessianOfTheDivergence(Policy policy) {
        double[] theta = theta(policy);
        PolicyDivergence divergence = divergence(policy, theta);
        double[] product = new double[theta.length];
        assertThat(divergence.at(theta)).isZero();
        for (int number = 0; number < 5; number++) {
            double[] v = Vectors.gaussian(Vectors.stream(20 + number), theta.length);
            divergence.fisherVectorProduct(v, product);
            double curvature = Vectors.dot(v, product);
            double h = 1e-3;
            double ahead = divergence.at(Vectors.combine(1, theta, h, v));
            double behind = divergence.at(Vectors.combine(1, theta, -h, v));
            assertThat((ahead + behind) / (h * h)).isCloseTo(curvature, within(1e-4 * curvature));
            assertThat((ahead - behind) / (2 * h)).isCloseTo(0, within(1e-4 * curvature));
            assertThat(divergence.at(Vectors.combine(1, theta, 0.5, v))).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void itsGradientIsThatOfDifferences(Policy policy) {
        double[] theta = theta(policy);
        PolicyDivergence divergence = divergence(policy, theta);
        double[] other = Vectors.combine(1, theta, 0.2, Vectors.gaussian(Vectors.stream(9), theta.length));
        double[] gradient = new double[theta.length];
        divergence.addGradient(other, 2, gradient);
        double[] v = Vectors.unit(Vectors.stream(10), theta.length);
        double h = 1e-5;
        double slope =
                (divergence.at(Vectors.combine(1, other, h, v)) - divergence.at(Vectors.combine(1, other, -h, v)))
                        / (2 * h);
        assertThat(Vectors.dot(gradient, v)).isCloseTo(2 * slope, within(1e-7 * (1 + Vectors.norm(gradient))));
        double[] still = new double[theta.length];
        divergence.addGradient(theta, 1, still);
        assertThat(Vectors.norm(still)).isLessThan(1e-12);
    }

    @Test
    void anEngineThatKeepsNoStatesIsTold() {
        SoftmaxTabularPolicy policy = new SoftmaxTabularPolicy(3, 4);
        PolicyDivergence divergence = new PolicyDivergence(policy, 4);
        assertThatThrownBy(() -> divergence.begin(new double[12], new TaskGradient[] {new TaskGradient(12)}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TrainingSettings.newTaskGradient");
    }

    private static void assertSame(double[][] actual, double[][] expected, double tolerance) {
        for (int j = 0; j < expected.length; j++) {
            assertThat(actual[j]).containsExactly(expected[j], within(tolerance));
        }
    }
}
