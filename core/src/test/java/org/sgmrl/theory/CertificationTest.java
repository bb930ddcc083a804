package org.sgmrl.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpProblemFile;
import org.sgmrl.mdp.MdpProblemReader;
import org.sgmrl.mdp.RewardRange;
import org.sgmrl.mdp.StateActionTable;
import org.sgmrl.method.EstimatorVariant;
import org.sgmrl.method.Method;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.oracle.EnumerationTooLargeException;
import org.sgmrl.oracle.ExactFlow;
import org.sgmrl.oracle.MetaOracle;
import org.sgmrl.oracle.OracleProgress;
import org.sgmrl.oracle.OracleSettings;
import org.sgmrl.oracle.RandomProblems;

final class CertificationTest {
    private static final OracleSettings SETTINGS = new OracleSettings(2, 10_000, 10_000_000);

    /// Ends of 800 exact steps of size 0.5 from near-uniform logits. The numbers were first found by a
    /// separate full enumeration outside of this code base, to two digits.
    @ParameterizedTest
    @CsvSource({"1,3,0.60,0.72", "2,8,0.67,0.86"})
    void onTheSafeArmBanditMamlSettlesForTheSafeArmAndSgMrlExplores(int batch, double alpha, double maml, double sgMrl)
            throws Exception {
        MdpProblemFile file = example("safe-arm.json");
        CertificationResult result = Certification.run(
                file.problem(),
                file.theta(),
                new CertificationSettings(
                        new Adaptation(1, batch, alpha),
                        List.of(Method.MAML.variant(), Method.SG_MRL.variant()),
                        800,
                        0.5,
                        SETTINGS),
                OracleProgress.NONE);
        ExactFlow mamlFlow = result.flows().get(0);
        ExactFlow sgMrlFlow = result.flows().get(1);
        assertThat(mamlFlow.variant()).isEqualTo(Method.MAML.variant());
        assertThat(mamlFlow.value()).hasSize(801);
        assertThat(mamlFlow.gradientNorm()).hasSize(801);
        assertThat(mamlFlow.value()[800]).isCloseTo(maml, within(0.005));
        assertThat(sgMrlFlow.value()[800]).isCloseTo(sgMrl, within(0.005));
        assertThat(sgMrlFlow.value()[0]).isEqualTo(result.value()).isEqualTo(mamlFlow.value()[0]);
        assertThat(sgMrlFlow.gradientNorm()[0]).isEqualTo(result.gradient().norm());
        // Ascent on the exact gradient with a small step never loses value.
        assertThat(sgMrlFlow.value()).isSorted();
        double[] end = new double[3];
        assertThat(MetaOracle.create(file.problem(), new Adaptation(1, batch, alpha), SETTINGS)
                        .valueAndGradient(sgMrlFlow.theta().toFlat(), end))
                .isEqualTo(sgMrlFlow.value()[800]);
    }

    @Test
    void theResultSaysWhichEstimatorsAreBiased() {
        MdpProblem problem = RandomProblems.problem(61, 2, 2, 2, 1, 0.9);
        StateActionTable theta = StateActionTable.ofFlat(2, 2, RandomProblems.theta(61, 4));
        CertificationResult result = Certification.run(
                problem,
                theta,
                CertificationSettings.withoutFlows(new Adaptation(1, 2, 0.7), SETTINGS),
                OracleProgress.NONE);
        assertThat(result.estimators().keySet()).containsExactlyElementsOf(EstimatorVariant.all());
        result.estimators().forEach((variant, bias) -> {
            assertThat(bias.biasNorm())
                    .isCloseTo(bias.relativeBias() * result.gradient().norm(), within(1e-15));
            assertThat(bias.relativeBias() < 1e-12).as(variant.id()).isEqualTo(variant.equals(Method.SG_MRL.variant()));
        });
        assertThat(result.flows()).isEmpty();
        // 16 trajectories: 16·17/2 multisets of two, two tasks.
        assertThat(result.innerPaths()).isEqualTo(272);
        assertThat(result.constants().r()).isEqualTo(problem.maxAbsReward());
        assertThat(result.finiteHorizonConstants().lV())
                .isLessThan(result.constants().lV());
    }

