package org.sgmrl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.sgmrl.testing.Vectors.combine;
import static org.sgmrl.testing.Vectors.distance;
import static org.sgmrl.testing.Vectors.dot;
import static org.sgmrl.testing.Vectors.gaussian;
import static org.sgmrl.testing.Vectors.minus;
import static org.sgmrl.testing.Vectors.norm;
import static org.sgmrl.testing.Vectors.stream;
import static org.sgmrl.testing.Vectors.unit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.network.Precision;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.Tails;

/// What every policy must satisfy, in double precision.
@ParameterizedClass
@MethodSource("policies")
final class PolicyLawsTest {
    private static final int ROWS = 150;
    private static final int OBSERVATION_SIZE = 3;
    private static final int ACTIONS = 4;
    /// Of one test of one policy: 9 policies × 2 tests of chance give 2e-5 for the class.
    private static final double FALSE_ALARM = 1e-6;

    private final Policy policy;

    PolicyLawsTest(Policy policy) {
        this.policy = policy;
    }

    static Stream<Named<Policy>> policies() {
        Stream.Builder<Policy> all = Stream.builder();
        for (int[] hidden : new int[][] {{}, {5}, {5, 4}, {4, 5, 3}}) {
            all.add(new GaussianMlpPolicy(OBSERVATION_SIZE, hidden, 2, -0.3, Precision.DOUBLE));
            all.add(new CategoricalMlpPolicy(OBSERVATION_SIZE, hidden, ACTIONS, Precision.DOUBLE));
        }
        all.add(new SoftmaxTabularPolicy(OBSERVATION_SIZE, ACTIONS));
        return all.build().map(policy -> Named.of(policy.description(), policy));
    }

    @Test
    void theLayoutCoversAllParameters() {
        int size = policy.layout().stream().mapToInt(ParameterBlock::size).sum();
        assertThat(size).isEqualTo(policy.parameterCount());
        assertThat(policy.layout().stream().map(ParameterBlock::name).distinct().count())
                .isEqualTo(policy.layout().size());
    }

