package org.sgmrl.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Statistical tests of the normal numbers, as z-scores with fixed names.
///
/// A sound generator fails a score with |z| > 5.5 with probability 4·10⁻⁸; fewer than 100 scores are
/// computed, so the class would fail for a sound generator with probability below 10⁻⁵. Another law with
/// the same mean and variance has to fail the same battery.
class NormalStatisticsTest {
    private static final double LIMIT = 5.5;
    private static final int SAMPLE = 1 << 20;

    private record Score(String what, double z) {}

    @Test
    void fillGaussianPassesTheBattery() {
        double[] sample = new double[SAMPLE];
        RandomStream.of(1, StreamDomain.TRAINING, 2, 3, 4, 5, StreamPurpose.ACTION)
                .fillGaussian(sample, 0, SAMPLE);
        assertThat(battery(sample)).allMatch(score -> Math.abs(score.z) < LIMIT);
        assertPassesKolmogorovSmirnov(sample);
    }

    @Test
    void nextGaussianPassesTheBattery() {
        double[] sample = new double[SAMPLE / 2];
        RandomStream stream = RandomStream.of(1, StreamDomain.TRAINING, 2, 3, 4, 5, StreamPurpose.TASK);
        for (int i = 0; i < sample.length; i++) {
            sample[i] = stream.nextGaussian();
        }
        assertThat(battery(sample)).allMatch(score -> Math.abs(score.z) < LIMIT);
        assertPassesKolmogorovSmirnov(sample);
    }

    private static void assertPassesKolmogorovSmirnov(double[] sample) {
        // 2 exp(−2·2.95²) = 6e-8.
        assertThat(Scores.kolmogorovSmirnovNormal(sample)).isLessThan(2.95);
    }

    @Test
    void aSumOfSixUniformsFailsTheBattery() {
        // Mean 0, variance 1, third moment 0, but a fourth moment of 2.8 and thin tails.
        double[] uniforms = new double[6 * SAMPLE];
        RandomStream.of(1, StreamDomain.TRAINING, 2, 3, 4, 5, StreamPurpose.ACTION)
                .fillUniform(uniforms, 0, uniforms.length);
        double[] sample = new double[SAMPLE];
        for (int i = 0; i < SAMPLE; i++) {
            double sum = -3;
            for (int j = 0; j < 6; j++) {
                sum += uniforms[6 * i + j];
            }
            sample[i] = Math.sqrt(2) * sum;
        }
        List<Score> scores = battery(sample);
        assertThat(scores).anyMatch(score -> score.what.equals("moment 4") && score.z < -15);
        assertThat(scores).anyMatch(score -> score.what.equals("beyond 3") && score.z < -15);
        assertThat(scores).anyMatch(score -> score.what.equals("256 bins") && score.z > 15);
        assertThat(Scores.kolmogorovSmirnovNormal(sample)).isGreaterThan(4);
    }

    @Test
    void swappingInOneRepeatedNumberInAHundredFailsTheBattery() {
        // The law stays right; only the independence goes, at the distance of the two members of a pair.
        double[] sample = new double[SAMPLE];
        RandomStream.of(1, StreamDomain.TRAINING, 2, 3, 4, 5, StreamPurpose.ACTION)
                .fillGaussian(sample, 0, SAMPLE);
        for (int i = 16; i < SAMPLE; i += 100) {
            sample[i] = sample[i - 16];
        }
        assertThat(battery(sample)).anyMatch(score -> score.what.equals("lag 16") && score.z > 7);
    }

    private static List<Score> battery(double[] sample) {
        List<Score> scores = new ArrayList<>();
        // E z^2k = 1, 3, 15, 105 for k = 1 to 4.
        scores.add(new Score("moment 1", Scores.moment(sample, 1, 0, 1)));
        scores.add(new Score("moment 2", Scores.moment(sample, 2, 1, 2)));
        scores.add(new Score("moment 3", Scores.moment(sample, 3, 0, 15)));
        scores.add(new Score("moment 4", Scores.moment(sample, 4, 3, 96)));
        int[] beyond = new int[5];
        int positive = 0;
        int[] bins = new int[256];
        double[] squares = new double[sample.length];
        for (int i = 0; i < sample.length; i++) {
            double z = sample[i];
            squares[i] = z * z;
            positive += z > 0 ? 1 : 0;
            for (int k = 1; k < 5; k++) {
                beyond[k] += Math.abs(z) > k ? 1 : 0;
            }
            bins[(int) (256 * NormalDistribution.probability(z))]++;
        }
        scores.add(new Score("positive", Scores.count(positive, sample.length, 0.5)));
        for (int k = 1; k < 5; k++) {
            scores.add(new Score(
                    "beyond " + k, Scores.count(beyond[k], sample.length, 2 * NormalDistribution.upperTail(k))));
        }
        scores.add(new Score("256 bins", Scores.chiSquare(bins)));
        // 16 and 48 are distances within a pair of Box and Muller and between pairs of a block.
        for (int lag : new int[] {1, 2, 16, 32, 48, 64}) {
            scores.add(new Score("lag " + lag, Scores.serial(sample, lag, 0, 1)));
            scores.add(new Score("squares at lag " + lag, Scores.serial(squares, lag, 1, 2)));
        }
        return scores;
    }

