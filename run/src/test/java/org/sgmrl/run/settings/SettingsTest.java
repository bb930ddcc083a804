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
import org.sgmrl.training.OuterStep;
import org.sgmrl.training.TrainingSettings;
import org.sgmrl.training.TrustRegion;
import tools.jackson.databind.node.ObjectNode;

/// The schema, and what was given over a preset.
final class SettingsTest {
    private static final TrainingSettings TUNED =
            TrainingSettings.of(Preset.TUNED_1, PointNavigation.distance().spec(), Method.SG_MRL);

    private static final List<String> TRUST_REGION =
            List.of("outer-kl", "outer-states", "outer-cg-iterations", "outer-damping", "outer-backtracks");
    private static final List<String> OF_EPOCHS = List.of("outer-clip", "outer-kl-penalty");
    /// Of what the preset says.
    private static final List<String> OF_GRADIENT = List.of("outer-step-size", "optimizer");

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
            case "outer-step" -> "trust-region";
            case "policy" -> "softmax-tabular";
            case "hidden" -> "7";
            case "precision" -> "double";
            case "discount", "gae-lambda", "leave-out-exact" -> "0.5";
            default -> "3";
        };
        GivenSettings given = GivenSettings.NONE.withOption("baseline", "none");
        if (TRUST_REGION.contains(setting.name())) {
            given = given.withOption("outer-step", "trust-region");
        } else if (setting.name().equals("outer-epochs")) {
            given = given.withOption("algorithm", "lvc");
        } else if (OF_EPOCHS.contains(setting.name())) {
            given = given.withOption("algorithm", "lvc").withOption("outer-epochs", "5");
        }
        TrainingSettings plain = given.over(TUNED);
        TrainingSettings changed =
                GivenSettings.NONE.withOption(setting.name(), other).over(plain);
        for (Setting.OfTraining<?> each : Settings.TRAINING) {
            // Another kind of step has no size of the first kind.
            boolean unsaid = setting.name().equals("outer-step") && OF_GRADIENT.contains(each.name());
            assertThat(each.text(changed).equals(each.text(plain)))
                    .as(each.name())
                    .isEqualTo(!each.equals(setting) && !unsaid);
        }
    }

    /// Whichever of the two is named first, and in files as well.
    @Test
    void whatTheOtherKindOfOuterStepHasIsRefused() {
        GivenSettings within = GivenSettings.NONE.withOption("outer-step", "trust-region");
        TrainingSettings maml = within.over(
                TrainingSettings.of(Preset.TUNED, PointNavigation.distance().spec(), Method.MAML));
        assertThat(maml.outerStep()).isEqualTo(OuterStep.within(TrustRegion.DEFAULT));
        assertThat(within.withOption("outer-kl", "0.5")
                        .withOption("outer-step-half-life", "9")
                        .over(TUNED)
                        .outerStep())
                .isEqualTo(OuterStep.within(TrustRegion.DEFAULT.withKl(0.5)).withHalfLife(9));
        for (List<String> other : List.of(
                List.of("outer-step-size", "0.001"), List.of("max-gradient-norm", "1"), List.of("optimizer", "adam"))) {
            GivenSettings alone = GivenSettings.NONE.withOption(other.getFirst(), other.getLast());
            for (GivenSettings both : List.of(within.with(alone), alone.with(within))) {
                assertThatThrownBy(() -> both.over(TUNED))
                        .isInstanceOf(InvalidSettings.class)
                        .hasMessageContaining(other.getFirst() + " = ")
                        .hasMessageContaining("with outer-step trust-region");
            }
        }
        for (String name : TRUST_REGION) {
            assertThatThrownBy(() -> GivenSettings.NONE.withOption(name, "3").over(TUNED))
                    .isInstanceOf(InvalidSettings.class)
                    .hasMessageContaining("unless outer-step is trust-region");
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
        assertThat(idle(TUNED)).containsExactlyElementsOf(and("leave-out-exact"));
        assertThat(idle(linear(""))).containsExactlyElementsOf(and("leave-out-rollouts", "leave-out-cap"));
        assertThat(idle(linear("0.1"))).containsExactlyElementsOf(and("leave-out-cap"));
        assertThat(idle(maml))
                .contains("baseline", "leave-out-groups", "leave-out-rollouts", "leave-out-cap", "gae-lambda")
                .doesNotContain("curvature", "tasks");
        assertThat(idle(GivenSettings.NONE.withOption("leave-out-rollouts", "2").over(TUNED)))
                .containsExactlyElementsOf(and("leave-out-cap", "leave-out-exact"));
        assertThat(idle(GivenSettings.NONE
                        .withOption("outer-step", "trust-region")
                        .over(TUNED)))
                .containsExactly(
                        "leave-out-exact",
                        "outer-step-size",
                        "max-gradient-norm",
                        "optimizer",
                        "outer-clip",
                        "outer-kl-penalty");
        assertThat(idle(GivenSettings.NONE
                        .withOption("policy", "softmax-tabular")
                        .over(TUNED)))
                .containsExactlyElementsOf(
                        Stream.of(and("leave-out-exact"), List.of("hidden", "initial-log-std", "precision"))
                                .flatMap(List::stream)
                                .toList());
    }

    /// What a single step along the gradient has no use for, after others.
    private static List<String> and(String... others) {
        return Stream.of(List.of(others), OF_EPOCHS, TRUST_REGION)
                .flatMap(List::stream)
                .toList();
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
