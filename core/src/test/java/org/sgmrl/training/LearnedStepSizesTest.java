package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerStep;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.method.Objective;
import org.sgmrl.network.Precision;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.oracle.MetaOracle;
import org.sgmrl.oracle.OracleProgress;
import org.sgmrl.oracle.OracleSettings;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyWithStepSizes;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.testing.Tails;

/// Step sizes of adaptation that are learned, one for each parameter: estimates against the oracle, laws, training.
final class LearnedStepSizesTest {
    private static final PointNavigation ROBOT = PointNavigation.distance();
    private static final double[] THETA = {0.3, -0.2, 0.5, 0.1};
    private static final double STEP_SIZE = 1.5;
    private static final int DRAWS = 40_000;
    private static final double FALSE_ALARM = 1e-5;
    private static final double REJECTED = 1e-9;
    private static final MdpProblem PROBLEM = new MdpProblem(
            1,
            0.9,
            List.of(new MdpTask(
                    1,
                    FiniteMdp.of(
                            new double[] {0.7, 0.3},
                            new double[][][] {{{0.8, 0.2}, {0.3, 0.7}}, {{0.5, 0.5}, {0.1, 0.9}}},
                            new double[][] {{1, 0}, {0.2, 0.6}}))));

    record Case(String id, Coefficient coefficient, int innerSteps, int innerTrajectories) {}

    static Stream<Case> cases() {
        return Stream.of(
                new Case("sg-mrl", Coefficient.NONE, 1, 2),
                new Case("sg-mrl", Coefficient.NONE, 2, 1),
                new Case("sg-mrl", Coefficient.LEAVE_TRAJECTORY_OUT, 1, 2),
                new Case("sg-mrl-first-order", Coefficient.NONE, 2, 2),
                new Case("sg-mrl-linear", Coefficient.NONE, 2, 2),
                new Case("maml", Coefficient.NONE, 2, 2),
                new Case("maml-policy-hessian", Coefficient.NONE, 2, 1),
                new Case("e-maml", Coefficient.NONE, 2, 2),
                new Case("dice", Coefficient.NONE, 2, 1),
                new Case("pretrain", Coefficient.NONE, 2, 2));
    }

    /// θ's part and that of the step sizes. The least of eight two-sided normal p-values times eight is at most 1e-5 by
    /// chance with probability 1e-5 for each case.
    @ParameterizedTest
    @MethodSource("cases")
    void theMeanOfManyDrawsIsTheExactExpectation(Case c) {
        assertThat(pValue(c, expectation(c.id, c))).isGreaterThan(FALSE_ALARM);
    }

    /// SG-MRL's is ∇V, both parts of it. With two steps first-order MAML's part of the step sizes is not, which the same test sees.
    @Test
    void sgMrlIsWithoutBiasInBothPartsAndMamlIsNot() {
        Case sgMrl = new Case("sg-mrl", Coefficient.NONE, 2, 1);
        MetaOracle oracle = oracle(sgMrl);
        double[] theta = new double[4];
        double[] sizes = new double[4];
        oracle.valueAndGradient(THETA, theta);
        oracle.valueAndStepSizeGradient(THETA, sizes, OracleProgress.NONE);
        assertThat(pValue(sgMrl, joined(theta, sizes))).isGreaterThan(FALSE_ALARM);
        double[] maml = expectation("maml-first-order", sgMrl);
        assertThat(pValue(new Case("maml-first-order", Coefficient.NONE, 2, 1), joined(Arrays.copyOf(maml, 4), sizes)))
                .isLessThan(REJECTED);
    }

    private static double[] joined(double[] theta, double[] sizes) {
        double[] both = Arrays.copyOf(theta, 8);
        System.arraycopy(sizes, 0, both, 4, 4);
        return both;
    }

    private static MetaOracle oracle(Case c) {
        return MetaOracle.create(
                PROBLEM,
                new Adaptation(c.innerSteps, c.innerTrajectories, STEP_SIZE),
                OracleSettings.defaults().withThreads(1));
    }