    @Test
    void aFlowWithoutStepsStaysWhereItIsAndAZeroGradientHasNoRelativeBias() {
        MdpProblem problem = RandomProblems.safeArm();
        StateActionTable ruledOut = StateActionTable.ofFlat(1, 3, new double[] {3000, 0, -3000});
        CertificationResult result = Certification.run(
                problem,
                ruledOut,
                new CertificationSettings(new Adaptation(1, 1, 0.1), List.of(Method.MAML.variant()), 0, 0.5, SETTINGS),
                OracleProgress.NONE);
        assertThat(result.flows().getFirst().theta()).isEqualTo(ruledOut);
        assertThat(result.flows().getFirst().value()).containsExactly(result.value());
        assertThat(result.gradient().norm()).isZero();
        result.estimators()
                .values()
                .forEach(bias -> assertThat(bias.relativeBias()).isZero());
    }

    @Test
    void theWholeRequestIsRefusedBeforeItStartsWhenItsFlowsAreTooLong() {
        MdpProblem problem = RandomProblems.safeArm();
        StateActionTable theta = StateActionTable.ofFlat(1, 3, new double[3]);
        List<String> reports = new ArrayList<>();
        CertificationSettings settings = new CertificationSettings(
                new Adaptation(1, 1, 3), List.of(Method.SG_MRL.variant()), 100, 0.5, SETTINGS.withMaxInnerPaths(1000));
        // Two evaluations and a flow of 201 evaluations, each of 3 paths in each of 2 tasks.
        assertThatThrownBy(
                        () -> Certification.run(problem, theta, settings, (phase, done, total) -> reports.add(phase)))
                .isInstanceOf(EnumerationTooLargeException.class)
                .hasMessageContaining("= 1218 exceeds the limit of 1000");
        assertThat(reports).isEmpty();
    }

    @Test
    void progressIsReportedForEveryPhase() {
        List<String> reports = new ArrayList<>();
        Certification.run(
                RandomProblems.safeArm(),
                StateActionTable.ofFlat(1, 3, new double[3]),
                new CertificationSettings(new Adaptation(1, 1, 3), List.of(Method.E_MAML.variant()), 2, 0.5, SETTINGS),
                (phase, done, total) -> reports.add(phase + " " + done + "/" + total));
        assertThat(reports)
                .contains("gradient 2/2", "expectations 2/2", "flow e-maml 1/3", "flow e-maml 2/3", "flow e-maml 3/3");
    }

    @Test
    void thetaOfTheWrongShapeIsRefused() {
        assertThatThrownBy(() -> Certification.run(
                        RandomProblems.safeArm(),
                        StateActionTable.ofFlat(3, 1, new double[3]),
                        CertificationSettings.withoutFlows(new Adaptation(1, 1, 3), SETTINGS),
                        OracleProgress.NONE))
                .hasMessage("theta is 3 × 1; it must be states × actions = 1 × 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"safe-arm.json", "three-arms.json", "corridor.json", "two-state.json"})
    void everyExampleCanBeCertified(String name) throws Exception {
        MdpProblemFile file = example(name);
        CertificationResult result = Certification.run(
                file.problem(),
                file.theta(),
                CertificationSettings.withoutFlows(new Adaptation(2, 1, 0.5), SETTINGS),
                OracleProgress.NONE);
        assertThat(result.gradient().norm()).isPositive();
        assertThat(result.estimators().get(Method.SG_MRL.variant()))
                .satisfies(bias -> assertThat(bias.relativeBias()).isLessThan(1e-12));
        assertThat(result.constants().lV()).isFinite();
    }

    private static MdpProblemFile example(String name) throws Exception {
        // Tests run in the module's folder.
        Path path = Path.of("..", "examples", "mdp", name);
        assertThat(Files.exists(path)).isTrue();
        return MdpProblemReader.read(path, RewardRange.NON_NEGATIVE);
    }
}
