package org.sgmrl.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.random.RandomStream;
import org.sgmrl.rollout.TrajectoryBatch;
import org.sgmrl.testing.Batches;
import org.sgmrl.testing.Vectors;

/// Weights of batches whose episodes have unequal lengths against a second computation that shares nothing with the
/// first: the definitions as they stand, sums over all later steps instead of recursions, normal equations by Gaussian
/// elimination, all in decimal numbers of 60 digits.
final class ExactArithmeticTest {
    private static final MathContext DIGITS = new MathContext(60);
    private static final int OBSERVATION_SIZE = 2;
    private static final int[] LENGTHS = {1, 17, 40, 2, 9, 25};

    private static TrajectoryBatch batch(int seed) {
        RandomStream random = Vectors.stream(seed);
        double[] rewards = new double[Arrays.stream(LENGTHS).sum()];
        random.fillGaussian(rewards, 0, rewards.length);
        TrajectoryBatch batch = Batches.of(LENGTHS.length, i -> LENGTHS[i], OBSERVATION_SIZE, 1, rewards);
        double[] observations = batch.decisions().observations();
        random.fillGaussian(observations, 0, observations.length);
        // Two that are clipped.
        observations[4] = 12;
        observations[9] = -1e3;
        return batch;
    }

    /// w_h = Σ_{t ≥ h} γ^t r_t / |D|.
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 0.99, 1})
    void rewardToGo(double discount) {
        for (int seed = 1; seed <= 5; seed++) {
            TrajectoryBatch batch = batch(seed);
            double[] weights = new double[batch.rows()];
            new RewardToGo(discount).weights(batch, weights);
            for (int i = 0; i < LENGTHS.length; i++) {
                for (int h = 0; h < LENGTHS[i]; h++) {
                    BigDecimal sum = BigDecimal.ZERO;
                    for (int t = h; t < LENGTHS[i]; t++) {
                        sum = sum.add(exact(discount).pow(t, DIGITS).multiply(reward(batch, i, t)));
                    }
                    BigDecimal expected = sum.divide(BigDecimal.valueOf(LENGTHS.length), DIGITS);
                    assertThat(weights[batch.start(i) + h]).isCloseTo(expected.doubleValue(), within(1e-14));
                }
            }
        }
    }

    /// A_h = Σ_{k ≥ h} (γλ)^(k−h) (r_k + γ V_{k+1} − V_k), standardised.
    @ParameterizedTest
    @CsvSource({"0.99, 0.997", "0.9, 0.5", "1, 1", "0.95, 0", "0, 0.9"})
    void generalizedAdvantage(double discount, double lambda) {
        for (int seed = 1; seed <= 3; seed++) {
            TrajectoryBatch batch = batch(seed);
            int rows = batch.rows();
            double[] weights = new double[rows];
            double scale = new GeneralizedAdvantage(discount, lambda, OBSERVATION_SIZE, rows).weights(batch, weights);

            List<BigDecimal> advantages = advantages(batch, exact(discount), exact(lambda));
            BigDecimal n = BigDecimal.valueOf(rows);
            BigDecimal mean =
                    advantages.stream().reduce(BigDecimal.ZERO, BigDecimal::add).divide(n, DIGITS);
            BigDecimal variance = advantages.stream()
                    .map(a -> a.subtract(mean).pow(2, DIGITS))
                    .reduce(BigDecimal.ZERO, BigDecimal::add)
                    .divide(n, DIGITS);
            BigDecimal divisor =
                    variance.sqrt(DIGITS).add(new BigDecimal("1e-8")).multiply(n);
            double expectedScale =
                    BigDecimal.valueOf(LENGTHS.length).divide(divisor, DIGITS).doubleValue();
            assertThat(scale).isCloseTo(expectedScale, within(1e-9 * expectedScale));
            for (int row = 0; row < rows; row++) {
                double expected = advantages
                        .get(row)
                        .subtract(mean)
                        .divide(divisor, DIGITS)
                        .doubleValue();
                assertThat(weights[row]).isCloseTo(expected, within(1e-10));
            }
        }
    }

    private static List<BigDecimal> advantages(TrajectoryBatch batch, BigDecimal discount, BigDecimal lambda) {
        List<BigDecimal[]> features = new ArrayList<>();
        List<BigDecimal> targets = new ArrayList<>();
        for (int i = 0; i < LENGTHS.length; i++) {
            for (int h = 0; h < LENGTHS[i]; h++) {
                features.add(features(batch, i, h));
                BigDecimal toGo = BigDecimal.ZERO;
                for (int t = h; t < LENGTHS[i]; t++) {
                    toGo = toGo.add(discount.pow(t - h, DIGITS).multiply(reward(batch, i, t)));
                }
                targets.add(toGo);
            }
        }
        BigDecimal[] coefficients = ridge(features, targets);
        List<BigDecimal> advantages = new ArrayList<>();
        BigDecimal decay = discount.multiply(lambda);
        for (int i = 0; i < LENGTHS.length; i++) {
            for (int h = 0; h < LENGTHS[i]; h++) {
                BigDecimal advantage = BigDecimal.ZERO;
                for (int k = h; k < LENGTHS[i]; k++) {
                    BigDecimal next = k + 1 < LENGTHS[i]
                            ? dot(coefficients, features.get(batch.start(i) + k + 1))
                            : BigDecimal.ZERO;
                    BigDecimal difference = reward(batch, i, k)
                            .add(discount.multiply(next))
                            .subtract(dot(coefficients, features.get(batch.start(i) + k)));
                    advantage = advantage.add(decay.pow(k - h, DIGITS).multiply(difference, DIGITS), DIGITS);
                }
                advantages.add(advantage);
            }
        }
        return advantages;
    }

    /// [o, o², t, t², t³, 1] with observations clipped to ±10 and t = h / 100.
    private static BigDecimal[] features(TrajectoryBatch batch, int trajectory, int h) {
        List<BigDecimal> features = new ArrayList<>();
        int row = batch.start(trajectory) + h;
        for (int power = 1; power <= 2; power++) {
            for (int j = 0; j < OBSERVATION_SIZE; j++) {
                double o = batch.decisions().observations()[OBSERVATION_SIZE * row + j];
                features.add(exact(Math.clamp(o, -10, 10)).pow(power));
            }
        }
        for (int power = 1; power <= 3; power++) {
            features.add(BigDecimal.valueOf(h).movePointLeft(2).pow(power));
        }
        features.add(BigDecimal.ONE);
        return features.toArray(BigDecimal[]::new);
    }

    /// The solution of (XᵀX + 1e-5 I) c = Xᵀy.
    private static BigDecimal[] ridge(List<BigDecimal[]> x, List<BigDecimal> y) {
        int n = x.getFirst().length;
        BigDecimal[][] system = new BigDecimal[n][n + 1];
        for (int j = 0; j < n; j++) {
            for (int k = 0; k <= n; k++) {
                BigDecimal sum = j == k ? new BigDecimal("1e-5") : BigDecimal.ZERO;
                for (int row = 0; row < y.size(); row++) {
                    BigDecimal other = k < n ? x.get(row)[k] : y.get(row);
                    sum = sum.add(x.get(row)[j].multiply(other, DIGITS), DIGITS);
                }
                system[j][k] = sum;
            }
        }
        // The matrix is positive definite: elimination needs no pivots.
        for (int p = 0; p < n; p++) {
            for (int j = 0; j < n; j++) {
                if (j != p) {
                    BigDecimal factor = system[j][p].divide(system[p][p], DIGITS);
                    for (int k = p; k <= n; k++) {
                        system[j][k] = system[j][k].subtract(factor.multiply(system[p][k], DIGITS), DIGITS);
                    }
                }
            }
        }
        BigDecimal[] solution = new BigDecimal[n];
        Arrays.setAll(solution, j -> system[j][n].divide(system[j][j], DIGITS));
        return solution;
    }

    private static BigDecimal dot(BigDecimal[] a, BigDecimal[] b) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int j = 0; j < a.length; j++) {
            sum = sum.add(a[j].multiply(b[j], DIGITS), DIGITS);
        }
        return sum;
    }

    private static BigDecimal reward(TrajectoryBatch batch, int trajectory, int h) {
        return exact(batch.rewards()[batch.start(trajectory) + h]);
    }

    private static BigDecimal exact(double value) {
        return new BigDecimal(value);
    }
}
