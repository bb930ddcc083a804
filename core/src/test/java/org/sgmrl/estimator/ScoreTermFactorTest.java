package org.sgmrl.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sgmrl.testing.Vectors.combine;
import static org.sgmrl.testing.Vectors.distance;
import static org.sgmrl.testing.Vectors.norm;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.environment.TabularEnvironment.MdpIndex;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.method.ScoreTerm;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.oracle.MetaOracle;
import org.sgmrl.oracle.OracleSettings;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.testing.Tails;

/// A factor of the score term: which one the ramp has, and what it does to one share and in expectation.
final class ScoreTermFactorTest {
    private static final double STEP_SIZE = 1.5;
    private static final int DRAWS = 60_000;
    private static final double FALSE_ALARM = 1e-5;
    private static final double REJECTED = 1e-9;
    private static final List<EstimatorLawsTest.Subject<?>> SUBJECTS = EstimatorLawsTest.subjects().stream()
            .<EstimatorLawsTest.Subject<?>>map(named -> named.getPayload())
            .toList();

    private static List<EstimatorSettings> withScores() {
        List<EstimatorSettings> all = new ArrayList<>();
        for (Method method : List.of(Method.SG_MRL, Method.E_MAML, Method.LVC, Method.DICE)) {
            for (Coefficient coefficient : Coefficient.values()) {
                for (int steps = 1; steps <= 3; steps++) {
                    // Of one inner step alone.
                    if (!method.takes(coefficient) || (coefficient == Coefficient.LEAVE_TRAJECTORY_OUT && steps > 1)) {
                        continue;
                    }
                    for (Curvature curvature : Curvature.values()) {
                        all.add(new EstimatorSettings(
                                MethodSettings.of(method)
                                        .withCoefficient(coefficient)
                                        .withCurvature(curvature),
                                Weighting.rewardToGo(),
                                new InnerStep(steps, 0.3),
                                new Sampling(4, 4, 6, 0.9)));
                    }
                }
            }
        }
        return all;
    }

    private static RolloutKey key(int task) {
        return new RolloutKey(5, StreamDomain.TRAINING, 3, task);
    }