    @Test
    void noActionIsMoreLikelyThanTheMode() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch sampled = batch(evaluator, theta, ROWS);
        DecisionBatch mode = batch(evaluator, theta, ROWS);
        evaluator.mode(ROWS, mode.observations(), mode.actions());
        double[] ofSampled = new double[ROWS];
        double[] ofMode = new double[ROWS];
        evaluator.logProbability(sampled, 0, ROWS, ofSampled);
        evaluator.logProbability(mode, 0, ROWS, ofMode);
        int more = 0;
        for (int n = 0; n < ROWS; n++) {
            assertThat(ofMode[n]).isGreaterThanOrEqualTo(ofSampled[n]);
            more += ofMode[n] > ofSampled[n] ? 1 : 0;
        }
        assertThat(more).as("actions that were not the most likely").isPositive();
    }

    @Test
    void anEvaluatorForOneObservationAtATimeActsWithTheSameBits() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        PolicyEvaluator acting = policy.newActingEvaluator();
        double[] theta = theta();
        DecisionBatch batch = batch(evaluator, theta, ROWS);
        acting.setParameters(theta);
        double[] noise = new double[ROWS * evaluator.noiseSize()];
        evaluator.drawNoise(stream(10), ROWS, noise, 0);
        double[] expected = new double[ROWS * policy.actionSize()];
        double[] actual = new double[expected.length];
        evaluator.act(ROWS, batch.observations(), noise, expected);
        acting.act(ROWS, batch.observations(), noise, actual);
        assertThat(actual).isEqualTo(expected);
        evaluator.mode(ROWS, batch.observations(), expected);
        acting.mode(ROWS, batch.observations(), actual);
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void theGradientIsTheLimitOfCentralDifferencesWithErrorOfSecondOrder() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch batch = batch(evaluator, theta, ROWS);
        double[] weights = gaussian(stream(3), ROWS);
        double[] gradient = gradient(evaluator, theta, batch, weights);
        RandomStream random = stream(4);
        for (int direction = 0; direction < 5; direction++) {
            double[] v = unit(random, theta.length);
            double[] exact = {dot(gradient, v)};
            assertSecondOrder(
                    h -> {
                        double up = logLikelihood(evaluator, combine(1, theta, h, v), batch, weights);
                        double down = logLikelihood(evaluator, combine(1, theta, -h, v), batch, weights);
                        return new double[] {(up - down) / (2 * h)};
                    },
                    exact,
                    norm(gradient));
        }
    }

    @Test
    void everyComponentOfTheGradientAgreesWithExtrapolatedDifferences() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch batch = batch(evaluator, theta, ROWS);
        double[] weights = gaussian(stream(5), ROWS);
        double[] gradient = gradient(evaluator, theta, batch, weights);
        double[] differences = new double[theta.length];
        for (int j = 0; j < theta.length; j++) {
            double[] v = new double[theta.length];
            v[j] = 1;
            double h = 0x1p-9;
            double[] difference = new double[2];
            for (int k = 0; k < 2; k++, h /= 2) {
                difference[k] = (logLikelihood(evaluator, combine(1, theta, h, v), batch, weights)
                                - logLikelihood(evaluator, combine(1, theta, -h, v), batch, weights))
                        / (2 * h);
            }
            differences[j] = (4 * difference[1] - difference[0]) / 3;
        }
        // Remainder of order h⁴ = 1e-11 times fifth derivatives; rounding 1e-16 / h = 1e-13, times the value.
        assertThat(distance(differences, gradient)).isLessThan(1e-8 * norm(gradient));
    }

    @Test
    void theHessianVectorProductIsTheLimitOfDifferencesOfTheGradientWithErrorOfSecondOrder() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch batch = batch(evaluator, theta, ROWS);
        double[] weights = gaussian(stream(6), ROWS);
        RandomStream random = stream(7);
        for (int direction = 0; direction < 5; direction++) {
            double[] v = unit(random, theta.length);
            double[] product = hessian(evaluator, theta, batch, weights, v, null);
            assertSecondOrder(
                    h -> {
                        double[] up = gradient(evaluator, combine(1, theta, h, v), batch, weights);
                        double[] down = gradient(evaluator, combine(1, theta, -h, v), batch, weights);
                        return combine(1 / (2 * h), up, -1 / (2 * h), down);
                    },
                    product,
                    norm(product));
        }
    }

    @Test
    void theHessianIsSymmetric() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch batch = batch(evaluator, theta, ROWS);
        double[] weights = gaussian(stream(8), ROWS);
        RandomStream random = stream(9);
        for (int pair = 0; pair < 5; pair++) {
            double[] u = unit(random, theta.length);
            double[] v = unit(random, theta.length);
            double[] hu = hessian(evaluator, theta, batch, weights, u, null);
            double[] hv = hessian(evaluator, theta, batch, weights, v, null);
            assertThat(dot(u, hv)).isCloseTo(dot(v, hu), within(1e-13 * (norm(hu) + norm(hv))));
        }
    }

    @Test
    void gradientAndHessianAreLinearInTheWeights() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch batch = batch(evaluator, theta, ROWS);
        double[] first = gaussian(stream(10), ROWS);
        double[] second = gaussian(stream(11), ROWS);
        double[] both = combine(2, first, -3, second);
        double[] v = unit(stream(12), theta.length);
        assertClose(
                gradient(evaluator, theta, batch, both),
                combine(2, gradient(evaluator, theta, batch, first), -3, gradient(evaluator, theta, batch, second)));
        assertClose(
                hessian(evaluator, theta, batch, both, v, null),
                combine(
                        2,
                        hessian(evaluator, theta, batch, first, v, null),
                        -3,
                        hessian(evaluator, theta, batch, second, v, null)));
    }

    @Test
    void theHessianIsLinearInTheDirection() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch batch = batch(evaluator, theta, ROWS);
        double[] weights = gaussian(stream(13), ROWS);
        double[] u = unit(stream(14), theta.length);
        double[] v = unit(stream(15), theta.length);
        assertClose(
                hessian(evaluator, theta, batch, weights, combine(2, u, -3, v), null),
                combine(
                        2,
                        hessian(evaluator, theta, batch, weights, u, null),
                        -3,
                        hessian(evaluator, theta, batch, weights, v, null)));
    }

    @Test
    void resultsAreAddedToWhatIsThere() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch batch = batch(evaluator, theta, ROWS);
        double[] weights = gaussian(stream(16), ROWS);
        double[] v = unit(stream(17), theta.length);
        double[] before = gaussian(stream(18), theta.length);
        evaluator.setParameters(theta);
        double[] sum = before.clone();
        evaluator.gradient(batch, 0, ROWS, weights, sum);
        assertClose(minus(sum, before), gradient(evaluator, theta, batch, weights));
        sum = before.clone();
        evaluator.hessianVectorProduct(batch, 0, ROWS, weights, v, null, sum);
        assertClose(minus(sum, before), hessian(evaluator, theta, batch, weights, v, null));
    }

    @Test
    void theScoreWeightsOfAHessianVectorProductAddTheirGradient() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch batch = batch(evaluator, theta, ROWS);
        double[] weights = gaussian(stream(19), ROWS);
        double[] scoreWeights = gaussian(stream(20), ROWS);
        double[] v = unit(stream(21), theta.length);
        double[] together = hessian(evaluator, theta, batch, weights, v, scoreWeights);
        double[] product = hessian(evaluator, theta, batch, weights, v, null);
        assertClose(together, combine(1, product, 1, gradient(evaluator, theta, batch, scoreWeights)));
    }

    @Test
    void theScoreAlongADirectionIsTheLimitOfDifferencesOfLogProbabilitiesWithErrorOfSecondOrder() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch batch = batch(evaluator, theta, ROWS);
        RandomStream random = stream(41);
        for (int direction = 0; direction < 5; direction++) {
            double[] v = unit(random, theta.length);
            double[] along = scoresAlong(evaluator, theta, batch, v);
            assertSecondOrder(
                    h -> combine(
                            1 / (2 * h),
                            logProbabilities(evaluator, combine(1, theta, h, v), batch),
                            -1 / (2 * h),
                            logProbabilities(evaluator, combine(1, theta, -h, v), batch)),
                    along,
                    norm(along));
        }
    }

    @Test
    void theScoreAlongADirectionIsTheGradientOfItsRowTimesTheDirection() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch batch = batch(evaluator, theta, ROWS);
        double[] v = unit(stream(42), theta.length);
        double[] products = new double[ROWS];
        for (int n = 0; n < ROWS; n++) {
            double[] one = new double[ROWS];
            one[n] = 1;
            products[n] = dot(gradient(evaluator, theta, batch, one), v);
        }
        assertClose(scoresAlong(evaluator, theta, batch, v), products);
    }

    @Test
    void scoresAlongADirectionAreLinearInIt() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch batch = batch(evaluator, theta, ROWS);
        double[] u = unit(stream(43), theta.length);
        double[] v = unit(stream(44), theta.length);
        assertClose(
                scoresAlong(evaluator, theta, batch, combine(2, u, -3, v)),
                combine(2, scoresAlong(evaluator, theta, batch, u), -3, scoresAlong(evaluator, theta, batch, v)));
    }

    @Test
    void scoresAlongADirectionBeforeItsProductChangeNoBitOfEither() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch plain = batch(evaluator, theta, ROWS);
        DecisionBatch remembered = remembered(evaluator, theta, plain);
        double[] weights = gaussian(stream(45), ROWS);
        double[] scoreWeights = gaussian(stream(46), ROWS);
        double[] u = unit(stream(47), theta.length);
        double[] v = unit(stream(48), theta.length);
        double[] along = scoresAlong(policy.newEvaluator(), theta, plain, v);
        double[] product = hessian(policy.newEvaluator(), theta, plain, weights, v, scoreWeights);
        for (DecisionBatch batch : List.of(plain, remembered)) {
            assertThat(scoresAlong(evaluator, theta, batch, v)).isEqualTo(along);
            assertThat(hessian(evaluator, theta, batch, weights, v, scoreWeights))
                    .isEqualTo(product);
            assertThat(scoresAlong(evaluator, theta, batch, v))
                    .as("after the product")
                    .isEqualTo(along);
            scoresAlong(evaluator, theta, batch, u);
            assertThat(hessian(evaluator, theta, batch, weights, v, scoreWeights))
                    .as("after another direction")
                    .isEqualTo(product);
            scoresAlong(evaluator, combine(1, theta, 1, u), batch, v);
            assertThat(hessian(evaluator, theta, batch, weights, v, scoreWeights))
                    .as("after other parameters")
                    .isEqualTo(product);
        }
    }

    @Test
    void scoresAlongADirectionWithoutAProductAreTheSameToRounding() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch plain = batch(evaluator, theta, ROWS);
        DecisionBatch remembered = remembered(evaluator, theta, plain);
        double[] v = unit(stream(50), theta.length);
        double[] expected = scoresAlong(policy.newEvaluator(), theta, plain, v);
        double[] along = new double[ROWS];
        evaluator.setParameters(theta);
        evaluator.scoresAlongWithoutProduct(plain, 0, ROWS, v, along);
        assertClose(along, expected);
        gradient(evaluator, theta, remembered, gaussian(stream(51), ROWS));
        double[] afterGradient = new double[ROWS];
        evaluator.scoresAlongWithoutProduct(remembered, 0, ROWS, v, afterGradient);
        assertThat(afterGradient).as("with derivatives from the memory").isEqualTo(along);
        double[] part = new double[ROWS];
        evaluator.scoresAlongWithoutProduct(plain, 30, 140, v, part);
        for (int n = 0; n < ROWS; n++) {
            assertThat(part[n]).isEqualTo(n >= 30 && n < 140 ? along[n] : 0);
        }
    }

    @Test
    void whatRowsAreAskedForIsWhereScoresAlongADirectionAreWritten() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch batch = batch(evaluator, theta, ROWS);
        double[] v = unit(stream(49), theta.length);
        double[] whole = scoresAlong(evaluator, theta, batch, v);
        double[] part = new double[ROWS];
        evaluator.scoresAlong(batch, 30, 140, v, part);
        for (int n = 0; n < ROWS; n++) {
            assertThat(part[n]).isEqualTo(n >= 30 && n < 140 ? whole[n] : 0);
        }
    }

    @Test
    void aMemoryChangesNoBit() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch plain = batch(evaluator, theta, ROWS);
        double[] weights = gaussian(stream(31), ROWS);
        double[] scoreWeights = gaussian(stream(32), ROWS);
        double[] v = unit(stream(33), theta.length);
        DecisionBatch remembered = remembered(evaluator, theta, plain);
        if (remembered.memory() != null) {
            Arrays.fill(remembered.observations(), Double.NaN);
        }
        assertThat(gradient(evaluator, theta, remembered, weights))
                .as("without looking at the observations again")
                .isEqualTo(gradient(evaluator, theta, plain, weights));
        System.arraycopy(plain.observations(), 0, remembered.observations(), 0, ROWS * OBSERVATION_SIZE);
        double[] other = combine(1, theta, 1, v);
        assertThat(gradient(evaluator, other, remembered, weights))
                .as("at parameters that it was not made with")
                .isEqualTo(gradient(evaluator, other, plain, weights));
        assertThat(hessian(evaluator, theta, remembered, weights, v, scoreWeights))
                .isEqualTo(hessian(evaluator, theta, plain, weights, v, scoreWeights));
        double[] lastOnly = theta.clone();
        lastOnly[theta.length - 1] += 0.25;
        assertThat(gradient(evaluator, lastOnly, remembered, weights))
                .as("where only the last parameter is another, which is the head's for a Gaussian")
                .isEqualTo(gradient(evaluator, lastOnly, plain, weights));
        assertThat(hessian(evaluator, lastOnly, remembered, weights, v, scoreWeights))
                .isEqualTo(hessian(evaluator, lastOnly, plain, weights, v, scoreWeights));
        double[] part = new double[theta.length];
        double[] partOfPlain = new double[theta.length];
        evaluator.gradient(remembered, 30, 140, weights, part);
        evaluator.gradient(plain, 30, 140, weights, partOfPlain);
        assertThat(part).isEqualTo(partOfPlain);
    }

    @Test
    void whatAFailedGradientLeftBehindIsForgotten() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch batch = batch(evaluator, theta, ROWS);
        double[] weights = gaussian(stream(34), ROWS);
        double[] expected = gradient(evaluator, theta, batch, weights);
        double[] tooShort = new double[120];
        Arrays.fill(tooShort, 1);
        assertThatThrownBy(() -> evaluator.gradient(batch, 0, ROWS, tooShort, new double[theta.length]))
                .isInstanceOf(RuntimeException.class);
        assertThat(gradient(evaluator, theta, batch, weights)).isEqualTo(expected);
    }

    @Test
    void theMemoryOfAnotherEvaluatorIsNotUsed() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch plain = batch(evaluator, theta, ROWS);
        double[] weights = gaussian(stream(35), ROWS);
        DecisionBatch remembered = remembered(policy.newEvaluator(), theta, plain);
        assertThat(gradient(evaluator, theta, remembered, weights))
                .isEqualTo(gradient(evaluator, theta, plain, weights));
    }

    /// The same decisions, taken a few rows at a time and last rows first, and two rows further along.
    private DecisionBatch remembered(PolicyEvaluator evaluator, double[] theta, DecisionBatch plain) {
        DecisionBatch batch = new DecisionBatch(ROWS + 5, OBSERVATION_SIZE, policy.actionSize());
        batch.rows(ROWS);
        System.arraycopy(plain.observations(), 0, batch.observations(), 0, ROWS * OBSERVATION_SIZE);
        System.arraycopy(plain.actions(), 0, batch.actions(), 0, ROWS * policy.actionSize());
        DecisionMemory memory = evaluator.newMemory(ROWS + 5);
        batch.memory(memory);
        if (memory == null) {
            assertThat(policy).isInstanceOf(SoftmaxTabularPolicy.class);
            return batch;
        }
        evaluator.setParameters(theta);
        memory.begin();
        int chunk = 10;
        double[] noise = new double[chunk * evaluator.noiseSize()];
        double[] actions = new double[chunk * policy.actionSize()];
        for (int from = ROWS - chunk; from >= 0; from -= chunk) {
            int[] rows = new int[chunk];
            double[] observations = new double[chunk * OBSERVATION_SIZE];
            for (int i = 0; i < chunk; i++) {
                rows[i] = from + chunk - 1 - i + 2;
                System.arraycopy(
                        batch.observations(),
                        (rows[i] - 2) * OBSERVATION_SIZE,
                        observations,
                        i * OBSERVATION_SIZE,
                        OBSERVATION_SIZE);
            }
            evaluator.act(chunk, observations, noise, actions, memory, rows);
        }
        memory.move(2, 0, ROWS);
        memory.end(ROWS);
        return batch;
    }

    @Test
    void rangesOfRowsAddUpToTheWhole() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        DecisionBatch batch = batch(evaluator, theta, ROWS);
        double[] weights = gaussian(stream(22), ROWS);
        double[] scoreWeights = gaussian(stream(23), ROWS);
        double[] v = unit(stream(24), theta.length);
        double[] logs = new double[ROWS];
        evaluator.logProbability(batch, 0, ROWS, logs);
        double[] gradient = new double[theta.length];
        double[] product = new double[theta.length];
        int[] cuts = {0, 1, 70, 70, 133, ROWS};
        for (int k = 0; k + 1 < cuts.length; k++) {
            double[] part = new double[cuts[k + 1] - cuts[k]];
            evaluator.logProbability(batch, cuts[k], cuts[k + 1], part);
            assertThat(part).isEqualTo(Arrays.copyOfRange(logs, cuts[k], cuts[k + 1]));
            evaluator.gradient(batch, cuts[k], cuts[k + 1], weights, gradient);
            evaluator.hessianVectorProduct(batch, cuts[k], cuts[k + 1], weights, v, scoreWeights, product);
        }
        assertClose(gradient, gradient(evaluator, theta, batch, weights));
        assertClose(product, hessian(evaluator, theta, batch, weights, v, scoreWeights));
    }

    @Test
    void probabilitiesSumToOne() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        evaluator.setParameters(theta());
        double[] observation = observations(stream(31), 1);
        DecisionBatch batch;
        double cell;
        if (policy instanceof GaussianMlpPolicy) {
            // The trapezoidal rule on ±8 standard deviations: for a Gaussian its error is far below rounding.
            int side = 129;
            double[] centre = new double[2];
            evaluator.act(1, observation, new double[2], centre);
            double[] far = new double[2];
            evaluator.act(1, observation, new double[] {8, 8}, far);
            batch = new DecisionBatch(side * side, OBSERVATION_SIZE, 2);
            batch.rows(side * side);
            for (int n = 0; n < batch.rows(); n++) {
                System.arraycopy(observation, 0, batch.observations(), n * OBSERVATION_SIZE, OBSERVATION_SIZE);
                batch.actions()[2 * n] = centre[0] + (far[0] - centre[0]) * (n / side - 64) / 64.0;
                batch.actions()[2 * n + 1] = centre[1] + (far[1] - centre[1]) * (n % side - 64) / 64.0;
            }
            cell = (far[0] - centre[0]) / 64 * (far[1] - centre[1]) / 64;
        } else {
            batch = allActions(observation);
            cell = 1;
        }
        double[] logs = new double[batch.rows()];
        evaluator.logProbability(batch, 0, batch.rows(), logs);
        double total = 0;
        for (double log : logs) {
            total += Math.exp(log) * cell;
        }
        assertThat(total).isCloseTo(1, within(1e-12));
    }

    @Test
    void theExpectedScoreIsZero() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        double[] mean = expectation((batch, weights) -> gradient(evaluator, theta, batch, weights));
        assertThat(norm(mean)).isLessThan(1e-13);
    }

    @Test
    void theExpectedHessianIsMinusTheExpectedOuterProductOfTheScore() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        double[] v = unit(stream(25), theta.length);
        double[] hessian = expectation((batch, weights) -> hessian(evaluator, theta, batch, weights, v, null));
        double[] outer = expectation((batch, weights) -> {
            double[] sum = new double[theta.length];
            for (int n = 0; n < batch.rows(); n++) {
                double[] one = new double[batch.rows()];
                one[n] = 1;
                double[] score = gradient(evaluator, theta, batch, one);
                sum = combine(1, sum, weights[n] * dot(score, v), score);
            }
            return sum;
        });
        assertThat(norm(outer)).isGreaterThan(0.01);
        assertClose(combine(-1, hessian, 0, hessian), outer);
    }

    @Test
    void actionsAreAFunctionOfTheirOwnNoiseAndObservation() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        evaluator.setParameters(theta);
        double[] observations = observations(stream(26), ROWS);
        double[] noise = new double[ROWS * evaluator.noiseSize()];
        evaluator.drawNoise(stream(27), ROWS, noise, 0);
        double[] together = new double[ROWS * policy.actionSize()];
        evaluator.act(ROWS, observations, noise, together);
        PolicyEvaluator other = policy.newEvaluator();
        other.setParameters(theta);
        double[] action = new double[policy.actionSize()];
        for (int n = 0; n < ROWS; n++) {
            other.act(
                    1,
                    Arrays.copyOfRange(observations, n * OBSERVATION_SIZE, (n + 1) * OBSERVATION_SIZE),
                    Arrays.copyOfRange(noise, n * evaluator.noiseSize(), (n + 1) * evaluator.noiseSize()),
                    action);
            assertThat(action).isEqualTo(Arrays.copyOfRange(together, n * action.length, (n + 1) * action.length));
        }
    }

    @Test
    void noiseIsTheSameHoweverItsDrawingIsSplit() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        int size = evaluator.noiseSize();
        double[] whole = new double[100 * size];
        evaluator.drawNoise(stream(28), 100, whole, 0);
        double[] parts = new double[100 * size];
        RandomStream random = stream(28);
        evaluator.drawNoise(random, 33, parts, 0);
        evaluator.drawNoise(random, 67, parts, 33 * size);
        assertThat(parts).isEqualTo(whole);
    }

    @Test
    void actionsHaveTheDistributionOfTheirProbabilities() {
        PolicyEvaluator evaluator = policy.newEvaluator();
        double[] theta = theta();
        evaluator.setParameters(theta);
        int draws = 20_000;
        double[] observation = observations(stream(29), 1);
        double[] observations = new double[draws * OBSERVATION_SIZE];
        for (int n = 0; n < draws; n++) {
            System.arraycopy(observation, 0, observations, n * OBSERVATION_SIZE, OBSERVATION_SIZE);
        }
        double[] noise = new double[draws * evaluator.noiseSize()];
        evaluator.drawNoise(stream(30), draws, noise, 0);
        double[] actions = new double[draws * policy.actionSize()];
        evaluator.act(draws, observations, noise, actions);
        if (policy instanceof GaussianMlpPolicy) {
            for (int j = 0; j < 2; j++) {
                assertThat(kolmogorovSmirnov(evaluator, observation, actions, j))
                        .isGreaterThan(FALSE_ALARM / 2);
            }
        } else {
            double[] probabilities = new double[ACTIONS];
            evaluator.logProbability(allActions(observation), 0, ACTIONS, probabilities);
            long[] counts = new long[ACTIONS];
            for (int a = 0; a < ACTIONS; a++) {
                probabilities[a] = Math.exp(probabilities[a]);
            }
            for (double action : actions) {
                counts[(int) action]++;
            }
            assertThat(Tails.pearson(counts, probabilities)).isGreaterThan(FALSE_ALARM);
        }
    }

    /// p-value of component j of Gaussian actions. Its distribution function is integrated from the density
    /// along a line in that component: components are independent, so the line has the shape of the
    /// marginal density.
    private static double kolmogorovSmirnov(
            PolicyEvaluator evaluator, double[] observation, double[] actions, int component) {
        int cells = 4000;
        double[] centre = new double[2];
        evaluator.act(1, observation, new double[2], centre);
        double[] far = new double[2];
        evaluator.act(1, observation, new double[] {8, 8}, far);
        double width = 2 * (far[component] - centre[component]) / cells;
        double low = 2 * centre[component] - far[component];
        DecisionBatch line = new DecisionBatch(cells + 1, OBSERVATION_SIZE, 2);
        line.rows(cells + 1);
        for (int n = 0; n <= cells; n++) {
            System.arraycopy(observation, 0, line.observations(), n * OBSERVATION_SIZE, OBSERVATION_SIZE);
            line.actions()[2 * n + 1 - component] = centre[1 - component];
            line.actions()[2 * n + component] = low + n * width;
        }
        double[] density = new double[cells + 1];
        evaluator.logProbability(line, 0, cells + 1, density);
        double[] cumulative = new double[cells + 1];
        for (int n = 0; n <= cells; n++) {
            density[n] = Math.exp(density[n]);
            cumulative[n] = n == 0 ? 0 : cumulative[n - 1] + 0.5 * (density[n - 1] + density[n]);
        }
        int count = actions.length / 2;
        double[] sorted = new double[count];
        for (int n = 0; n < count; n++) {
            sorted[n] = actions[2 * n + component];
        }
        Arrays.sort(sorted);
        double worst = 0;
        for (int n = 0; n < count; n++) {
            double place = Math.clamp((sorted[n] - low) / width, 0, cells - 1e-9);
            int cell = (int) place;
            double value =
                    (cumulative[cell] + (place - cell) * (cumulative[cell + 1] - cumulative[cell])) / cumulative[cells];
            worst = Math.max(worst, Math.max(value - (double) n / count, (n + 1.0) / count - value));
        }
        return Tails.kolmogorovSmirnov(worst, count);
    }

    private interface Weighted {
        double[] apply(DecisionBatch batch, double[] weights);
    }

    private interface Difference {
        double[] at(double h);
    }

    /// E over one action at a fixed observation, exactly: the sum over all discrete actions, or the
    /// Gauss-Hermite rule with three nodes 0, ±√3 of weights 2/3, 1/6, 1/6 in each component, exact for
    /// polynomials of degree 5 in the action (a Gaussian score has degree 2, its outer product 4).
    private double[] expectation(Weighted statistic) {
        PolicyEvaluator evaluator = policy.newEvaluator();
        evaluator.setParameters(theta());
        double[] observation = observations(stream(31), 1);
        if (!(policy instanceof GaussianMlpPolicy)) {
            DecisionBatch batch = allActions(observation);
            double[] weights = new double[ACTIONS];
            evaluator.logProbability(batch, 0, ACTIONS, weights);
            for (int a = 0; a < ACTIONS; a++) {
                weights[a] = Math.exp(weights[a]);
            }
            return statistic.apply(batch, weights);
        }
        double[] nodes = {0, Math.sqrt(3), -Math.sqrt(3)};
        double[] masses = {2.0 / 3, 1.0 / 6, 1.0 / 6};
        DecisionBatch batch = new DecisionBatch(9, OBSERVATION_SIZE, 2);
        batch.rows(9);
        double[] weights = new double[9];
        double[] action = new double[2];
        for (int n = 0; n < 9; n++) {
            System.arraycopy(observation, 0, batch.observations(), n * OBSERVATION_SIZE, OBSERVATION_SIZE);
            evaluator.act(1, observation, new double[] {nodes[n / 3], nodes[n % 3]}, action);
            System.arraycopy(action, 0, batch.actions(), 2 * n, 2);
            weights[n] = masses[n / 3] * masses[n % 3];
        }
        return statistic.apply(batch, weights);
    }

    private static DecisionBatch allActions(double[] observation) {
        DecisionBatch batch = new DecisionBatch(ACTIONS, OBSERVATION_SIZE, 1);
        batch.rows(ACTIONS);
        for (int a = 0; a < ACTIONS; a++) {
            System.arraycopy(observation, 0, batch.observations(), a * OBSERVATION_SIZE, OBSERVATION_SIZE);
            batch.actions()[a] = a;
        }
        return batch;
    }

    /// The error of a central difference must fall by 4 with each halving of h, and extrapolating the last
    /// two must leave next to nothing.
    private static void assertSecondOrder(Difference difference, double[] exact, double scale) {
        double h = 0x1p-6;
        double[] coarse = difference.at(h);
        for (int k = 0; k < 3; k++) {
            h /= 2;
            double[] fine = difference.at(h);
            double before = distance(coarse, exact);
            double after = distance(fine, exact);
            assertThat(before)
                    .describedAs("error at h = %s, large enough to have a slope", 2 * h)
                    .isGreaterThan(1e-9 * scale);
            assertThat(before / after).describedAs("slope at h = %s", h).isBetween(3.9, 4.1);
            assertThat(distance(combine(4.0 / 3, fine, -1.0 / 3, coarse), exact))
                    .isLessThan(1e-6 * scale);
            coarse = fine;
        }
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(norm(expected)).isGreaterThan(0);
        assertThat(distance(actual, expected)).isLessThan(1e-13 * ROWS * norm(expected));
    }

    private double[] theta() {
        double[] theta = new double[policy.parameterCount()];
        RandomStream random = stream(1);
        policy.initialize(random, theta);
        return combine(1, theta, 0.3, gaussian(random, theta.length));
    }

    private DecisionBatch batch(PolicyEvaluator evaluator, double[] theta, int rows) {
        DecisionBatch batch = new DecisionBatch(rows + 5, OBSERVATION_SIZE, policy.actionSize());
        batch.rows(rows);
        double[] observations = observations(stream(2), rows);
        System.arraycopy(observations, 0, batch.observations(), 0, observations.length);
        double[] noise = new double[rows * evaluator.noiseSize()];
        evaluator.drawNoise(stream(2), rows, noise, 0);
        evaluator.setParameters(theta);
        evaluator.act(rows, batch.observations(), noise, batch.actions());
        return batch;
    }

    private double[] observations(RandomStream random, int rows) {
        if (!(policy instanceof SoftmaxTabularPolicy)) {
            return gaussian(random, rows * OBSERVATION_SIZE);
        }
        double[] oneHot = new double[rows * OBSERVATION_SIZE];
        for (int n = 0; n < rows; n++) {
            oneHot[n * OBSERVATION_SIZE + random.nextInt(OBSERVATION_SIZE)] = 1;
        }
        return oneHot;
    }

    private static double logLikelihood(
            PolicyEvaluator evaluator, double[] theta, DecisionBatch batch, double[] weights) {
        return dot(logProbabilities(evaluator, theta, batch), weights);
    }

    private static double[] logProbabilities(PolicyEvaluator evaluator, double[] theta, DecisionBatch batch) {
        evaluator.setParameters(theta);
        double[] logs = new double[batch.rows()];
        evaluator.logProbability(batch, 0, batch.rows(), logs);
        return logs;
    }

    private static double[] scoresAlong(PolicyEvaluator evaluator, double[] theta, DecisionBatch batch, double[] v) {
        evaluator.setParameters(theta);
        double[] out = new double[batch.rows()];
        evaluator.scoresAlong(batch, 0, batch.rows(), v, out);
        return out;
    }

    private static double[] gradient(PolicyEvaluator evaluator, double[] theta, DecisionBatch batch, double[] weights) {
        evaluator.setParameters(theta);
        double[] out = new double[theta.length];
        evaluator.gradient(batch, 0, batch.rows(), weights, out);
        return out;
    }

    private static double[] hessian(
            PolicyEvaluator evaluator,
            double[] theta,
            DecisionBatch batch,
            double[] weights,
            double[] v,
            double @Nullable [] scoreWeights) {
        evaluator.setParameters(theta);
        double[] out = new double[theta.length];
        evaluator.hessianVectorProduct(batch, 0, batch.rows(), weights, v, scoreWeights, out);
        return out;
    }
}
