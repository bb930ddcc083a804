package org.sgmrl.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each constant is compared with the supremum found by maximising: never exceeded, and reached.
final class SoftmaxConstantsTest {
    private interface Objective {
        double at(double[] point);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 6})
    void theNormOfTheScoreHasSupremumG(int actions) {
        // The maximum lies at infinite logits, so the search climbs for ever: it must come near and stay below.
        double best = maximise(actions, logits -> scoreNorm(softmax(logits)));
        assertThat(best).isLessThanOrEqualTo(SoftmaxConstants.SCORE_NORM).isGreaterThan(0.99 * Math.sqrt(2));
        double[] extreme = new double[actions];
        extreme[1] = 30;
        assertThat(scoreNorm(softmax(extreme))).isCloseTo(SoftmaxConstants.SCORE_NORM, within(1e-11));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 6})
    void theNormOfTheHessianOfTheLogProbabilityHasMaximumL(int actions) {
        // ‖diag π − ππᵀ‖ is the largest variance Var_π(v) over unit vectors v.
        double best = maximise(2 * actions, point -> variance(softmax(head(point)), unit(tail(point))));
        assertThat(best).isLessThanOrEqualTo(SoftmaxConstants.SCORE_LIPSCHITZ + 1e-15);
        assertThat(best).isGreaterThan(0.99 * SoftmaxConstants.SCORE_LIPSCHITZ);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 6})
    void theNormOfTheThirdDerivativeHasMaximumRho(int actions) {
        double best = maximise(2 * actions, point -> thirdDerivative(softmax(head(point)), unit(tail(point))));
        assertThat(best).isLessThanOrEqualTo(SoftmaxConstants.CURVATURE_LIPSCHITZ + 1e-15);
        assertThat(best).isGreaterThan(0.99 * SoftmaxConstants.CURVATURE_LIPSCHITZ);
    }

    @Test
    void rhoIsAttainedAtTheStatedPolicy() {
        double p = 0.5 + Math.sqrt(3) / 6;
        double[] v = {Math.sqrt(0.5), -Math.sqrt(0.5)};
        assertThat(thirdDerivative(new double[] {p, 1 - p}, v))
                .isCloseTo(SoftmaxConstants.CURVATURE_LIPSCHITZ, within(1e-15));
    }

    @Test
    void differencesOfTheHessianAreBoundedByRhoTimesTheDistance() {
        SplittableRandom random = new SplittableRandom(5);
        double largest = 0;
        for (int i = 0; i < 20_000; i++) {
            int actions = 2 + i % 3;
            double[] first = gaussian(random, actions, 2);
            double[] second = gaussian(random, actions, 0.3);
            double distance = norm(second);
            for (int a = 0; a < actions; a++) {
                second[a] += first[a];
            }
            double[] v = unit(gaussian(random, actions, 1));
            // |vᵀ(F₁ − F₂)v| ≤ ‖F₁ − F₂‖
            double change = Math.abs(variance(softmax(first), v) - variance(softmax(second), v));
            largest = Math.max(largest, change / distance);
        }
        assertThat(largest).isLessThan(SoftmaxConstants.CURVATURE_LIPSCHITZ).isGreaterThan(0.2);
    }

    /// ‖e_a − π‖ for a = 0.
    private static double scoreNorm(double[] pi) {
        double[] score = new double[pi.length];
        for (int a = 0; a < pi.length; a++) {
            score[a] = (a == 0 ? 1 : 0) - pi[a];
        }
        return norm(score);
    }

    /// Var_π(v) = vᵀ(diag π − ππᵀ)v.
    private static double variance(double[] pi, double[] v) {
        double mean = 0;
        for (int a = 0; a < v.length; a++) {
            mean += pi[a] * v[a];
        }
        double variance = 0;
        for (int a = 0; a < v.length; a++) {
            variance += pi[a] * (v[a] - mean) * (v[a] - mean);
        }
        return variance;
    }

    /// The norm of the gradient of Var_π(v) with respect to the logits: its entry a is π_a ((v_a − mean)² −
    /// Var). It is the largest |∂/∂u vᵀFv| over unit directions u.
    private static double thirdDerivative(double[] pi, double[] v) {
        double mean = 0;
        for (int a = 0; a < v.length; a++) {
            mean += pi[a] * v[a];
        }
        double variance = variance(pi, v);
        double[] gradient = new double[v.length];
        for (int a = 0; a < v.length; a++) {
            gradient[a] = pi[a] * ((v[a] - mean) * (v[a] - mean) - variance);
        }
        return norm(gradient);
    }

    /// The best value of 40 random starts, each improved by random steps of shrinking size.
    private static double maximise(int dimension, Objective objective) {
        SplittableRandom random = new SplittableRandom(dimension);
        double best = Double.NEGATIVE_INFINITY;
        for (int start = 0; start < 40; start++) {
            double[] point = gaussian(random, dimension, 2);
            double value = objective.at(point);
            for (int i = 0; i < 1500; i++) {
                double[] trial = gaussian(random, dimension, 1.0 / (1 + i * 0.02));
                for (int k = 0; k < dimension; k++) {
                    trial[k] += point[k];
                }
                double trialValue = objective.at(trial);
                if (trialValue > value) {
                    value = trialValue;
                    point = trial;
                }
            }
            best = Math.max(best, value);
        }
        return best;
    }

    private static double[] softmax(double[] logits) {
        double[] pi = new double[logits.length];
        double sum = 0;
        for (int a = 0; a < pi.length; a++) {
            pi[a] = Math.exp(logits[a]);
            sum += pi[a];
        }
        for (int a = 0; a < pi.length; a++) {
            pi[a] /= sum;
        }
        return pi;
    }

    private static double[] head(double[] point) {
        return Arrays.copyOf(point, point.length / 2);
    }

    private static double[] tail(double[] point) {
        return Arrays.copyOfRange(point, point.length / 2, point.length);
    }

    private static double[] unit(double[] x) {
        double[] scaled = x.clone();
        double norm = norm(x);
        for (int i = 0; i < x.length; i++) {
            scaled[i] /= norm;
        }
        return scaled;
    }

    private static double norm(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += v * v;
        }
        return Math.sqrt(sum);
    }

    private static double[] gaussian(SplittableRandom random, int n, double scale) {
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = scale * random.nextGaussian();
        }
        return x;
    }
}