    @Test
    void theFactorGrowsInEqualStepsFromZeroToOne() {
        MethodSettings settings = MethodSettings.of(Method.SG_MRL).withScoreTermRamp(4);
        assertThat(settings.scoreTermFactor(0)).isZero();
        assertThat(settings.scoreTermFactor(1)).isEqualTo(0.25);
        assertThat(settings.scoreTermFactor(3)).isEqualTo(0.75);
        assertThat(settings.scoreTermFactor(4)).isEqualTo(1);
        assertThat(settings.scoreTermFactor(1_000_000)).isEqualTo(1);
        assertThat(MethodSettings.of(Method.SG_MRL).scoreTermFactor(0)).isEqualTo(1);
        assertThatThrownBy(() -> settings.withScoreTermRamp(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("score-term-ramp = -1 must be a number of iterations, or 0");
    }

    /// A share at s is a polynomial of degree 1, or ζ where the coefficients are linear in v, that is MAML's share at 0 and the whole
    /// at 1: by its values at four equal distances it is known at the fifth, for ζ up to 3. Task 0 has its scores apart.
    @Test
    void aShareIsAPolynomialInTheFactorFromThatOfMamlToTheWhole() {
        for (EstimatorLawsTest.Subject<?> subject : SUBJECTS) {
            for (EstimatorSettings settings : withScores()) {
                EstimatorSettings maml = settings.withMethod(
                        method -> MethodSettings.of(Method.MAML).withCurvature(method.curvature()));
                boolean linear = !linearInV(settings) || settings.innerStep().steps() == 1;
                for (int task = 0; task < 2; task++) {
                    double[] without = subject.estimate(maml, 1, key(task), false).base;
                    double[] whole = total(subject.estimate(settings, 1, key(task), false));
                    double[][] at = new double[4][];
                    for (int k = 0; k < 4; k++) {
                        at[k] = total(subject.estimate(settings, k / 4.0, key(task), false));
                        assertClose(at[k], total(subject.estimate(settings, k / 4.0, key(task), true)), settings);
                        if (linear) {
                            assertClose(at[k], combine(1 - k / 4.0, without, k / 4.0, whole), settings);
                        }
                    }
                    assertClose(at[0], without, settings);
                    assertClose(
                            combine(1, combine(4, at[3], -6, at[2]), 1, combine(4, at[1], -1, at[0])), whole, settings);
                    assertThat(distance(whole, without))
                            .as("%s has scores", settings)
                            .isGreaterThan(1e-6 * norm(without));
                }
            }
        }
    }

    private static boolean linearInV(EstimatorSettings settings) {
        return settings.scoreTerm() instanceof ScoreTerm.Pairs
                || settings.scoreTerm() instanceof ScoreTerm.Sum(ScoreTerm.LeavingOutLinear _);
    }

    private static void assertClose(double[] actual, double[] expected, EstimatorSettings settings) {
        assertThat(distance(actual, expected)).as("%s", settings).isLessThan(1e-11 * norm(expected));
    }

    private static double[] total(TaskGradient share) {
        return combine(1, share.base, 1, share.score);
    }

    /// The mean of draws with s = 1/4 against (1 − s) E[MAML] + s E[with scores] of the oracle, and,
    /// as negative controls, against either of them alone. The least of four two-sided normal p-values times four is at
    /// most 1e-5 by chance with probability 1e-5 for each of the two forms; where the expectation is another one it must be below 1e-9.
    @Test
    void theExpectationIsBetweenThoseWithoutAndWithScoresByTheFactor() {
        MetaOracle oracle = MetaOracle.create(
                UnbiasednessTest.PROBLEM,
                new Adaptation(1, 2, STEP_SIZE),
                OracleSettings.defaults().withThreads(1));
        for (String id : List.of("sg-mrl", "sg-mrl-linear")) {
            EstimatorVariant variant = EstimatorVariant.ofId(id);
            double[] maml = expectation(oracle, EstimatorVariant.ofId("maml"));
            double[] whole = expectation(oracle, variant);
            EstimatorSettings settings = new EstimatorSettings(
                    MethodSettings.of(Method.SG_MRL)
                            .withCoefficient(
                                    variant.linear() ? Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR : Coefficient.NONE),
                    Weighting.rewardToGo(),
                    new InnerStep(1, STEP_SIZE),
                    new Sampling(2, 1, UnbiasednessTest.PROBLEM.horizon() + 1, UnbiasednessTest.PROBLEM.discount()));
            Moments draws = draw(settings, 0.25);
            assertThat(draws.pValue(combine(0.75, maml, 0.25, whole))).as(id).isGreaterThan(FALSE_ALARM);
            assertThat(draws.pValue(maml)).as("%s against MAML", id).isLessThan(REJECTED);
            assertThat(draws.pValue(whole)).as("%s against the whole", id).isLessThan(REJECTED);
        }
    }

    private static double[] expectation(MetaOracle oracle, EstimatorVariant variant) {
        double[] out = new double[UnbiasednessTest.THETA.length];
        oracle.expectation(variant, UnbiasednessTest.THETA, out);
        return out;
    }

    private static final class Moments {
        final double[] sum = new double[UnbiasednessTest.THETA.length];
        final double[] squares = new double[UnbiasednessTest.THETA.length];

        double pValue(double[] exact) {
            double least = 1;
            for (int j = 0; j < exact.length; j++) {
                double mean = sum[j] / DRAWS;
                double standardError = Math.sqrt((squares[j] / DRAWS - mean * mean) / (DRAWS - 1));
                least = Math.min(least, Tails.normalTwoSided((mean - exact[j]) / standardError));
            }
            return Math.min(1, exact.length * least);
        }
    }

    private static Moments draw(EstimatorSettings settings, double scoreTermFactor) {
        TabularEnvironment environment = new TabularEnvironment(UnbiasednessTest.PROBLEM);
        double[] theta = UnbiasednessTest.THETA.clone();
        Moments moments = new Moments();
        TaskGradient share = new TaskGradient(theta.length);
        RandomStream random = new RandomStream();
        try (TaskGradientEstimator<MdpIndex> estimator =
                new TaskGradientEstimator<>(environment, new SoftmaxTabularPolicy(2, 2), settings)) {
            ScoreCoefficients coefficients = ScoreCoefficients.of(settings.scoreTerm(), 1);
            double[] k = new double[1];
            double[][] parameters = new double[1][environment.tasks().parameterCount()];
            for (int i = 0; i < DRAWS; i++) {
                random.rekey(11, StreamDomain.TRAINING, 1, i, 0, 0, StreamPurpose.TASK);
                MdpIndex task = environment.tasks().sample(random);
                estimator.estimate(
                        theta, scoreTermFactor, task, new RolloutKey(11, StreamDomain.TRAINING, 1, i), share);
                coefficients.coefficients(new TaskGradient[] {share}, parameters, k);
                for (int j = 0; j < theta.length; j++) {
                    double g = share.base[j] + k[0] * share.score[j];
                    moments.sum[j] += g;
                    moments.squares[j] += g * g;
                }
            }
        }
        return moments;
    }
}
