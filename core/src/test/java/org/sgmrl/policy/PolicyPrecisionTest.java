package org.sgmrl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sgmrl.testing.Vectors.combine;
import static org.sgmrl.testing.Vectors.distance;
import static org.sgmrl.testing.Vectors.gaussian;
import static org.sgmrl.testing.Vectors.norm;
import static org.sgmrl.testing.Vectors.stream;
import static org.sgmrl.testing.Vectors.unit;

import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.network.Precision;
import org.sgmrl.random.RandomStream;

/// Single precision differs from double precision by rounding only.
///
/// A number on its way from inputs to a derivative passes, in each of the four sweeps (forward, tangent,
/// backward, backward tangent) and each layer, a sum of `width` products, a tanh of 5 units in the last
/// place and its derivative: at most width + 10 roundings of 2⁻²⁴ each; sums over a block add 64 more at
/// most. K roundings of unrelated signs add up to about √K (N. J. Higham, T. Mary 2019, "A new approach to
/// probabilistic rounding error analysis"): the bound is √K × 2⁻²⁴ × the sum over rows of the
/// contributions' norms, rows one by one so that cancellation between them does not shrink the scale.
/// Measured: at most 1.2 × 2⁻²⁴ where the bound is 17 to 35.
@ParameterizedClass
@MethodSource("policies")
final class PolicyPrecisionTest {
    private static final int ROWS = 150;
    private static final int OBSERVATION_SIZE = 3;
    private static final double UNIT = 0x1p-24;

    record Pair(Policy single, Policy twin, int roundings) {}

    private final Pair pair;

    PolicyPrecisionTest(Pair pair) {
        this.pair = pair;
    }

    static Stream<Named<Pair>> policies() {
        Stream.Builder<Pair> all = Stream.builder();
        for (int[] hidden : new int[][] {{}, {5}, {20, 17}, {9, 33, 8}, {100, 100}}) {
            int roundings = OBSERVATION_SIZE + 10 + 64;
            for (int width : hidden) {
                roundings += width + 10;
            }
            Function<Precision, Policy> gaussian =
                    precision -> new GaussianMlpPolicy(OBSERVATION_SIZE, hidden, 2, -0.3, precision);
            Function<Precision, Policy> categorical =
                    precision -> new CategoricalMlpPolicy(OBSERVATION_SIZE, hidden, 4, precision);
            all.add(new Pair(gaussian.apply(Precision.FLOAT), gaussian.apply(Precision.DOUBLE), 4 * roundings));
            all.add(new Pair(categorical.apply(Precision.FLOAT), categorical.apply(Precision.DOUBLE), 4 * roundings));
        }
        return all.build().map(pair -> Named.of(pair.twin.description(), pair));
    }

    @Test
    void logProbabilitiesActionsGradientsAndHessiansAgreeToSinglePrecision() {
        double[] theta = new double[pair.twin.parameterCount()];
        RandomStream random = stream(1);
        pair.twin.initialize(random, theta);
        theta = combine(1, theta, 0.05, gaussian(random, theta.length));
        PolicyEvaluator single = pair.single.newEvaluator();
        PolicyEvaluator twin = pair.twin.newEvaluator();
        single.setParameters(theta);
        twin.setParameters(theta);
        DecisionBatch batch = new DecisionBatch(ROWS, OBSERVATION_SIZE, pair.twin.actionSize());
        batch.rows(ROWS);
        System.arraycopy(
                gaussian(random, ROWS * OBSERVATION_SIZE), 0, batch.observations(), 0, ROWS * OBSERVATION_SIZE);
        double[] noise = new double[ROWS * twin.noiseSize()];
        twin.drawNoise(random, ROWS, noise, 0);
        twin.act(ROWS, batch.observations(), noise, batch.actions());
        double[] singleActions = new double[batch.actions().length];
        single.act(ROWS, batch.observations(), noise, singleActions);
        double bound = Math.sqrt(pair.roundings) * UNIT;
        double[] twinActions = batch.actions();
        assertThat(distance(singleActions, twinActions)).isLessThan(bound * norm(twinActions));

        double[] weights = gaussian(random, ROWS);
        double[] v = unit(random, theta.length);
        double[] singleLogs = new double[ROWS];
        single.logProbability(batch, 0, ROWS, singleLogs);
        double[] twinLogs = new double[ROWS];
        twin.logProbability(batch, 0, ROWS, twinLogs);
        double gradientScale = 0;
        double hessianScale = 0;
        for (int n = 0; n < ROWS; n++) {
            double[] gradient = new double[theta.length];
            twin.gradient(batch, n, n + 1, weights, gradient);
            gradientScale += norm(gradient);
            double[] product = new double[theta.length];
            twin.hessianVectorProduct(batch, n, n + 1, weights, v, null, product);
            hessianScale += norm(product) + norm(gradient);
        }
        assertThat(distance(singleLogs, twinLogs)).isLessThan(bound * norm(twinLogs));

        double[] singleAlong = new double[ROWS];
        single.scoresAlong(batch, 0, ROWS, v, singleAlong);
        double[] twinAlong = new double[ROWS];
        twin.scoresAlong(batch, 0, ROWS, v, twinAlong);
        double alongScale = norm(twinAlong);
        assertThat(distance(singleAlong, twinAlong)).isBetween(1e-12 * alongScale, bound * alongScale);

        double[] singleGradient = new double[theta.length];
        single.gradient(batch, 0, ROWS, weights, singleGradient);
        double[] twinGradient = new double[theta.length];
        twin.gradient(batch, 0, ROWS, weights, twinGradient);
        assertThat(distance(singleGradient, twinGradient)).isBetween(1e-12 * gradientScale, bound * gradientScale);

        double[] singleProduct = new double[theta.length];
        single.hessianVectorProduct(batch, 0, ROWS, weights, v, null, singleProduct);
        double[] twinProduct = new double[theta.length];
        twin.hessianVectorProduct(batch, 0, ROWS, weights, v, null, twinProduct);
        assertThat(distance(singleProduct, twinProduct)).isBetween(1e-12 * hessianScale, bound * hessianScale);
    }
}
