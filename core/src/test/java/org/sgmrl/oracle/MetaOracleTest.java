package org.sgmrl.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.method.Method;

final class MetaOracleTest {
    private static final OracleSettings ONE_THREAD = new OracleSettings(1, 10_000, 10_000_000);

    /// One random problem with its inner loop.
    record Case(long seed, int states, int actions, int tasks, int horizon, double discount, Adaptation inner) {
        MdpProblem problem() {
            return RandomProblems.problem(seed, states, actions, tasks, horizon, discount);
        }

        double[] theta() {
            return RandomProblems.theta(seed, states * actions);
        }

        MetaOracle oracle() {
            return MetaOracle.create(problem(), inner, ONE_THREAD);
        }

        StateActionTable table() {
            return StateActionTable.ofFlat(states, actions, theta());
        }
    }

    /// Twenty problems: 2-3 states, 2-3 actions, 1-3 tasks, D_in 1-3, ζ 1-2, α 0.05-1.
    static Stream<Case> problems() {
        return Stream.of(
                new Case(1, 2, 2, 1, 1, 1, new Adaptation(1, 1, 0.7)),
                new Case(2, 2, 2, 2, 1, 0.9, new Adaptation(1, 1, 1)),
                new Case(3, 2, 2, 3, 1, 0.5, new Adaptation(1, 2, 0.3)),
                new Case(4, 2, 2, 2, 1, 0.9, new Adaptation(1, 3, 0.5)),
                new Case(5, 2, 2, 1, 2, 0.9, new Adaptation(1, 1, 0.4)),
                new Case(6, 2, 2, 2, 2, 0.95, new Adaptation(1, 2, 0.2)),
                new Case(7, 3, 2, 2, 1, 0.8, new Adaptation(1, 1, 0.6)),
                new Case(8, 3, 2, 1, 1, 1, new Adaptation(1, 2, 0.5)),
                new Case(9, 3, 2, 1, 1, 0.9, new Adaptation(1, 3, 1)),
                new Case(10, 2, 3, 3, 1, 0.9, new Adaptation(1, 1, 0.8)),
                new Case(11, 2, 3, 2, 1, 0.7, new Adaptation(1, 2, 0.1)),
                new Case(12, 3, 3, 2, 1, 0.9, new Adaptation(1, 1, 0.5)),
                new Case(13, 3, 3, 1, 1, 1, new Adaptation(1, 2, 0.05)),
                new Case(14, 3, 3, 1, 2, 0.9, new Adaptation(1, 1, 0.25)),
                new Case(15, 2, 2, 2, 1, 0.9, new Adaptation(2, 1, 0.5)),
                new Case(16, 2, 2, 1, 1, 1, new Adaptation(2, 2, 0.3)),
                new Case(17, 2, 3, 1, 1, 0.9, new Adaptation(2, 1, 0.7)),
                new Case(18, 3, 2, 2, 1, 0.6, new Adaptation(2, 1, 0.4)),
                new Case(19, 2, 2, 1, 2, 0.9, new Adaptation(2, 1, 0.3)),
                new Case(20, 2, 2, 3, 1, 0.8, new Adaptation(2, 1, 1)));
    }

    /// The part of the problems on which every ordered batch can be spelled out.
    static Stream<Case> tinyProblems() {
        return problems().filter(c -> {
            double trajectories = Math.pow(c.states * c.actions, c.horizon + 1.0);
            double paths = Math.pow(trajectories, c.inner.trajectories() * c.inner.steps());
            return c.tasks * paths * trajectories < 150_000;
        });
    }

    @ParameterizedTest
    @MethodSource("problems")
    void theForwardModeGradientEqualsTheFiniteDifferenceOfTheValue(Case c) {
        MetaOracle oracle = c.oracle();
        double[] gradient = new double[c.states * c.actions];
        double value = oracle.valueAndGradient(c.theta(), gradient);
        assertThat(value).isCloseTo(oracle.value(c.theta()), within(1e-13));
        double[] difference = Numbers.finiteDifference(oracle::value, c.theta());
        assertThat(Numbers.relativeDistance(gradient, difference)).isLessThan(1e-8);
    }

