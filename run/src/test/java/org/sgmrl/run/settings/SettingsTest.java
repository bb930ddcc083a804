package org.sgmrl.run.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.text.Json;
import org.sgmrl.training.TrainingSettings;
import tools.jackson.databind.node.ObjectNode;

/// The schema, and what was given over a preset.
final class SettingsTest {
    private static final TrainingSettings TUNED =
            TrainingSettings.of(Preset.TUNED_1, PointNavigation.distance().spec(), Method.SG_MRL);

    static Stream<Setting.OfTraining<?>> training() {
        return Settings.TRAINING.stream();
    }

    @Test
    void namesAreUnique() {
        assertThat(Settings.ALL).extracting(Setting::name).doesNotHaveDuplicates();
        assertThat(Settings.ALL).containsAll(Settings.TRAINING).containsAll(Settings.RUN);
        assertThat(Settings.ALL).hasSize(Settings.TRAINING.size() + Settings.RUN.size() + 5);
    }

    /// What is written is what is read back, and putting a value where it is changes nothing.
    @ParameterizedTest
    @MethodSource("training")
    <V> void aValueGoesToJsonAndBack(Setting.OfTraining<V> setting) {
        ObjectNode node = Json.object();
        setting.put(node, TUNED);
        V value = setting.read("", SettingJson.rawValue(node.path(setting.name())));
        assertThat(value).isEqualTo(setting.get().apply(TUNED));
        assertThat(setting.with().apply(TUNED, value)).isEqualTo(TUNED);
    }

    /// A setting changes its own value and no other.
    @ParameterizedTest
    @MethodSource("training")
    void aSettingChangesWhatItSays(Setting.OfTraining<?> setting) {
        String other = switch (setting.name()) {
            case "algorithm" -> "e-maml";
            case "curvature" -> "none";
            case "baseline" -> "task-regression";
            case "weighting" -> "reward-to-go";
            case "optimizer" -> "sgd";
            case "policy" -> "softmax-tabular";
            case "hidden" -> "7";
            case "precision" -> "double";
            case "inner-step-learned" -> "true";
            case "discount", "gae-lambda", "leave-out-exact" -> "0.5";
            default -> "3";
        };
        TrainingSettings plain =
                GivenSettings.NONE.withOption("baseline", "none").over(TUNED);
        TrainingSettings changed =
                GivenSettings.NONE.withOption(setting.name(), other).over(plain);
        for (Setting.OfTraining<?> each : Settings.TRAINING) {
            assertThat(each.text(changed).equals(each.text(plain)))
                    .as(each.name())
                    .isEqualTo(!each.equals(setting));
        }
    }

    @Test
    void theOrderInWhichValuesAreGivenDoesNotMatter() {
        // Each of these alone would not fit in memory with what the preset has for the other.
        for (List<String> pair : List.of(
                List.of("horizon", "5000000", "inner-trajectories", "2", "outer-trajectories", "2"),
                List.of("inner-trajectories", "5000000", "horizon", "2", "outer-trajectories", "1"))) {
            GivenSettings given = GivenSettings.NONE;
            for (int i = 0; i < pair.size(); i += 2) {
                given = given.withOption(pair.get(i), pair.get(i + 1));
            }
            TrainingSettings settings = given.over(TUNED);
            assertThat((long) settings.sampling().horizon()
                            * settings.sampling().innerTrajectories())
                    .isEqualTo(10_000_000);
        }
        assertThatThrownBy(() -> GivenSettings.NONE
                        .withOption("horizon", "5000000")
                        .withOption("tasks", "3")
                        .over(TUNED))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageStartingWith("trajectories × horizon = 100000000 must be at most 50000000");
    }

    @Test
    void whatActsDependsOnTheOtherSettings() {
        TrainingSettings maml =
                TrainingSettings.of(Preset.PAPER, PointNavigation.distance().spec(), Method.MAML);
        assertThat(idle(TUNED)).containsExactly("leave-out-exact");
        assertThat(idle(linear(""))).containsExactly("leave-out-rollouts", "leave-out-cap");
        assertThat(idle(linear("0.1"))).containsExactly("leave-out-cap");
        assertThat(idle(maml))
                .contains("baseline", "leave-out-groups", "leave-out-rollouts", "leave-out-cap", "gae-lambda")
                .doesNotContain("curvature", "tasks");
        assertThat(idle(GivenSettings.NONE.withOption("leave-out-rollouts", "2").over(TUNED)))
                .containsExactly("leave-out-cap", "leave-out-exact");
        assertThat(idle(GivenSettings.NONE
                        .withOption("policy", "softmax-tabular")
                        .over(TUNED)))
                .containsExactly("leave-out-exact", "hidden", "initial-log-std", "precision");
        assertThat(idle(ofMethod(Method.PRETRAIN)))
                .contains("curvature", "baseline")
                .doesNotContain("inner-steps", "inner-step-size", "inner-trajectories", "outer-step-size");
        assertThat(idle(ofMethod(Method.SCRATCH)))
                .contains("curvature", "baseline", "outer-step-size", "optimizer", "max-gradient-norm")
                .doesNotContain("inner-steps", "inner-step-size", "inner-trajectories", "seed");
    }

    private static TrainingSettings ofMethod(Method method) {
        return TrainingSettings.of(Preset.TUNED, PointNavigation.distance().spec(), method);
    }

    private static TrainingSettings linear(String exact) {
        GivenSettings given = GivenSettings.NONE.withOption("baseline", "leave-trajectory-out-linear");
        return (exact.isEmpty() ? given : given.withOption("leave-out-exact", exact)).over(TUNED);
    }

    private static List<String> idle(TrainingSettings settings) {
        return Settings.TRAINING.stream()
                .filter(setting -> !setting.acts().test(settings))
                .map(Setting::name)
                .toList();
    }
}
