package org.sgmrl.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Statistical tests of the face of words, as z-scores with fixed names.
///
/// A sound generator fails a score with |z| > 5.5 with probability 4·10⁻⁸. The battery has 108 scores and
/// the others fewer than 10, so the whole class would fail for a sound generator with probability below
/// 5·10⁻⁶. A weak generator has to fail the same battery.
class WordStatisticsTest {
    private static final double LIMIT = 5.5;
    private static final int SAMPLE = 1 << 18;

    /// A keyed generator of blocks: `name` as in [StreamKernel].
    @FunctionalInterface
    private interface Blocks {
        void block(int[] name, int block, int[] out);
    }

    private record Score(String what, double z) {}

    @Test
    void theProductionGeneratorPassesTheBattery() {
        assertThat(battery((name, block, out) -> Threefry.block(name, block, out, 0, 1)))
                .hasSize(108)
                .allMatch(score -> Math.abs(score.z) < LIMIT);
    }

    @Test
    void theSameCipherWithFewRoundsFailsTheBattery() {
        assertThat(battery(rounds(4))).anyMatch(score -> Math.abs(score.z) > 50);
    }

    @Test
    void aLinearCongruentialGeneratorFailsTheBattery() {
        // Low bits of a multiplier modulo 2³² have short periods; here the state starts at a sum of name and
        // block.
        assertThat(battery((name, block, out) -> {
                    int state = block * 4;
                    for (int word : name) {
                        state = state * 31 + word;
                    }
                    for (int i = 0; i < 4; i++) {
                        state = state * 1664525 + 1013904223;
                        out[i] = state;
                    }
                }))
                .anyMatch(score -> Math.abs(score.z) > 50);
    }

    /// All scores of a generator: the words of one stream, the words across neighbouring streams (first
    /// block of names that differ by one in one field), and pairs of whole streams of neighbouring names.
    private static List<Score> battery(Blocks generator) {
        List<Score> scores = new ArrayList<>();
        int[] name = {20_250_707, 0, 3, 14, 15, 9, 1 << 16 | 3};
        score(scores, "one stream", words(generator, name, -1));
        String[] fields = {"seed", "seed, high half", "iteration", "task", "rollout", "phase"};
        for (int field = 0; field < fields.length; field++) {
            score(scores, "across " + fields[field], words(generator, name, field));
            int[] neighbour = name.clone();
            neighbour[field]++;
            double[] a = uniforms(words(generator, name, -1));
            double[] b = uniforms(words(generator, neighbour, -1));
            for (int lag = 0; lag < 4; lag++) {
                scores.add(new Score(
                        fields[field] + " + 1, lag " + lag,
                        Scores.correlation(a, 0, b, lag, SAMPLE - lag, 0.5, 1.0 / 12)));
            }
        }
        return scores;
    }

    /// Words of consecutive blocks of one stream (field −1), or of the first blocks of streams with
    /// consecutive values of a field.
    private static int[] words(Blocks generator, int[] name, int field) {
        int[] varied = name.clone();
        int[] words = new int[SAMPLE];
        int[] block = new int[4];
        for (int i = 0; i < SAMPLE; i += 4) {
            generator.block(varied, field < 0 ? i / 4 : 0, block);
            System.arraycopy(block, 0, words, i, 4);
            if (field >= 0) {
                varied[field]++;
            }
        }
        return words;
    }

    private static double[] uniforms(int[] words) {
        double[] uniforms = new double[words.length];
        for (int i = 0; i < words.length; i++) {
            uniforms[i] = (Integer.toUnsignedLong(words[i]) + 0.5) * 0x1p-32;
        }
        return uniforms;
    }

    /// Twelve scores of one sequence of words.
    private static void score(List<Score> scores, String what, int[] words) {
        for (int shift = 0; shift < 32; shift += 8) {
            int[] counts = new int[256];
            for (int word : words) {
                counts[(word >>> shift) & 255]++;
            }
            scores.add(new Score(what + ", byte at bit " + shift, Scores.chiSquare(counts)));
        }
        double[] uniforms = uniforms(words);
        for (int k = 1; k <= 4; k++) {
            double mean = 1.0 / (k + 1);
            scores.add(new Score(
                    what + ", moment " + k, Scores.moment(uniforms, k, mean, 1.0 / (2 * k + 1) - mean * mean)));
        }
        for (int lag : new int[] {1, 2, 4, 64}) {
            scores.add(new Score(what + ", lag " + lag, Scores.serial(uniforms, lag, 0.5, 1.0 / 12)));
        }
    }