    @ParameterizedTest
    @MethodSource("problems")
    void theExpectationOfSgMrlIsTheGradient(Case c) {
        double[] gradient = new double[c.states * c.actions];
        double[] expectation = new double[c.states * c.actions];
        c.oracle().valueAndGradient(c.theta(), gradient);
        c.oracle().expectation(Method.SG_MRL.variant(), c.theta(), expectation);
        assertThat(Numbers.relativeDistance(expectation, gradient)).isLessThan(1e-10);
    }

    /// The negative control of the test above: it can see a missing or doubled part.
    @ParameterizedTest
    @MethodSource("problems")
    void theExpectationOfEveryOtherVariantIsNotTheGradient(Case c) {
        double[] gradient = new double[c.states * c.actions];
        MetaOracle oracle = c.oracle();
        oracle.valueAndGradient(c.theta(), gradient);
        Map<EstimatorVariant, StateActionTable> all = oracle.expectations(c.table(), OracleProgress.NONE);
        assertThat(all).hasSize(EstimatorVariant.all().size());
        all.forEach((variant, expectation) -> {
            // With one inner trajectory and one inner step the mean over the batch is the sum: E-MAML is SG-MRL.
            boolean unbiased = variant.equals(Method.SG_MRL.variant())
                    || (variant.equals(Method.E_MAML.variant()) && c.inner.trajectories() == 1 && c.inner.steps() == 1);
            double bias = Numbers.relativeDistance(expectation.toFlat(), gradient);
            if (unbiased) {
                assertThat(bias).as(variant.id()).isLessThan(1e-10);
            } else {
                assertThat(bias).as(variant.id()).isGreaterThan(1e-5);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("tinyProblems")
    void classesAndMultisetsGiveWhatPlainEnumerationOfOrderedBatchesGives(Case c) {
        NaiveOracle naive = new NaiveOracle(c.problem());
        MetaOracle oracle = c.oracle();
        assertThat(oracle.value(c.theta())).isCloseTo(naive.value(c.theta(), c.inner), within(1e-12));
        Map<EstimatorVariant, double[]> expected = naive.expectations(c.theta(), c.inner);
        oracle.expectations(c.table(), OracleProgress.NONE)
                .forEach((variant, expectation) -> assertThat(expectation.toFlat())
                        .as(variant.id())
                        .containsExactly(expected.getOrDefault(variant, new double[0]), within(1e-12)));
    }

    /// Two deterministic states and equal rewards: many trajectories fall into one class.
    @Test
    void mergingKeepsValueAndExpectationsWhenTrajectoriesCoincide() {
        FiniteMdp mdp = FiniteMdp.of(
                new double[] {1, 0},
                new double[][][] {{{0, 1}, {0, 1}, {0.5, 0.5}}, {{1, 0}, {1, 0}, {1, 0}}},
                new double[][] {{0, 0, 0}, {1, 1, 0}});
        MdpProblem problem = new MdpProblem(2, 1, List.of(new MdpTask(1, mdp)));
        assertThat(TrajectoryTable.countTrajectories(mdp, 2)).isEqualTo(39);
        TrajectoryTable table = TrajectoryTable.enumerate(mdp, 2, 1);
        assertThat(table.classes).isLessThan(39);
        Adaptation inner = new Adaptation(1, 1, 0.9);
        double[] theta = {0.3, -0.2, 0.1, 0.7, 0, -0.5};
        NaiveOracle naive = new NaiveOracle(problem);
        MetaOracle oracle = MetaOracle.create(problem, inner, ONE_THREAD);
        assertThat(oracle.value(theta)).isCloseTo(naive.value(theta, inner), within(1e-13));
        double[] expectation = new double[6];
        Map<EstimatorVariant, double[]> expected = naive.expectations(theta, inner);
        for (EstimatorVariant variant : EstimatorVariant.all()) {
            oracle.expectation(variant, theta, expectation);
            assertThat(expectation).containsExactly(expected.getOrDefault(variant, new double[0]), within(1e-12));
        }
    }

    /// Halving α divides the bias by 2^order. The outer product of the policy Hessian is the score term to
    /// first order: MAML that has it instead of the score term is right to first order, SG-MRL that has
    /// both is not.
    @ParameterizedTest
    @CsvSource({
        "maml,1",
        "sg-mrl-policy-hessian,1",
        "sg-mrl-first-order,1",
        "maml-policy-hessian,2",
        "sg-mrl-linear,2",
        "lvc,1",
        "dice,2",
        "pretrain,1"
    })
    void theBiasVanishesWithTheInnerStepSizeAtTheStatedOrder(String id, int order) {
        MdpProblem problem = RandomProblems.problem(71, 2, 2, 2, 1, 0.9);
        double[] theta = RandomProblems.theta(71, 4);
        double[] bias = new double[2];
        for (int i = 0; i < 2; i++) {
            Adaptation inner = new Adaptation(1, 2, i == 0 ? 2e-3 : 1e-3);
            MetaOracle oracle = MetaOracle.create(problem, inner, ONE_THREAD);
            double[] gradient = new double[4];
            double[] expectation = new double[4];
            oracle.valueAndGradient(theta, gradient);
            oracle.expectation(EstimatorVariant.ofId(id), theta, expectation);
            bias[i] = Numbers.relativeDistance(expectation, gradient);
        }
        assertThat(Math.log(bias[0] / bias[1]) / Math.log(2)).isCloseTo(order, within(0.02));
    }

    /// Against differences of V in each step size, by an enumeration of ordered batches that shares no code.
    @ParameterizedTest
    @MethodSource("tinyProblems")
    void theGradientWithRespectToStepSizesIsThatOfDifferences(Case c) {
        int d = c.states * c.actions;
        double[] gradient = new double[d];
        double value = c.oracle().valueAndStepSizeGradient(c.theta(), gradient, OracleProgress.NONE);
        assertThat(value).isCloseTo(c.oracle().value(c.theta()), within(1e-12));
        NaiveOracle naive = new NaiveOracle(c.problem());
        double[] sizes = new double[d];
        Arrays.fill(sizes, c.inner.stepSize());
        double[] difference = Numbers.finiteDifference(changed -> naive.value(c.theta(), c.inner, changed), sizes);
        assertThat(Numbers.relativeDistance(gradient, difference)).isLessThan(1e-7);
    }

    /// With one inner step the law of its data does not depend on α, and what follows is ∇J(θ₁) in all forms: without a bias
    /// whatever the scores. With more, the later batches' scores and curvature are missing in all forms but SG-MRL.
    @ParameterizedTest
    @MethodSource("problems")
    void theExpectationOfTheStepSizesPartIsTheirGradientForSgMrl(Case c) {
        double[] gradient = new double[c.states * c.actions];
        c.oracle().valueAndStepSizeGradient(c.theta(), gradient, OracleProgress.NONE);
        c.oracle().expectationsWithStepSizes(c.table(), OracleProgress.NONE).forEach((variant, both) -> {
            double bias = Numbers.relativeDistance(both.stepSizes().toFlat(), gradient);
            boolean unbiased = variant.equals(Method.SG_MRL.variant())
                    || (c.inner.steps() == 1 && variant.method() != Method.PRETRAIN);
            if (unbiased) {
                assertThat(bias).as(variant.id()).isLessThan(1e-10);
            } else {
                assertThat(bias).as(variant.id()).isGreaterThan(1e-5);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("tinyProblems")
    void theStepSizesPartOfEveryVariantIsWhatPlainEnumerationGives(Case c) {
        Map<EstimatorVariant, double[]> expected =
                new NaiveOracle(c.problem()).expectationsWithStepSizes(c.theta(), c.inner);
        int d = c.states * c.actions;
        c.oracle().expectationsWithStepSizes(c.table(), OracleProgress.NONE).forEach((variant, both) -> {
            double[] naive = expected.getOrDefault(variant, new double[0]);
            assertThat(both.stepSizes().toFlat())
                    .as(variant.id())
                    .containsExactly(Arrays.copyOfRange(naive, d, 2 * d), within(1e-12));
        });
    }

    /// What pre-training lacks is E_i[2ζα ∇²J_i ∇J_i] + O(α²), with exact J_i (docs/theory.md, section 4).
    @Test
    void theBiasOfPreTrainingIsTwiceTheHessianTimesTheGradientForEachStep() {
        MdpProblem problem = RandomProblems.problem(71, 2, 2, 2, 1, 0.9);
        double[] theta = RandomProblems.theta(71, 4);
        Adaptation inner = new Adaptation(2, 1, 1e-5);
        MetaOracle oracle = MetaOracle.create(problem, inner, ONE_THREAD);
        double[] gradient = new double[4];
        double[] expectation = new double[4];
        oracle.valueAndGradient(theta, gradient);
        oracle.expectation(Method.PRETRAIN.variant(), theta, expectation);
        double[] lacking = new double[4];
        double[] predicted = new double[4];
        for (int i = 0; i < 4; i++) {
            lacking[i] = (gradient[i] - expectation[i]) / (2 * inner.steps() * inner.stepSize());
        }
        for (MdpTask task : problem.tasks()) {
            double[] g = new double[4];
            double[] hessian = new double[16];
            new ExactReturn(task.mdp(), 1, 0.9).valueGradientAndHessian(theta, g, hessian);
            for (int i = 0; i < 4; i++) {
                for (int k = 0; k < 4; k++) {
                    predicted[i] += task.probability() * hessian[i * 4 + k] * g[k];
                }
            }
        }
        assertThat(Numbers.relativeDistance(lacking, predicted)).isLessThan(1e-4);
    }

    @Test
    void withoutAnInnerStepTheValueIsTheMeanReturnAndTheGradientItsGradient() {
        MdpProblem problem = RandomProblems.problem(31, 3, 2, 2, 1, 0.9);
        double[] theta = RandomProblems.theta(31, 6);
        double[] gradient = new double[6];
        double value =
                MetaOracle.create(problem, new Adaptation(1, 2, 0), ONE_THREAD).valueAndGradient(theta, gradient);
        double expectedValue = 0;
        double[] expectedGradient = new double[6];
        for (MdpTask task : problem.tasks()) {
            double[] g = new double[6];
            expectedValue += task.probability() * new ExactReturn(task.mdp(), 1, 0.9).valueAndGradient(theta, g);
            for (int i = 0; i < 6; i++) {
                expectedGradient[i] += task.probability() * g[i];
            }
        }
        assertThat(value).isCloseTo(expectedValue, within(1e-13));
        assertThat(gradient).containsExactly(expectedGradient, within(1e-13));
    }

    /// Several blocks a task, so that threads do compete.
    @Test
    void theBitsDoNotDependOnTheNumberOfThreads() {
        MdpProblem problem = RandomProblems.problem(41, 3, 2, 2, 1, 0.9);
        Adaptation inner = new Adaptation(1, 4, 0.5);
        StateActionTable theta = StateActionTable.ofFlat(3, 2, RandomProblems.theta(41, 6));
        List<Map<EstimatorVariant, StateActionTable>> expectations = new ArrayList<>();
        List<StateActionTable> gradients = new ArrayList<>();
        List<Long> reports = new ArrayList<>();
        Thread caller = Thread.currentThread();
        for (int threads : new int[] {1, 2, 5}) {
            MetaOracle oracle = MetaOracle.create(problem, inner, ONE_THREAD.withThreads(threads));
            expectations.add(oracle.expectations(theta, (phase, done, total) -> {
                assertThat(Thread.currentThread()).isSameAs(caller);
                if (done == total) {
                    reports.add(total);
                }
            }));
            double[] gradient = new double[6];
            oracle.valueAndGradient(theta.toFlat(), gradient);
            gradients.add(StateActionTable.ofFlat(3, 2, gradient));
        }
        assertThat(reports).hasSize(3).allMatch(blocks -> blocks > 20);
        assertThat(expectations.get(1)).isEqualTo(expectations.get(0));
        assertThat(expectations.get(2)).isEqualTo(expectations.get(0));
        assertThat(gradients.get(1)).isEqualTo(gradients.get(0));
        assertThat(gradients.get(2)).isEqualTo(gradients.get(0));
    }

    static List<EstimatorVariant> variants() {
        return EstimatorVariant.all();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void oneVariantAloneHasTheBitsItHasAmongAll(EstimatorVariant variant) {
        Case c = problems().skip(14).findFirst().orElseThrow();
        double[] alone = new double[4];
        c.oracle().expectation(variant, c.theta(), alone);
        assertThat(c.oracle().expectations(c.table(), OracleProgress.NONE).get(variant))
                .isEqualTo(StateActionTable.ofFlat(2, 2, alone));
        assertThat(EstimatorVariant.ofId(variant.id())).isEqualTo(variant);
    }

    @Test
    void aFailureInABlockReachesTheCaller() {
        MdpProblem problem = RandomProblems.problem(41, 3, 2, 2, 1, 0.9);
        MetaOracle oracle = MetaOracle.create(problem, new Adaptation(1, 4, 0.5), ONE_THREAD.withThreads(2));
        assertThatThrownBy(() -> oracle.valueAndGradient(new double[6], new double[6], (phase, done, total) -> {
                    throw new IllegalStateException("stop");
                }))
                .hasMessage("stop");
    }

    @Test
    void tooManyTrajectoriesOrInnerPathsAreRefusedWithCountAndLimitBeforeTheyAreVisited() {
        MdpProblem problem = RandomProblems.problem(51, 2, 2, 1, 2, 0.9);
        assertThatThrownBy(() -> MetaOracle.create(problem, new Adaptation(1, 1, 0.1), new OracleSettings(1, 63, 1000)))
                .isInstanceOf(EnumerationTooLargeException.class)
                .hasMessageContaining("number of trajectories of a task = 64 exceeds the limit of 63");
        // 64 trajectories in 64 classes: 65·64/2 = 2080 batches of two, 2080² paths of two steps.
        assertThatThrownBy(() ->
                        MetaOracle.create(problem, new Adaptation(2, 2, 0.1), new OracleSettings(1, 64, 4_000_000)))
                .isInstanceOf(EnumerationTooLargeException.class)
                .hasMessageContaining("inner paths to visit = 4326400 exceeds the limit of 4000000");
        MdpProblem endless = RandomProblems.problem(51, 2, 2, 1, 1_000_000, 0.9);
        assertThatThrownBy(() -> MetaOracle.create(endless, new Adaptation(1, 1, 0.1), OracleSettings.defaults()))
                .isInstanceOf(EnumerationTooLargeException.class)
                .hasMessageContaining("= Infinity exceeds the limit of 200000");
        MdpProblem wide = RandomProblems.problem(51, 1, 10_000, 1, 0, 0.9);
        assertThatThrownBy(() -> MetaOracle.create(wide, new Adaptation(1, 1, 0.1), OracleSettings.defaults()))
                .isInstanceOf(EnumerationTooLargeException.class)
                .hasMessageContaining("numbers to keep in memory");
        MetaOracle oracle = MetaOracle.create(problem, new Adaptation(1, 1, 0.1), new OracleSettings(1, 64, 1000));
        assertThat(oracle.pathsPerEvaluation()).isEqualTo(64);
        oracle.requireFeasible(15);
        assertThatThrownBy(() -> oracle.requireFeasible(16)).hasMessageContaining("1024 exceeds the limit of 1000");
    }

    @Test
    void numbersBeyondDoublePrecisionAreReportedAndNotReturned() {
        FiniteMdp mdp = FiniteMdp.of(new double[] {1}, new double[][][] {{{1}, {1}}}, new double[][] {{1e308, 1e308}});
        MetaOracle oracle = MetaOracle.create(
                new MdpProblem(3, 1, List.of(new MdpTask(1, mdp))), new Adaptation(1, 1, 1), ONE_THREAD);
        assertThatThrownBy(() -> oracle.value(new double[2]))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("scale them down");
    }

    @Test
    void logitsThatRuleAnActionOutAreHandled() {
        MdpProblem problem = RandomProblems.safeArm();
        double[] gradient = new double[3];
        double value = MetaOracle.create(problem, new Adaptation(1, 1, 0.1), ONE_THREAD)
                .valueAndGradient(new double[] {2000, 0, -2000}, gradient);
        assertThat(value).isEqualTo(0.6);
        assertThat(gradient).containsExactly(0, 0, 0);
    }
}