    private static double[] expectation(String id, Case c) {
        MetaOracle.Expectation both = Objects.requireNonNull(oracle(c)
                .expectationsWithStepSizes(StateActionTable.ofFlat(2, 2, THETA), OracleProgress.NONE)
                .get(EstimatorVariant.ofId(id)));
        return joined(both.theta().toFlat(), both.stepSizes().toFlat());
    }

    private static double pValue(Case c, double[] exact) {
        EstimatorSettings settings = new EstimatorSettings(
                EstimatorVariant.ofId(c.id).settings(c.coefficient, LeaveOut.EVERY_TRAJECTORY),
                Weighting.rewardToGo(),
                new InnerStep(c.innerSteps, STEP_SIZE, true),
                new Sampling(c.innerTrajectories, 1, PROBLEM.horizon() + 1, PROBLEM.discount()));
        PolicyWithStepSizes policy = new PolicyWithStepSizes(new SoftmaxTabularPolicy(2, 2), STEP_SIZE);
        try (EstimatorSampler<TabularEnvironment.MdpIndex> sampler =
                new EstimatorSampler<>(new TabularEnvironment(PROBLEM), policy, settings, 1, 1)) {
            SampleMoments moments = sampler.sample(policy.withInitialSizes(THETA), DRAWS, 12, done -> {});
            double least = 1;
            for (int j = 0; j < exact.length; j++) {
                double difference = moments.mean()[j] - exact[j];
                if (difference != 0) {
                    least = Math.min(least, Tails.normalTwoSided(difference / moments.standardError()[j]));
                }
            }
            return Math.min(1, exact.length * least);
        }
    }

    private static List<EstimatorSettings> allSettings() {
        List<EstimatorSettings> all = new ArrayList<>();
        for (Method method : Method.values()) {
            for (Coefficient coefficient : Coefficient.values()) {
                for (int steps = 1; steps <= 3; steps++) {
                    if (!method.takes(coefficient) || (coefficient == Coefficient.LEAVE_TRAJECTORY_OUT && steps > 1)) {
                        continue;
                    }
                    for (Curvature curvature : Curvature.values()) {
                        all.add(new EstimatorSettings(
                                MethodSettings.of(method)
                                        .withCoefficient(coefficient)
                                        .withCurvature(curvature),
                                new Weighting(Weighting.Kind.GENERALIZED_ADVANTAGE, 0.95),
                                new InnerStep(steps, 0.2),
                                new Sampling(4, 3, 8, 0.9)));
                    }
                }
            }
        }
        return all;
    }

    private static TaskGradient share(EstimatorSettings settings, Policy policy, double[] theta, int task) {
        TaskGradient out = new TaskGradient(policy.parameterCount());
        try (TaskGradientEstimator<Goal> estimator = new TaskGradientEstimator<>(ROBOT, policy, settings)) {
            estimator.estimate(theta, new Goal(0.2, -0.1), new RolloutKey(5, StreamDomain.CERTIFICATION, 3, task), out);
        }
        return out;
    }

    /// Where all step sizes are α, θ's part of a share is that of steps of size α, to rounding, for every method,
    /// coefficient, curvature and number of steps.
    @Test
    void equalStepSizesAreOneStepSize() {
        GaussianMlpPolicy acting = new GaussianMlpPolicy(2, new int[] {4}, 2, 0.2, Precision.DOUBLE);
        PolicyWithStepSizes policy = new PolicyWithStepSizes(acting, 0.2);
        double[] theta = new double[acting.parameterCount()];
        MetaTrainer.initialize(acting, 4, theta);
        double[] both = policy.withInitialSizes(theta);
        for (EstimatorSettings settings : allSettings()) {
            for (int task = 0; task < 2; task++) {
                TaskGradient plain = share(settings, acting, theta, task);
                TaskGradient learned = share(settings.withInnerStep(i -> i.withLearned(true)), policy, both, task);
                near(Arrays.copyOf(learned.base(), theta.length), plain.base(), settings);
                near(Arrays.copyOf(learned.score(), theta.length), plain.score(), settings);
                boolean moves = settings.method().kind().objective() == Objective.ADAPTED_RETURN;
                assertThat(Arrays.stream(learned.base()).skip(theta.length).anyMatch(x -> x != 0))
                        .as("%s", settings)
                        .isEqualTo(moves);
            }
        }
    }