    private static Blocks rounds(int rounds) {
        return (name, block, out) -> ReferenceThreefry.encrypt(
                new int[] {block, name[4], name[5], name[6]},
                new int[] {name[0], name[1], name[2], name[3]},
                rounds,
                out);
    }

    @Test
    void flippingAnyBitOfNameOrPositionFlipsHalfOfTheBlock() {
        // 32,768 pairs of input and output bit: the largest |z| exceeds 6.6 with probability 1.4e-6; the sum of
        // squares is one more score.
        Avalanche production = avalanche((name, block, out) -> Threefry.block(name, block, out, 0, 1));
        assertThat(production.largest).isLessThan(6.6);
        assertThat(Math.abs(production.total)).isLessThan(LIMIT);
    }

    @Test
    void withFewRoundsTheAvalancheStops() {
        Avalanche weak = avalanche(rounds(4));
        assertThat(weak.largest).isGreaterThan(20);
        assertThat(weak.total).isGreaterThan(50);
    }

    private record Avalanche(double largest, double total) {}

    private static Avalanche avalanche(Blocks generator) {
        int trials = 1000;
        RandomStream random = RandomStream.of(5, StreamDomain.STATISTICS, 0, 0, 0, 0, StreamPurpose.PROBLEM);
        int[][] flips = new int[256][128];
        int[] input = new int[8];
        int[] before = new int[4];
        int[] after = new int[4];
        for (int trial = 0; trial < trials; trial++) {
            for (int i = 0; i < 8; i++) {
                input[i] = random.nextInt();
            }
            block(generator, input, before);
            for (int bit = 0; bit < 256; bit++) {
                input[bit / 32] ^= 1 << bit;
                block(generator, input, after);
                input[bit / 32] ^= 1 << bit;
                for (int out = 0; out < 128; out++) {
                    flips[bit][out] += ((before[out / 32] ^ after[out / 32]) >>> out) & 1;
                }
            }
        }
        double largest = 0;
        double squares = 0;
        for (int[] row : flips) {
            for (int count : row) {
                double z = Scores.count(count, trials, 0.5);
                largest = Math.max(largest, Math.abs(z));
                squares += z * z;
            }
        }
        int pairs = 256 * 128;
        return new Avalanche(largest, (squares - pairs) / Math.sqrt(2.0 * pairs));
    }

    /// `input` is the index of the block and the seven words of a name.
    private static void block(Blocks generator, int[] input, int[] out) {
        generator.block(
                new int[] {input[1], input[2], input[3], input[4], input[5], input[6], input[7]}, input[0], out);
    }

    @Test
    void boundedIntegersAreUniform() {
        RandomStream stream = RandomStream.of(6, StreamDomain.TRAINING, 0, 0, 0, 0, StreamPurpose.TASK);
        for (int bound : new int[] {2, 3, 10, 97}) {
            int[] counts = new int[bound];
            for (int i = 0; i < 200_000; i++) {
                counts[stream.nextInt(bound)]++;
            }
            assertThat(Math.abs(Scores.chiSquare(counts))).isLessThan(LIMIT);
        }
        // Without rejection a bound of 3·2²⁹ would give two results of three 3 words and the third one 2.
        int bound = 3 << 29;
        int[] residues = new int[3];
        for (int i = 0; i < 200_000; i++) {
            residues[stream.nextInt(bound) % 3]++;
        }
        assertThat(Math.abs(Scores.chiSquare(residues))).isLessThan(LIMIT);
    }

    @Test
    void doublesAreUniformDownToTheirLastBits() {
        RandomStream stream = RandomStream.of(7, StreamDomain.TRAINING, 0, 0, 0, 0, StreamPurpose.TASK);
        double[] uniforms = new double[500_000];
        stream.fillUniform(uniforms, 0, uniforms.length);
        int[] top = new int[256];
        int[] low = new int[256];
        for (double u : uniforms) {
            assertThat(u >= 0 && u < 1).isTrue();
            long bits = (long) (u * 0x1p53);
            top[(int) (bits >>> 45)]++;
            low[(int) (bits & 255)]++;
        }
        assertThat(Math.abs(Scores.chiSquare(top))).isLessThan(LIMIT);
        assertThat(Math.abs(Scores.chiSquare(low))).isLessThan(LIMIT);
    }
}
