package org.sgmrl.advantage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.rollout.TrajectoryBatch;

/// Estimators without findings, and one defect planted at a time.
final class AdvantageEstimatorCheckTest {
    /// Whole returns for every decision: an estimator of one method.
    static double wholeReturns(double discount, TrajectoryBatch batch, double[] weights) {
        for (int i = 0; i < batch.trajectories(); i++) {
            Arrays.fill(
                    weights,
                    batch.start(i),
                    batch.start(i + 1),
                    batch.discountedReturn(i, discount) / batch.trajectories());
        }
        return 1;
    }

    @Test
    void theBuiltInEstimatorsAndOneOfOneMethodHaveNoFindings() {
        assertThat(AdvantageEstimatorCheck.findings((discount, _, _) -> new RewardToGo(discount), 1))
                .isEmpty();
        assertThat(AdvantageEstimatorCheck.findings(
                        (discount, size, rows) -> new GeneralizedAdvantage(discount, 0.9, size, rows), 2))
                .isEmpty();
        assertThat(AdvantageEstimatorCheck.findings(
                        (discount, _, _) -> (batch, weights) -> wholeReturns(discount, batch, weights), 3))
                .isEmpty();
    }

    /// Reward-to-go with what is planted.
    private abstract static class Planted implements AdvantageEstimator {
        final RewardToGo sound = new RewardToGo(0.95);

        @Override
        public double weights(TrajectoryBatch batch, double[] weights) {
            return sound.weights(batch, weights);
        }
    }

    static Stream<Arguments> defects() {
        return Stream.of(
                planted("a row without weight", "must be a finite number", () -> (batch, weights) -> {
                    double last = weights[batch.rows() - 1];
                    double scale = wholeReturns(0.95, batch, weights);
                    weights[batch.rows() - 1] = last;
                    return scale;
                }),
                planted("no scale", "the scale = 0.0 must be a positive number", () -> (batch, weights) -> {
                    wholeReturns(0.95, batch, weights);
                    return 0;
                }),
                planted("a memory", "function of the batch alone", () -> new Planted() {
                    private double running;

                    @Override
                    public double weights(TrajectoryBatch batch, double[] weights) {
                        double scale = super.weights(batch, weights);
                        for (int n = 0; n < batch.rows(); n++) {
                            weights[n] -= 0.01 * running;
                        }
                        running += batch.meanReturn(1);
                        return scale;
                    }
                }),
                planted("a batch that is written to", "changed the batch", () -> (batch, weights) -> {
                    batch.rewards()[0] += 1;
                    return wholeReturns(0.95, batch, weights);
                }),
                planted("standardised and called unscaled", "must be 3 times as large", () -> (batch, weights) -> {
                    wholeReturns(0.95, batch, weights);
                    double squares = 0;
                    for (int n = 0; n < batch.rows(); n++) {
                        squares += weights[n] * weights[n];
                    }
                    for (int n = 0; n < batch.rows(); n++) {
                        weights[n] /= Math.sqrt(squares);
                    }
                    return 1;
                }),
                planted("what is left out counted", "the batch of the others", () -> new Planted() {
                    @Override
                    public void weightsWithout(TrajectoryBatch batch, int from, int to, double[] weights) {
                        sound.weights(batch, weights);
                        Arrays.fill(weights, batch.start(from), batch.start(to), 0);
                    }
                }),
                planted("rows left in", "that is left out", () -> new Planted() {
                    @Override
                    public void weightsWithout(TrajectoryBatch batch, int from, int to, double[] weights) {
                        sound.weights(batch, weights);
                    }
                }),
                planted("a baseline of everything", "the batch of the others", () -> new Planted() {
                    @Override
                    public void weightsWithout(TrajectoryBatch batch, int from, int to, double[] weights) {
                        sound.weightsWithout(batch, from, to, weights);
                        for (int n = 0; n < batch.start(from); n++) {
                            weights[n] -= 1e-3 * batch.meanReturn(1);
                        }
                    }
                }),
                planted("sums with the groups", "sumsWithoutGroups", () -> new Planted() {
                    @Override
                    public void sumsWithoutGroups(TrajectoryBatch batch, int groups, double[] p, double[] out) {
                        sound.sumsWithoutGroups(batch, groups, p, out);
                        out[groups - 1] *= 1.01;
                        out[groups - 1] += 0.01;
                    }
                }));
    }

    private interface Made {
        AdvantageEstimator make();
    }

    private static Arguments planted(String name, String words, Made made) {
        AdvantageEstimator.Factory factory = (_, _, _) -> made.make();
        return Arguments.of(name, words, factory);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defects")
    void aDefectIsFound(String name, String words, AdvantageEstimator.Factory factory) {
        assertThat(AdvantageEstimatorCheck.findings(factory, 1))
                .as(name)
                .anySatisfy(line -> assertThat(line).contains(words));
    }
}
