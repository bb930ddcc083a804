package org.sgmrl.run.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sgmrl.mdp.MdpProblemFile;
import org.sgmrl.mdp.MdpProblemReader;
import org.sgmrl.mdp.ProblemFormatException;
import org.sgmrl.mdp.RewardRange;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.oracle.OracleProgress;
import org.sgmrl.oracle.OracleSettings;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.failure.UnusableResult;
import org.sgmrl.run.settings.RunOptions;
import org.sgmrl.theory.CertificationSettings;

/// Certifying by API, without the command.
final class CertifyRequestTest {
    private static final Path FILE = Path.of("..", "examples", "mdp", "bernoulli-bandit.json");
    private static final Adaptation INNER = new Adaptation(1, 1, 0.5);
    private static final CertificationSettings SETTINGS =
            CertificationSettings.withoutFlows(INNER, new OracleSettings(1, 1000, 100_000));

    @Test
    void drawsAreHeldAgainstTheExactExpectation() throws Exception {
        DrawRequest draws = new DrawRequest(
                4000, 1, Coefficient.NONE, LeaveOut.EVERY_TRAJECTORY, 1, 1, RunOptions.DEFAULT.withThreads(2));
        Certificate certificate = request(draws, List.of(1, 2)).run(OracleProgress.NONE);
        assertThat(certificate.exact().value()).isPositive();
        assertThat(certificate.sampled()).isNotEmpty();
        // All estimators and entries together: false alarms once in a million runs of this test.
        double bound = certificate.zBound(1e-6);
        certificate
                .sampled()
                .forEach((variant, sampled) ->
                        assertThat(sampled.maxAbsZ()).as(variant.id()).isLessThan(bound));
        assertThat(Objects.requireNonNull(certificate.variance()).innerTrajectories())
                .containsExactly(1, 2);
    }

    @Test
    void withoutDrawsNothingIsSampled() throws Exception {
        Certificate certificate = request(null, List.of()).run(OracleProgress.NONE);
        assertThat(certificate.sampled()).isEmpty();
        assertThat(certificate.variance()).isNull();
        assertThat(certificate.convergence()).isNull();
    }

    @Test
    void mistakesAreToldBeforeAnyWork() {
        assertThatThrownBy(() -> request(null, List.of(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("draws = null must be given where varianceTrajectories are");
        assertThatThrownBy(() -> request(
                        new DrawRequest(4, 0, Coefficient.NONE, LeaveOut.EVERY_TRAJECTORY, 1, 1, RunOptions.DEFAULT),
                        List.of(0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10 | 3 | 1 | draws = 10 must be a multiple of tasks = 3, at least two
            2  | 2 | 1 | draws = 2 must be a multiple of tasks = 2, at least two
            10 | 1 | 1 | tasks = 1 must be at least 2
            10 | 2 | 0 | outerTrajectories = 0 must be at least 1
            """)
    void drawsAreWholeMetaBatches(int draws, int tasks, int outer, String message) {
        assertThatThrownBy(() -> new DrawRequest(
                        draws,
                        0,
                        Coefficient.LEAVE_ONE_OUT,
                        LeaveOut.EVERY_TRAJECTORY,
                        tasks,
                        outer,
                        RunOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void whoDrawsIsAskedForBeforeAnyWork() {
        assertThatThrownBy(() -> new DrawRequest(
                        10,
                        0,
                        Coefficient.NONE,
                        LeaveOut.EVERY_TRAJECTORY,
                        1,
                        1,
                        RunOptions.DEFAULT.withEngine("threads")))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage("engine = threads must be one of local");
    }

    /// The others would take days; the limit of time only ends what would wait for them.
    @Test
    @Timeout(120)
    void ofRunsThatTrainTheFirstToDivergeIsToldWithoutWaitingForTheOthers() {
        assertThatThrownBy(() -> request(converge(List.of(1.0, 1e305), 1)).run(OracleProgress.NONE))
                .isInstanceOf(UnusableResult.class)
                .hasMessageContaining("--converge: ")
                .hasMessageContaining("would make the parameters infinite");
    }

    @Test
    void aStepSizeBeyondDoublePrecisionIsToldBeforeTraining() throws Exception {
        MdpProblemFile file = MdpProblemReader.parse("""
                {"horizon": 0, "discount": 0.9, "theta": [[0, 0]],
                 "tasks": [{"probability": 1, "initial": [1], "transition": [[[1], [1]]], "reward": [[1e-9, 0]]}]}
                """, RewardRange.NON_NEGATIVE);
        CertifyRequest tooFar = new CertifyRequest(
                "small",
                file.problem(),
                file.theta(),
                SETTINGS,
                null,
                List.of(),
                converge(List.of(Double.MAX_VALUE), 1));
        assertThatThrownBy(() -> tooFar.run(OracleProgress.NONE))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("--step-factors = 1.7976931348623157E308 times 1/LV = ")
                .hasMessageContaining("too large for double precision");
    }

    @Test
    void whatTheTrainingCodeDoesNotTakeIsToldBeforeAnyWork() {
        assertThatThrownBy(() -> request(converge(List.of(1.0), Integer.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trajectories");
        assertThatThrownBy(() -> request(
                        new DrawRequest(
                                4,
                                0,
                                Coefficient.NONE,
                                LeaveOut.EVERY_TRAJECTORY,
                                1,
                                Integer.MAX_VALUE,
                                RunOptions.DEFAULT),
                        List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trajectories");
    }

    private static ConvergenceRequest converge(List<Double> factors, int outerTrajectories) {
        return new ConvergenceRequest(
                100_000_000,
                1,
                0,
                factors,
                Coefficient.NONE,
                LeaveOut.EVERY_TRAJECTORY,
                2,
                outerTrajectories,
                2 * ConvergenceStudy.METHODS.size());
    }

    private static CertifyRequest request(ConvergenceRequest converge) throws IOException, ProblemFormatException {
        MdpProblemFile file = MdpProblemReader.read(FILE, RewardRange.NON_NEGATIVE);
        return new CertifyRequest("bandit", file.problem(), file.theta(), SETTINGS, null, List.of(), converge);
    }

    private static CertifyRequest request(@Nullable DrawRequest draws, List<Integer> varianceTrajectories)
            throws IOException, ProblemFormatException {
        MdpProblemFile file = MdpProblemReader.read(FILE, RewardRange.NON_NEGATIVE);
        return new CertifyRequest("bandit", file.problem(), file.theta(), SETTINGS, draws, varianceTrajectories, null);
    }
}
