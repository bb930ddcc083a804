package org.sgmrl.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sgmrl.method.Coefficient;
import org.sgmrl.run.settings.GivenSettings;

/// What a request comes to, and how it is known again.
final class RunRequestTest {
    private static RunRequest request(String... options) {
        GivenSettings given = GivenSettings.NONE;
        for (int i = 0; i < options.length; i += 2) {
            given = given.withOption(options[i], options[i + 1]);
        }
        return RunRequest.resolve(given);
    }

    @Test
    void settingsThatDoNotActAreNotInTheFingerprint() {
        assertSame(request("preset", "paper", "leave-out-cap", "0"), request("preset", "paper", "leave-out-cap", "1"));
        assertSame(request("algorithm", "maml"), request("algorithm", "maml", "baseline", "leave-one-out"));
        assertSame(request("leave-out-rollouts", "2"), request("leave-out-rollouts", "2", "leave-out-cap", "0"));
        assertSame(request("weighting", "reward-to-go"), request("weighting", "reward-to-go", "gae-lambda", "0.5"));
        assertSame(request(), request("score-term-ramp", "0"));
        assertSame(request("preset", "tuned-2"), request("preset", "tuned-2", "score-term-noise", "0"));
        assertSame(request("algorithm", "maml"), request("algorithm", "maml", "score-term-ramp", "9"));
        assertSame(request(), request("iterations", "7", "threads", "1", "keep-checkpoints", "9"));
    }

    private static void assertSame(RunRequest one, RunRequest other) {
        assertThat(other.digest()).isEqualTo(one.digest());
        assertThat(other.hasDigest(one.digest())).isTrue();
    }

    /// What it says may be copied from a page and typed.
    @Test
    void theFewestSettingsAskForTheSame() {
        for (RunRequest request : List.of(
                request(),
                request("preset", "released", "algorithm", "e-maml", "inner-steps", "3", "seed", "7", "hidden", "none"),
                request("preset", "tuned-1", "inner-steps", "2", "iterations", "9", "skip-bad-updates", "true"),
                request("env", "point-safe-goal-v1", "baseline", "leave-trajectory-out", "leave-out-groups", "4"),
                request("algorithm", "maml", "curvature", "policy-hessian", "test-tasks", "50", "tasks", "3"))) {
            GivenSettings given = request.given().orElseThrow();
            RunRequest again = RunRequest.resolve(GivenSettings.ofOptions(given.arguments()));
            assertThat(again.settings()).isEqualTo(request.settings());
            assertThat(again.preset()).isEqualTo(request.preset());
            assertThat(again.digest()).isEqualTo(request.digest());
            assertThat(again.options().testTasks()).isEqualTo(request.options().testTasks());
            assertThat(again.options().skipBadUpdates())
                    .isEqualTo(request.options().skipBadUpdates());
        }
        assertThat(request().given().orElseThrow().arguments()).containsOnlyKeys("env", "algorithm", "seed");
    }

    @Test
    void settingsThatActAre() {
        String tuned = request("preset", "tuned-1").digest();
        for (List<String> change : List.of(
                List.of("leave-out-cap", "0"),
                List.of("leave-out-groups", "4"),
                List.of("baseline", "none"),
                List.of("algorithm", "maml"),
                List.of("max-gradient-norm", "1"),
                List.of("score-term-ramp", "9"),
                List.of("score-term-noise", "1"),
                List.of("seed", "1"),
                List.of("gae-lambda", "0.5"),
                List.of("env", "point-navigation-squared-v1"))) {
            RunRequest changed = request("preset", "tuned-1", change.get(0), change.get(1));
            assertThat(changed.digest()).as(change.toString()).isNotEqualTo(tuned);
            assertThat(changed.hasDigest(tuned)).as(change.toString()).isFalse();
        }
    }

    /// As checkpoints of commit bb7b0a4 have them.
    @Test
    void theFingerprintsOfEarlierVersionsAreKnown() {
        List<String> small = List.of(
                "preset",
                "tuned-1",
                "tasks",
                "4",
                "inner-trajectories",
                "4",
                "outer-trajectories",
                "3",
                "horizon",
                "20",
                "hidden",
                "8,8",
                "seed",
                "3");
        assertThat(with(small).hasDigest("7a7d499c3a1090f106edc2fd46311d2fa2376598dd2aa949efdf557f4ca6f533"))
                .isTrue();
        RunRequest maml = with(small, "algorithm", "maml", "baseline", "task-regression", "leave-out-groups", "3");
        assertThat(maml.hasDigest("c3a9d88dc1c11467bd993e557565ed9f3cdddb21b734b12823b68f71b2e5bf6a"))
                .isTrue();
        RunRequest paper =
                with(small.subList(2, small.size()), "preset", "paper", "algorithm", "maml", "leave-out-cap", "1");
        assertThat(paper.hasDigest("8d78610cc61938d8a55cd366c2c7349e14060ca370e901a952c9a5909aa41133"))
                .isTrue();
        assertThat(paper.hasDigest("7a7d499c3a1090f106edc2fd46311d2fa2376598dd2aa949efdf557f4ca6f533"))
                .isFalse();
    }

    private static RunRequest with(List<String> options, String... more) {
        List<String> all = new java.util.ArrayList<>(options);
        all.addAll(List.of(more));
        return request(all.toArray(String[]::new));
    }

    @Test
    void theCoefficientOfAPresetFitsTheInnerSteps() {
        for (String steps : List.of("0", "1", "2", "3")) {
            assertThat(coefficient("inner-steps", steps)).isEqualTo(Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR);
        }
        assertThat(coefficient("preset", "tuned-2")).isEqualTo(Coefficient.LEAVE_TRAJECTORY_OUT_LINEAR);
        assertThat(coefficient("preset", "tuned-1")).isEqualTo(Coefficient.LEAVE_TRAJECTORY_OUT);
        assertThat(coefficient("preset", "tuned-1", "inner-steps", "2")).isEqualTo(Coefficient.TASK_REGRESSION);
        assertThat(coefficient("inner-steps", "2", "baseline", "none")).isEqualTo(Coefficient.NONE);
        assertThat(coefficient("inner-steps", "2", "preset", "released")).isEqualTo(Coefficient.LEAVE_ONE_OUT);
        assertThat(coefficient("inner-steps", "2", "algorithm", "maml")).isEqualTo(Coefficient.NONE);
    }

    @Test
    void theScoreTermsNoiseIsLimitedWherePresetTunedHasIt() {
        assertThat(request().settings().method().scoreTermNoise()).isEqualTo(1);
        for (RunRequest request : List.of(
                request("preset", "tuned-2"),
                request("preset", "tuned-1"),
                request("preset", "released"),
                request("algorithm", "maml"),
                request("algorithm", "e-maml"))) {
            assertThat(request.settings().method().scoreTermNoise()).isZero();
        }
        assertThat(request().digest()).isNotEqualTo(request("preset", "tuned-2").digest());
        assertThat(request("score-term-noise", "0").settings())
                .isEqualTo(request("preset", "tuned-2").settings());
    }

    private static Coefficient coefficient(String... options) {
        return request(options).settings().method().coefficient();
    }
}
