package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerStep;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.oracle.MetaOracle;
import org.sgmrl.oracle.OracleSettings;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.testing.Tails;

/// The mean of many draws by the code that trains against the exact expectation of that very form,
/// which the oracle has without it.
final class ExpectationOfVariantsTest {
    /// Of one of 16 tests of four components: 2e-4 for the class.
    private static final double FALSE_ALARM = 1e-5;

    private static final double REJECTED = 1e-9;
    private static final int DRAWS = 40_000;
    private static final double[] THETA = {0.3, -0.2, -0.1, 0.4};
    private static final MdpProblem PROBLEM = new MdpProblem(
            1,
            0.9,
            List.of(new MdpTask(
                    1,
                    FiniteMdp.of(
                            new double[] {0.7, 0.3},
                            new double[][][] {{{0.8, 0.2}, {0.3, 0.7}}, {{0.5, 0.5}, {0.1, 0.9}}},
                            new double[][] {{1, 0}, {0.2, 0.6}}))));

    record Case(String id, int innerSteps, int innerTrajectories, int groups) {}

    static Stream<Case> cases() {
        return Stream.of(
                new Case("sg-mrl-linear", 1, 1, 1),
                new Case("sg-mrl-linear", 1, 2, 2),
                new Case("sg-mrl-linear", 1, 3, 3),
                new Case("sg-mrl-linear", 1, 3, 2),
                new Case("sg-mrl-linear", 1, 3, 1),
                new Case("sg-mrl-linear", 2, 1, 1),
                new Case("sg-mrl-linear", 2, 2, 2),
                new Case("sg-mrl-linear", 3, 1, 1),
                new Case("lvc", 1, 2, 1),
                new Case("lvc", 2, 1, 1),
                new Case("dice", 1, 2, 1),
                new Case("dice", 2, 1, 1),
                new Case("maml-policy-hessian", 1, 2, 1),
                new Case("maml-policy-hessian", 2, 2, 1),
                new Case("pretrain", 1, 2, 1),
                new Case("pretrain", 2, 1, 1));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theMeanOfManyDrawsIsTheExactExpectationOfTheForm(Case c) {
        assertThat(pValue(c, c.id)).isGreaterThan(FALSE_ALARM);
    }

    /// The test can tell the forms apart.
    @ParameterizedTest
    @MethodSource("others")
    void theExpectationOfAnotherFormIsRejected(Case c, String other) {
        assertThat(pValue(c, other)).isLessThan(REJECTED);
    }

    static Stream<Arguments> others() {
        return Stream.of(
                Arguments.of(new Case("sg-mrl-linear", 1, 2, 2), "maml"),
                Arguments.of(new Case("sg-mrl-linear", 1, 2, 2), "lvc"),
                Arguments.of(new Case("dice", 1, 2, 1), "lvc"),
                Arguments.of(new Case("sg-mrl-linear", 2, 2, 2), "maml"),
                Arguments.of(new Case("pretrain", 1, 2, 1), "maml-first-order"));
    }

    private static double pValue(Case c, String expected) {
        EstimatorVariant variant = EstimatorVariant.ofId(c.id);
        EstimatorSettings settings = new EstimatorSettings(
                variant.settings(Coefficient.NONE, LeaveOut.EVERY_TRAJECTORY.withGroups(c.groups)),
                new Weighting(Weighting.Kind.REWARD_TO_GO, 1),
                new InnerStep(c.innerSteps, 1.5),
                new Sampling(c.innerTrajectories, 1, PROBLEM.horizon() + 1, PROBLEM.discount()));
        double[] exact = new double[THETA.length];
        MetaOracle.create(
                        PROBLEM,
                        new Adaptation(c.innerSteps, c.innerTrajectories, 1.5),
                        OracleSettings.defaults().withThreads(1))
                .leavingOut(c.groups)
                .expectation(EstimatorVariant.ofId(expected), THETA, exact);
        try (EstimatorSampler<TabularEnvironment.MdpIndex> sampler = new EstimatorSampler<>(
                new TabularEnvironment(PROBLEM), new SoftmaxTabularPolicy(2, 2), settings, 1, 1)) {
            SampleMoments moments = sampler.sample(THETA, DRAWS, 12, done -> {});
            double least = 1;
            for (int j = 0; j < THETA.length; j++) {
                double z = (moments.mean()[j] - exact[j]) / moments.standardError()[j];
                least = Math.min(least, Tails.normalTwoSided(z));
            }
            return Math.min(1, THETA.length * least);
        }
    }
}