    @Test
    void tailsBeyondFourAndFiveSigmaHaveTheirShare() {
        // 2²⁵ numbers: 2125 expected beyond 4 sigma, 19.2 beyond 5 sigma, 0.066 beyond 6. The limits of the
        // Poisson counts are exceeded with probability 4e-8 (5.5 sigma), 2e-7 (below 3 or above 50) and 1.3e-8
        // (above 4).
        RandomStream stream = RandomStream.of(2, StreamDomain.TRAINING, 0, 0, 0, 0, StreamPurpose.ACTION);
        double[] block = new double[1 << 15];
        int beyond4 = 0;
        int beyond5 = 0;
        int beyond6 = 0;
        for (int i = 0; i < 1 << 10; i++) {
            stream.fillGaussian(block, 0, block.length);
            for (double z : block) {
                double magnitude = Math.abs(z);
                if (magnitude > 4) {
                    beyond4++;
                    beyond5 += magnitude > 5 ? 1 : 0;
                    beyond6 += magnitude > 6 ? 1 : 0;
                }
            }
        }
        assertThat(Math.abs(Scores.count(beyond4, 1 << 25, 2 * NormalDistribution.upperTail(4))))
                .isLessThan(LIMIT);
        assertThat(beyond5).isBetween(3, 50);
        assertThat(beyond6).isLessThanOrEqualTo(4);
    }

    @Test
    void smallMagnitudesAreNotDiscrete() {
        // Of 2²² numbers, n = 33,465 ± 182 are below 0.01. Floats have 2²³ values an octave, so of the n²/2
        // pairs about 25 fall on the same float (more than 70 or fewer than 3: 1e-7); on a grid of 2⁻²⁴ it
        // would be 3,300.
        RandomStream stream = RandomStream.of(3, StreamDomain.TRAINING, 0, 0, 0, 0, StreamPurpose.ACTION);
        double[] sample = new double[1 << 22];
        stream.fillGaussian(sample, 0, sample.length);
        double[] small = java.util.Arrays.stream(sample)
                .map(Math::abs)
                .filter(z -> z < 0.01)
                .sorted()
                .toArray();
        assertThat(Math.abs(Scores.count(small.length, sample.length, 1 - 2 * NormalDistribution.upperTail(0.01))))
                .isLessThan(LIMIT);
        int coincidences = 0;
        for (int i = 1; i < small.length; i++) {
            coincidences += small[i] == small[i - 1] ? 1 : 0;
        }
        assertThat(coincidences).isBetween(3, 70);
        assertThat(small[0]).isGreaterThan(0);
    }

    @Test
    void neighbouringStreamsAreUncorrelated() {
        int n = 1 << 17;
        double[] base = normals(0, 0, 0, 0, 0, n);
        double[][] neighbours = {
            normals(1, 0, 0, 0, 0, n),
            normals(0, 1, 0, 0, 0, n),
            normals(0, 0, 1, 0, 0, n),
            normals(0, 0, 0, 1, 0, n),
            normals(0, 0, 0, 0, 1, n)
        };
        for (double[] neighbour : neighbours) {
            for (int lag : new int[] {0, 1, 16}) {
                assertThat(Math.abs(Scores.correlation(base, 0, neighbour, lag, n - lag, 0, 1)))
                        .isLessThan(LIMIT);
            }
        }
    }

    @Test
    void firstNormalsAcrossRolloutsAreUncorrelated() {
        RandomStream stream = new RandomStream();
        double[] first = new double[50_000];
        for (int rollout = 0; rollout < first.length; rollout++) {
            stream.rekey(4, StreamDomain.TRAINING, 0, 0, 0, rollout, StreamPurpose.ACTION);
            stream.fillGaussian(first, rollout, 1);
        }
        assertThat(battery(first)).allMatch(score -> Math.abs(score.z) < LIMIT || score.what.equals("beyond 4"));
    }

    @Test
    void wordsAndNormalsAtTheSamePositionsAreUncorrelated() {
        int n = 1 << 17;
        RandomStream stream = RandomStream.of(5, StreamDomain.TRAINING, 0, 0, 0, 0, StreamPurpose.ACTION);
        double[] normals = new double[n];
        stream.fillGaussian(normals, 0, n);
        stream.position(0);
        double[] scaled = new double[n];
        for (int i = 0; i < n; i++) {
            // Mean 0 and variance 1 as the normals have.
            scaled[i] = stream.nextInt() * 0x1p-31 * Math.sqrt(3);
        }
        for (int lag : new int[] {0, 1, 16, 32}) {
            assertThat(Math.abs(Scores.correlation(scaled, 0, normals, lag, n - lag, 0, 1)))
                    .isLessThan(LIMIT);
        }
    }

    private static double[] normals(long seed, int iteration, int task, int phase, int rollout, int n) {
        double[] normals = new double[n];
        RandomStream.of(seed, StreamDomain.TRAINING, iteration, task, phase, rollout, StreamPurpose.ACTION)
                .fillGaussian(normals, 0, n);
        return normals;
    }
}
