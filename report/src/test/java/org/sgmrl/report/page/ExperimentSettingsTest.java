package org.sgmrl.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sgmrl.method.Method;
import org.sgmrl.run.experiment.Execution;
import org.sgmrl.run.experiment.Experiment;
import org.sgmrl.run.experiment.ExperimentPlan;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Settings;

final class ExperimentSettingsTest {
    private static Experiment.Row row(String name, int horizon) {
        return new Experiment.Row(
                name,
                name,
                "point-navigation-v1",
                GivenSettings.NONE.withOption("horizon", String.valueOf(horizon)),
                Map.of(),
                null,
                null);
    }

    private static Experiment.Variant variant(String name, Method method, int tasks) {
        return new Experiment.Variant(
                name,
                GivenSettings.NONE.with(Settings.ALGORITHM, method).withOption("tasks", String.valueOf(tasks)),
                List.of());
    }

    @Test
    void whatDiffersIsToldWithWhoseItIs() {
        Experiment experiment = new Experiment(
                "small",
                "small",
                List.of(row("short", 10), row("long", 20)),
                List.of(
                        variant("ours", Method.SG_MRL, 5),
                        variant("theirs", Method.MAML, 5),
                        variant("more", Method.MAML, 9)),
                List.of(0L, 1L),
                List.of(),
                GivenSettings.NONE,
                null,
                3,
                0,
                List.of(),
                null);
        Map<String, String> told =
                ExperimentSettings.of(ExperimentPlan.of(experiment, Path.of("nowhere"), Execution.onThreads(1))
                                .cells())
                        .stream()
                        .collect(Collectors.toMap(ExperimentModel.Setting::name, ExperimentModel.Setting::value));
        assertThat(told)
                .containsEntry("preset", "tuned")
                .containsEntry("algorithm", "sg-mrl (ours); maml (theirs, more)")
                .containsEntry("tasks", "5 (ours, theirs); 9 (more)")
                .containsEntry("horizon", "10 (short); 20 (long)")
                .containsEntry("inner-steps", "1")
                .doesNotContainKey("seed");
        // Only SG-MRL has a score term.
        assertThat(told.get("baseline")).endsWith("(ours)");
    }
}
