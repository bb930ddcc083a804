package org.sgmrl.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The descriptors. Names that users script against are written out.
final class MethodTest {
    @Test
    void theMethodsAndWhatCertifyShowsHaveTheirNames() {
        assertThat(Arrays.stream(Method.values()).map(Method::id)).startsWith("sg-mrl", "maml", "e-maml");
        assertThat(EstimatorVariant.all())
                .extracting(EstimatorVariant::id)
                .startsWith(
                        "sg-mrl",
                        "sg-mrl-first-order",
                        "sg-mrl-policy-hessian",
                        "maml",
                        "maml-first-order",
                        "maml-policy-hessian",
                        "e-maml")
                .doesNotHaveDuplicates();
        assertThat(Arrays.stream(Coefficient.values()).map(Enum::name))
                .startsWith("NONE", "LEAVE_ONE_OUT", "TASK_REGRESSION", "LEAVE_TRAJECTORY_OUT", "STANDARDIZED_REWARD");
    }

    @ParameterizedTest
    @EnumSource
    void aDescriptorIsComplete(Method method) {
        assertThat(method.summary()).isNotBlank();
        assertThat(method.variants().isEmpty()).isEqualTo(method.objective() == Objective.NONE);
        assertThat(method.variants().stream().limit(1)).allSatisfy(variant -> {
            assertThat(variant).isEqualTo(method.variant());
            assertThat(variant.id()).isEqualTo(method.id());
            assertThat(variant.curvature()).isEqualTo(method.curvature());
        });
        assertThat(method.variants()).allMatch(variant -> variant.method() == method);
        assertThat(method.colour().light()).matches("#[0-9a-f]{6}");
        assertThat(method.colour().dark()).matches("#[0-9a-f]{6}");
        assertThat(Arrays.stream(Method.values()).filter(other -> other.colour().equals(method.colour())))
                .containsExactly(method);
        for (Preset preset : Preset.values()) {
            for (int steps = 0; steps <= 3; steps++) {
                MethodSettings settings =
                        MethodSettings.of(method).withCoefficient(method.defaultCoefficient(preset, steps));
                settings.requireInnerSteps(steps);
            }
        }
    }

    /// Every pair makes a term or is refused, and what is refused says with what it goes.
    @ParameterizedTest
    @EnumSource
    void aCoefficientGoesWithTheScoresOrIsRefused(Coefficient coefficient) {
        LeaveOut how = LeaveOut.EVERY_TRAJECTORY.withGroups(2);
        for (Method method : Method.values()) {
            MethodSettings settings = MethodSettings.of(method).withLeaveOut(how);
            if (method.takes(coefficient)) {
                ScoreTerm term = settings.withCoefficient(coefficient).scoreTerm();
                assertThat(term instanceof ScoreTerm.None).isEqualTo(method.scores() == Scores.NONE);
            } else {
                assertThatThrownBy(() -> settings.withCoefficient(coefficient))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("must be used with algorithm");
            }
        }
    }

    @Test
    void leavingOutIsACoefficientOfSummedScoresInOneStep() {
        LeaveOut how = new LeaveOut(4, 2, 0.5, 0);
        MethodSettings settings =
                MethodSettings.of(Method.SG_MRL).withLeaveOut(how).withCoefficient(Coefficient.LEAVE_TRAJECTORY_OUT);
        assertThat(settings.scoreTerm()).isEqualTo(new ScoreTerm.Sum(new ScoreTerm.LeavingOut(how)));
        settings.requireInnerSteps(1);
        assertThatThrownBy(() -> settings.requireInnerSteps(2))
                .hasMessage("baseline = leave-trajectory-out must be used with algorithm sg-mrl and one inner step");
        assertThatThrownBy(() -> settings.withKind(Method.MAML))
                .hasMessage("baseline = leave-trajectory-out must be used with algorithm sg-mrl and one inner step");
        assertThatThrownBy(() -> settings.withCoefficient(Coefficient.STANDARDIZED_REWARD))
                .hasMessage(
                        "baseline = standardized-reward must be used with algorithm e-maml, whose coefficient it is");
    }
}