    private static void near(double[] actual, double[] expected, EstimatorSettings settings) {
        double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        for (int j = 0; j < expected.length; j++) {
            assertThat(Math.abs(actual[j] - expected[j])).as("%s", settings).isLessThanOrEqualTo(1e-9 * scale);
        }
    }

    /// Two arms a task, one right: the step that finds out must be long. Step sizes that begin near zero are learned,
    /// and what is tested after a step is better than with those of the beginning.
    @Test
    void stepSizesAreLearnedAndTestsUseThem() {
        TabularEnvironment arms = new TabularEnvironment(new MdpProblem(
                4, 1, List.of(new MdpTask(0.5, arms(0, 1)), new MdpTask(0.5, arms(1, 0)))));
        TrainingSettings settings = new TrainingSettings(
                new EstimatorSettings(
                        MethodSettings.of(Method.SG_MRL).withCoefficient(Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR),
                        Weighting.rewardToGo(),
                        new InnerStep(1, 0.01, true),
                        new Sampling(10, 10, 5, 1)),
                OuterStep.adam(0.05),
                8,
                100,
                1,
                PolicySettings.softmaxTabular());
        TrainingResult<?> result =
                MetaTraining.of(arms).settings(_ -> settings).threads(1).run();
        double[] learned = result.theta();
        assertThat(learned).hasSize(4);
        assertThat(learned[2]).isGreaterThan(0.5);
        assertThat(learned[3]).isGreaterThan(0.5);
        double[] asBefore = learned.clone();
        Arrays.fill(asBefore, 2, 4, 0.01);
        try (MetaTester<?> tester = new MetaTester<>(arms, settings.newPolicy(arms.spec()), settings, 1, 1)) {
            double[][] with = tester.returns(learned, 40, 3, StreamDomain.TEST);
            double[][] without = tester.returns(asBefore, 40, 3, StreamDomain.TEST);
            assertThat(with[0]).as("before the step").isEqualTo(without[0]);
            assertThat(mean(with[1])).isGreaterThan(mean(without[1]) + 1);
        }
    }

    private static FiniteMdp arms(double first, double second) {
        return FiniteMdp.of(new double[] {1}, new double[][][] {{{1}, {1}}}, new double[][] {{first, second}});
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /// Bits do not depend on threads, nor on a stop in between.
    @Test
    void bitsAreTheSameOnTwoThreadsAndAfterAResume() {
        for (Method method : List.of(Method.SG_MRL, Method.MAML, Method.E_MAML)) {
            TrainingSettings settings = MetaTrainerTest.robot(
                            method, method == Method.E_MAML ? Coefficient.STANDARDIZED_REWARD : Coefficient.NONE, 4)
                    .withInnerStep(i -> i.withLearned(true));
            MetaTraining<Goal> training = MetaTraining.of(ROBOT).settings(_ -> settings);
            double[] whole = training.threads(1).run().theta();
            assertThat(training.threads(2).run().theta()).isEqualTo(whole);
            TrainingSnapshot half = training.iterations(2).run().snapshot();
            assertThat(training.startFrom(half).run().theta()).isEqualTo(whole);
            int d = whole.length / 2;
            assertThat(Arrays.stream(whole).skip(d).filter(size -> size != 0.1).count())
                    .isGreaterThan(d / 2);
        }
    }

    @Test
    void aPolicyThatDoesNotFitIsRefused() {
        TrainingSettings fixed = MetaTrainerTest.robot(Method.MAML, Coefficient.NONE, 1);
        TrainingSettings learned = fixed.withInnerStep(i -> i.withLearned(true));
        assertThatThrownBy(() -> new LocalEngine<>(ROBOT, fixed.newPolicy(ROBOT.spec()), learned, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("inner-step-learned = true must be false for policy gaussian-mlp(");
        assertThatThrownBy(() -> new LocalEngine<>(ROBOT, learned.newPolicy(ROBOT.spec()), fixed, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("inner-step-learned = false must be true for policy gaussian-mlp(");
    }
}
