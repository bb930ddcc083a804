package org.sgmrl.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.sgmrl.random.RandomStream;
import org.sgmrl.rollout.TrajectoryBatch;
import org.sgmrl.testing.Batches;
import org.sgmrl.testing.Vectors;

final class AdvantageEstimatorTest {
    private static final double GAMMA = 0.9;

    @Test
    void rewardToGoOfTwoTrajectoriesIsWhatTheHandComputes() {
        // γ = 1/2, rewards (1, 2, 4) and (8, 16): γ^t r = (1, 1, 1) and (8, 8); |D| = 2.
        TrajectoryBatch batch = batch(2, i -> 3 - i, new double[] {1, 2, 4, 8, 16});
        double[] weights = new double[5];
        assertThat(new RewardToGo(0.5).weights(batch, weights)).isEqualTo(1);
        assertThat(weights).containsExactly(1.5, 1, 0.5, 8, 4);
    }

    @Test
    void rewardToGoIsEquationFourOnRandomBatches() {
        TrajectoryBatch batch = random(5, 8);
        double[] weights = new double[batch.rows()];
        new RewardToGo(GAMMA).weights(batch, weights);
        for (int i = 0; i < 5; i++) {
            for (int h = 0; h < batch.length(i); h++) {
                double expected = 0;
                for (int t = h; t < batch.length(i); t++) {
                    expected += Math.pow(GAMMA, t) * batch.rewards()[batch.start(i) + t];
                }
                assertThat(weights[batch.start(i) + h]).isCloseTo(expected / 5, within(1e-14));
            }
        }
    }

    @Test
    void withLambdaOneTheAdvantageIsReturnToGoMinusValue() {
        TrajectoryBatch batch = random(6, 9);
        double[] returns = returnsToGo(batch);
        assertStandardised(batch, 1, Vectors.minus(returns, values(batch, returns)));
    }

    @Test
    void withLambdaZeroTheAdvantageIsTheTemporalDifference() {
        TrajectoryBatch batch = random(6, 9);
        assertStandardised(batch, 0, temporalDifferences(batch));
    }

    @Test
    void inBetweenTheAdvantageIsTheSumOfDecayedTemporalDifferences() {
        TrajectoryBatch batch = random(6, 9);
        double lambda = 0.7;
        double[] differences = temporalDifferences(batch);
        double[] advantages = new double[batch.rows()];
        for (int i = 0; i < batch.trajectories(); i++) {
            for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                for (int k = n; k < batch.start(i + 1); k++) {
                    advantages[n] += Math.pow(GAMMA * lambda, k - n) * differences[k];
                }
            }
        }
        assertStandardised(batch, lambda, advantages);
    }

    @Test
    void standardisedWeightsHaveMeanZeroAndStandardDeviationOneOverTheRows() {
        TrajectoryBatch batch = random(7, 6);
        double[] weights = new double[batch.rows()];
        new GeneralizedAdvantage(GAMMA, 0.95, 2, batch.rows()).weights(batch, weights);
        assertThat(Arrays.stream(weights).sum()).isCloseTo(0, within(1e-14));
        assertThat(Vectors.norm(weights) * Math.sqrt(batch.rows())).isCloseTo(1, within(1e-7));
    }

    @Test
    void rescalingTheRewardsLeavesTheWeightsAndRescalesTheScaleInversely() {
        TrajectoryBatch batch = random(7, 6);
        double[] weights = new double[batch.rows()];
        double scale = new GeneralizedAdvantage(GAMMA, 0.95, 2, batch.rows()).weights(batch, weights);
        for (int n = 0; n < batch.rows(); n++) {
            batch.rewards()[n] *= 1000;
        }
        double[] rescaled = new double[batch.rows()];
        double smaller = new GeneralizedAdvantage(GAMMA, 0.95, 2, batch.rows()).weights(batch, rescaled);
        assertThat(smaller * 1000).isCloseTo(scale, within(1e-7 * scale));
        assertThat(Vectors.distance(weights, rescaled)).isLessThan(1e-7 * Vectors.norm(weights));
    }

    @Test
    void rewardsThatAreAllZeroGiveZeroWeightsAndZeroScale() {
        TrajectoryBatch batch = random(4, 5);
        Arrays.fill(batch.rewards(), 0);
        double[] weights = new double[batch.rows()];
        assertThat(new GeneralizedAdvantage(GAMMA, 0.95, 2, batch.rows()).weights(batch, weights))
                .isZero();
        assertThat(weights).containsOnly(0);
    }

    @Test
    void constantRewardsGiveZeroWeightsWhereAllDecisionsAreAlike() {
        TrajectoryBatch batch = batch(9, i -> 1, new double[9]);
        Arrays.fill(batch.rewards(), -38.3);
        Arrays.fill(batch.decisions().observations(), 0.3);
        double[] weights = new double[9];
        assertThat(new GeneralizedAdvantage(GAMMA, 0.95, 2, 9).weights(batch, weights))
                .isZero();
        assertThat(weights).containsOnly(0);
    }

    @Test
    void theResidueOfTheRegressionIsNotTakenForASignal() {
        // One reward everywhere: the values are linear in time, and what the ridge leaves of them is about 1e-6.
        double[] rewards = new double[20 * 100];
        Arrays.fill(rewards, -1);
        TrajectoryBatch batch = batch(20, i -> 100, rewards);
        double[] weights = new double[rewards.length];
        assertThat(new GeneralizedAdvantage(1, 0.95, 2, rewards.length).weights(batch, weights))
                .isZero();
        // Zeros of either sign.
        assertThat(Arrays.stream(weights)).allMatch(weight -> weight == 0);
    }

    @Test
    void aSingleDecisionHasNoAdvantageOverItself() {
        TrajectoryBatch batch = batch(1, i -> 1, new double[] {3});
        double[] weights = new double[1];
        assertThat(new GeneralizedAdvantage(GAMMA, 0.95, 2, 1).weights(batch, weights))
                .isZero();
        assertThat(weights).containsExactly(0);
    }

    @Test
    void rewardsThatAreNotNumbersAreNotHidden() {
        TrajectoryBatch batch = random(4, 5);
        batch.rewards()[3] = Double.NaN;
        double[] weights = new double[batch.rows()];
        assertThat(new GeneralizedAdvantage(GAMMA, 0.95, 2, batch.rows()).weights(batch, weights))
                .isNaN();
        assertThat(weights).containsOnly(Double.NaN);
    }

    /// With hardly more rows than features the fit follows the noise: the advantages left over are tiny and their scale
    /// huge. Below two rows a feature only the features of time are used.
    @Test
    void aBatchOfFewRowsIsFittedByTimeAlone() {
        int observationSize = 40; // 84 features
        for (int trajectories : new int[] {3, 5, 8, 9, 12}) {
            double[] rewards = new double[20 * trajectories];
            Vectors.stream(trajectories).fillGaussian(rewards, 0, rewards.length);
            TrajectoryBatch batch = Batches.of(trajectories, i -> 20, observationSize, 1, rewards);
            Vectors.stream(77)
                    .fillGaussian(
                            batch.decisions().observations(),
                            0,
                            batch.decisions().observations().length);
            double[] weights = new double[rewards.length];
            double scale =
                    new GeneralizedAdvantage(GAMMA, 0.95, observationSize, rewards.length).weights(batch, weights);
            Arrays.fill(batch.decisions().observations(), 0);
            double[] ofTime = new double[rewards.length];
            double scaleOfTime =
                    new GeneralizedAdvantage(GAMMA, 0.95, observationSize, rewards.length).weights(batch, ofTime);
            if (rewards.length < 2 * 84) {
                assertThat(weights).isEqualTo(ofTime);
                assertThat(scale).isEqualTo(scaleOfTime);
            } else {
                assertThat(weights).isNotEqualTo(ofTime);
                assertThat(scale).isBetween(scaleOfTime, 2 * scaleOfTime);
            }
        }
    }

    @Test
    void aTargetThatIsLinearInTheFeaturesIsFittedUpToTheRidge() {
        TrajectoryBatch batch = random(20, 30);
        double[] targets = new double[batch.rows()];
        double[] coefficients = {3, -1, 0.5, 2, 1, -1, 0, -7};
        double[][] features = features(batch);
        for (int n = 0; n < batch.rows(); n++) {
            targets[n] = Vectors.dot(features[n], coefficients);
        }
        // The residual y − p of a ridge regression on an exact target is at most (√ridge / 2) ‖c‖ in norm:
        // ridge / (e + ridge) √e ≤ √ridge / 2 for every eigenvalue e of XᵀX.
        double[] values = values(batch, targets);
        assertThat(Vectors.distance(values, targets)).isLessThan(0.5 * Math.sqrt(1e-5) * Vectors.norm(coefficients));
        // A target outside of the features' span is not fitted: the test can fail.
        for (int n = 0; n < batch.rows(); n++) {
            targets[n] = Math.sin(20 * batch.decisions().observations()[2 * n]);
        }
        assertThat(Vectors.distance(values(batch, targets), targets)).isGreaterThan(0.5 * Vectors.norm(targets));
    }

    @Test
    void theBaselineMinimisesTheRidgeObjective() {
        TrajectoryBatch batch = random(5, 6);
        double[] targets = Vectors.gaussian(Vectors.stream(77), batch.rows());
        double[] values = values(batch, targets);
        double[][] features = features(batch);
        // Normal equations (XᵀX + 1e-5 I) c = Xᵀ y with predictions p = X c: Xᵀ(y − p) = 1e-5 c, so that c follows
        // from the residual, and X c must give the predictions back.
        double[] coefficients = new double[8];
        for (int n = 0; n < batch.rows(); n++) {
            for (int j = 0; j < 8; j++) {
                coefficients[j] += features[n][j] * (targets[n] - values[n]) / 1e-5;
            }
        }
        for (int n = 0; n < batch.rows(); n++) {
            assertThat(Vectors.dot(features[n], coefficients)).isCloseTo(values[n], within(1e-6));
        }
    }

    @Test
    void observationsBeyondTenAreClippedInTheFeatures() {
        TrajectoryBatch batch = random(10, 5);
        double[] targets = Vectors.gaussian(Vectors.stream(78), batch.rows());
        batch.decisions().observations()[0] = 10;
        double[] expected = values(batch, targets);
        batch.decisions().observations()[0] = 1e6;
        assertThat(values(batch, targets)).isEqualTo(expected);
    }

    @Test
    void withoutSomeTrajectoriesTheWeightsAreThoseOfTheOthersAlone() {
        TrajectoryBatch batch = random(4, 7);
        for (AdvantageEstimator estimator :
                List.of(new RewardToGo(GAMMA), new GeneralizedAdvantage(GAMMA, 0.9, 2, batch.rows()))) {
            for (int from = 0; from < 4; from++) {
                for (int to = from; to <= 4; to++) {
                    if (to - from < 4) {
                        leavesOut(estimator, batch, from, to);
                    }
                }
            }
        }
    }

    private static void leavesOut(AdvantageEstimator estimator, TrajectoryBatch batch, int from, int to) {
        double[] weights = new double[batch.rows()];
        Arrays.fill(weights, Double.NaN);
        estimator.weightsWithout(batch, from, to, weights);
        TrajectoryBatch others = without(batch, from, to);
        double[] expected = new double[others.rows()];
        estimator.weights(others, expected);
        int next = 0;
        for (int i = 0; i < batch.trajectories(); i++) {
            for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                assertThat(weights[n]).isEqualTo(i >= from && i < to ? 0 : expected[next++]);
            }
        }
    }

    @Test
    void withoutItsOnlyTrajectoryABatchHasNoWeights() {
        TrajectoryBatch batch = random(1, 7);
        for (AdvantageEstimator estimator :
                List.of(new RewardToGo(GAMMA), new GeneralizedAdvantage(GAMMA, 0.9, 2, batch.rows()))) {
            double[] weights = new double[batch.rows()];
            Arrays.fill(weights, 1);
            estimator.weightsWithout(batch, 0, 1, weights);
            assertThat(weights).containsOnly(0);
        }
    }

    @Test
    void sumsWithoutGroupsAreThoseWithTheWeightsOfTheOthersForEveryNumberOfGroups() {
        TrajectoryBatch batch = random(9, 7);
        double[] p = Vectors.gaussian(Vectors.stream(60), batch.rows());
        for (AdvantageEstimator estimator : estimators(batch.rows())) {
            for (int groups = 9; groups >= 2; groups--) {
                assertSumsWithoutGroups(estimator, batch, groups, p);
            }
        }
    }

    @Test
    void sumsOfUnitVectorsAreTheWeightsThemselves() {
        TrajectoryBatch batch = random(6, 7);
        for (AdvantageEstimator estimator : estimators(batch.rows())) {
            for (int n = 0; n < batch.rows(); n++) {
                double[] unit = new double[batch.rows()];
                unit[n] = 1;
                assertSumsWithoutGroups(estimator, batch, 4, unit);
            }
        }
    }

    @Test
    void sumsWithoutGroupsHoldWhereTheFewRowsLeftDoNotDetermineTheBaseline() {
        // Three rows or two and eight features.
        TrajectoryBatch batch = batch(3, i -> 1 + i % 2, new double[] {1, -2, 0.5, 3});
        double[] observations = Vectors.gaussian(Vectors.stream(61), 8);
        System.arraycopy(observations, 0, batch.decisions().observations(), 0, 8);
        double[] p = {1, -1, 2, 0.3};
        for (AdvantageEstimator estimator : estimators(4)) {
            for (int groups = 2; groups <= 3; groups++) {
                assertSumsWithoutGroups(estimator, batch, groups, p);
            }
        }
    }

    @Test
    void theSumWithoutTheOnlyGroupIsZero() {
        TrajectoryBatch batch = random(5, 7);
        double[] p = Vectors.gaussian(Vectors.stream(62), batch.rows());
        for (AdvantageEstimator estimator : estimators(batch.rows())) {
            double[] sum = {Double.NaN};
            estimator.sumsWithoutGroups(batch, 1, p, sum);
            assertThat(sum).containsExactly(0);
        }
    }

    @Test
    void whereTheOthersHaveNoAdvantagesTheSumIsZero() {
        TrajectoryBatch batch = random(5, 7);
        Arrays.fill(batch.rewards(), batch.start(1), batch.rows(), 0);
        double[] p = Vectors.gaussian(Vectors.stream(63), batch.rows());
        for (AdvantageEstimator estimator : estimators(batch.rows())) {
            double[] sums = sumsWithoutGroups(estimator, batch, 5, p);
            assertThat(sums[0]).isZero();
            assertThat(sums[1]).isNotZero();
            assertSumsWithoutGroups(estimator, batch, 5, p);
        }
        // The same reward in every row, in which only the ridge leaves anything.
        double[] rewards = new double[20 * 100];
        Arrays.fill(rewards, -1);
        TrajectoryBatch constant = batch(20, i -> 100, rewards);
        double[] along = Vectors.gaussian(Vectors.stream(64), rewards.length);
        assertThat(sumsWithoutGroups(new GeneralizedAdvantage(1, 0.95, 2, rewards.length), constant, 5, along))
                .containsOnly(0);
    }

    @Test
    void whatIsLeftOutMayBeNoNumberButTheOthersMayNot() {
        TrajectoryBatch batch = random(5, 7);
        batch.rewards()[batch.start(2)] = Double.NaN;
        double[] p = Vectors.gaussian(Vectors.stream(65), batch.rows());
        for (AdvantageEstimator estimator : estimators(batch.rows())) {
            double[] sums = sumsWithoutGroups(estimator, batch, 5, p);
            for (int g = 0; g < 5; g++) {
                assertThat(Double.isNaN(sums[g])).isEqualTo(g != 2);
            }
        }
    }

    @Test
    void sumsWithoutGroupsDoNotDependOnWhatWasAskedBefore() {
        TrajectoryBatch batch = random(8, 7);
        double[] p = Vectors.gaussian(Vectors.stream(66), batch.rows());
        for (int k = 0; k < 2; k++) {
            AdvantageEstimator fresh = estimators(batch.rows()).get(k);
            AdvantageEstimator used = estimators(batch.rows()).get(k);
            sumsWithoutGroups(used, batch, 7, p);
            used.weights(batch, new double[batch.rows()]);
            assertThat(sumsWithoutGroups(used, batch, 3, p)).isEqualTo(sumsWithoutGroups(fresh, batch, 3, p));
        }
    }

    @Test
    void moreGroupsThanTrajectoriesAreRefused() {
        TrajectoryBatch batch = random(3, 4);
        double[] p = new double[batch.rows()];
        for (AdvantageEstimator estimator : estimators(batch.rows())) {
            assertThatThrownBy(() -> estimator.sumsWithoutGroups(batch, 4, p, new double[4]))
                    .hasMessage("groups = 4 must be in [1, 3], the number of trajectories of the batch");
            assertThatThrownBy(() -> estimator.sumsWithoutGroups(batch, 0, p, new double[4]))
                    .hasMessageContaining("groups = 0");
        }
    }

    private static List<AdvantageEstimator> estimators(int rows) {
        return List.of(new RewardToGo(GAMMA), new GeneralizedAdvantage(GAMMA, 0.7, 2, rows));
    }

    private static double[] sumsWithoutGroups(
            AdvantageEstimator estimator, TrajectoryBatch batch, int groups, double[] p) {
        double[] sums = new double[groups];
        estimator.sumsWithoutGroups(batch, groups, p, sums);
        return sums;
    }

    /// Against the weights of the batch without each group, computed one group at a time.
    private static void assertSumsWithoutGroups(
            AdvantageEstimator estimator, TrajectoryBatch batch, int groups, double[] p) {
        double[] sums = sumsWithoutGroups(estimator, batch, groups, p);
        double[] weights = new double[batch.rows()];
        for (int g = 0; g < groups; g++) {
            estimator.weightsWithout(
                    batch,
                    TrajectoryGroups.start(batch, groups, g),
                    TrajectoryGroups.start(batch, groups, g + 1),
                    weights);
            assertThat(sums[g])
                    .isCloseTo(
                            Vectors.dot(weights, Arrays.copyOf(p, batch.rows())),
                            within(1e-9 * Vectors.norm(weights) * Vectors.norm(p)));
        }
    }

    /// A copy of all trajectories but those in [first, last).
    private static TrajectoryBatch without(TrajectoryBatch batch, int first, int last) {
        int from = batch.start(first);
        int to = batch.start(last);
        double[] rewards = new double[batch.rows() - (to - from)];
        System.arraycopy(batch.rewards(), 0, rewards, 0, from);
        System.arraycopy(batch.rewards(), to, rewards, from, batch.rows() - to);
        TrajectoryBatch others = batch(
                batch.trajectories() - (last - first), i -> batch.length(i < first ? i : i + last - first), rewards);
        double[] source = batch.decisions().observations();
        double[] target = others.decisions().observations();
        System.arraycopy(source, 0, target, 0, 2 * from);
        System.arraycopy(source, 2 * to, target, 2 * from, 2 * (batch.rows() - to));
        return others;
    }

    /// The weights and the scale against an unstandardised reference: w = c · A'/|D|, with A' the
    /// advantages less their mean, so that the weights estimate c times what advantages averaged over
    /// trajectories do.
    private static void assertStandardised(TrajectoryBatch batch, double lambda, double[] advantages) {
        double[] weights = new double[batch.rows()];
        double scale = new GeneralizedAdvantage(GAMMA, lambda, 2, batch.rows()).weights(batch, weights);
        double mean = Arrays.stream(advantages).average().orElseThrow();
        double squares = 0;
        for (double advantage : advantages) {
            squares += (advantage - mean) * (advantage - mean);
        }
        double std = Math.sqrt(squares / batch.rows());
        assertThat(scale).isCloseTo(batch.trajectories() / (batch.rows() * std), within(1e-6 * scale));
        for (int n = 0; n < batch.rows(); n++) {
            assertThat(weights[n]).isCloseTo(scale * (advantages[n] - mean) / batch.trajectories(), within(1e-10));
        }
    }

    private static double[] returnsToGo(TrajectoryBatch batch) {
        double[] returns = new double[batch.rows()];
        for (int i = 0; i < batch.trajectories(); i++) {
            for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                for (int k = n; k < batch.start(i + 1); k++) {
                    returns[n] += Math.pow(GAMMA, k - n) * batch.rewards()[k];
                }
            }
        }
        return returns;
    }

    private static double[] temporalDifferences(TrajectoryBatch batch) {
        double[] values = values(batch, returnsToGo(batch));
        double[] differences = new double[batch.rows()];
        for (int i = 0; i < batch.trajectories(); i++) {
            for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                double next = n + 1 < batch.start(i + 1) ? values[n + 1] : 0;
                differences[n] = batch.rewards()[n] + GAMMA * next - values[n];
            }
        }
        return differences;
    }

    private static double[] values(TrajectoryBatch batch, double[] targets) {
        LinearFeatureBaseline baseline = new LinearFeatureBaseline(2);
        baseline.fit(batch, 0, 0, targets);
        double[] values = new double[batch.rows()];
        for (int i = 0; i < batch.trajectories(); i++) {
            for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                values[n] = baseline.predict(batch, n, n - batch.start(i));
            }
        }
        return values;
    }

    private static double[][] features(TrajectoryBatch batch) {
        double[][] features = new double[batch.rows()][];
        for (int i = 0; i < batch.trajectories(); i++) {
            for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                double x = batch.decisions().observations()[2 * n];
                double y = batch.decisions().observations()[2 * n + 1];
                double t = (n - batch.start(i)) / 100.0;
                features[n] = new double[] {x, y, x * x, y * y, t, t * t, t * t * t, 1};
            }
        }
        return features;
    }

    /// Trajectories of lengths that differ, with Gaussian observations and rewards.
    private static TrajectoryBatch random(int trajectories, int horizon) {
        RandomStream random = Vectors.stream(50);
        int rows = 0;
        for (int i = 0; i < trajectories; i++) {
            rows += 1 + (horizon - 1 + i) % horizon;
        }
        TrajectoryBatch batch =
                batch(trajectories, i -> 1 + (horizon - 1 + i) % horizon, Vectors.gaussian(random, rows));
        double[] observations = Vectors.gaussian(random, 2 * rows);
        System.arraycopy(observations, 0, batch.decisions().observations(), 0, 2 * rows);
        return batch;
    }

    private static TrajectoryBatch batch(int trajectories, IntUnaryOperator length, double[] rewards) {
        return Batches.of(trajectories, length, 2, 1, rewards);
    }
}
