package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.method.Method;
import org.sgmrl.report.page.ExperimentPage;
import org.sgmrl.run.evaluation.Comparison;
import org.sgmrl.run.experiment.Execution;
import org.sgmrl.run.experiment.Experiment;
import org.sgmrl.run.experiment.ExperimentPlan;
import org.sgmrl.run.experiment.ExperimentSummary;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.text.Json;
import org.sgmrl.statistics.Normalization;
import tools.jackson.databind.JsonNode;

/// What users call things is text on every page.
final class PageTextTest {
    private static final String NAME = "<b>&\"";

    @TempDir
    private Path folder;

    private static void assertText(Path page) throws IOException {
        String html = Files.readString(page).replaceAll("(?s)<(script|style).*?</\\1>", "");
        assertThat(html).contains("&lt;b&gt;&amp;").doesNotContain("<b>", "&\"");
    }

    @Test
    void ofRuns() throws IOException {
        Path run = Files.createDirectory(folder.resolve(NAME));
        Files.writeString(run.resolve("config.json"), "{\"env\": \"<b>&\\\"\", \"<b>&\\\"\": \"<b>&\\\"\"}");
        Files.writeString(run.resolve(NAME), "");
        Files.writeString(
                run.resolve("metrics.jsonl"),
                "{\"iteration\":1,\"envSteps\":10,\"preReturn\":1,\"postReturn\":2,\"timing\":{\"seconds\":0.5}}\n");
        Path page = folder.resolve("page.html");
        Cli.Result result = Cli.run("report", run.toString(), "--out", page.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertText(page);
    }

    @Test
    void ofCertificates() throws IOException {
        Path problem = Files.copy(Path.of("..", "examples", "mdp", "two-state.json"), folder.resolve(NAME + ".json"));
        Path out = folder.resolve("<b>&\"result.json");
        Cli.Result result = Cli.run("certify", problem.toString(), "--out", out.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertText(folder.resolve("<b>&\"result.html"));
    }

    @Test
    void ofExperiments() throws IOException {
        assertText(experiment(folder, NAME));
        // By hand: of six values the middle four.
        JsonNode rows =
                Json.parse(Files.readString(folder.resolve("results.json"))).path("rows");
        assertThat(rows.path(0).path("interquartileMean").path("value").asDouble())
                .isEqualTo((1 + 1 + 1 + 2) / 4.0);
        assertThat(rows.path(1).path("interquartileMean").path("value").asDouble())
                .isEqualTo((3 + 3 + 4 + 4) / 4.0);
        // Means of the seeds are 1 and 4/3, and 3 and 4; scores of the first 1/2, 2/3, and 0, 1/12: the middle two.
        JsonNode together = Json.parse(Files.readString(folder.resolve("results.json")))
                .path("acrossEnvironments")
                .path(0);
        assertThat(together.path("interquartileMean").path("value").asDouble())
                .isCloseTo((1.0 / 12 + 1.0 / 2) / 2, within(1e-15));
        assertThat(Files.readString(folder.resolve("index.html"))).contains("All environments together");
    }

    @Test
    void figuresOfLongerRunsAreNotComparedWith() throws IOException {
        String whole = Files.readString(experiment(folder, "whole"));
        assertThat(whole)
                .contains("the paper has whole below other by 1.000")
                .containsPattern("<td class=\"number\">[+-][0-9.]+</td>\\s*</tr>");
        String reduced = Files.readString(experiment(folder, "reduced", "3 of 40 environment steps a run"));
        assertThat(reduced).doesNotContain("the paper has reduced");
        assertThat(reduced).doesNotContainPattern("<td class=\"number\">[+-][0-9.]+</td>\\s*</tr>");
        assertThat(Json.parse(Files.readString(folder.resolve("results.json")))
                        .path("rows")
                        .path(0)
                        .path("reduction")
                        .asString())
                .isEqualTo("3 of 40 environment steps a run");
    }

    /// Writes the page of an experiment whose row and first variant have a name.
    static Path experiment(Path folder, String name) throws IOException {
        return experiment(folder, name, null);
    }

    /// @param reduction of the row that has published figures
    private static Path experiment(Path folder, String name, @Nullable String reduction) throws IOException {
        Experiment.Row row = new Experiment.Row(
                "row",
                name,
                "point-navigation-v1",
                GivenSettings.NONE,
                Map.of(name, new Experiment.Published(1, 1), "other", new Experiment.Published(2, 1)),
                null,
                new Normalization(0, 2));
        Experiment.Row second = new Experiment.Row(
                "second",
                name + " again",
                "point-navigation-v1",
                GivenSettings.NONE,
                Map.of(),
                null,
                new Normalization(1, 5));
        Experiment experiment = new Experiment(
                "small",
                name,
                List.of(row, second),
                List.of(
                        new Experiment.Variant(name, GivenSettings.NONE, List.of()),
                        new Experiment.Variant(
                                "other", GivenSettings.NONE.with(Settings.ALGORITHM, Method.MAML), List.of())),
                List.of(0L, 1L),
                List.of(),
                GivenSettings.NONE,
                null,
                3,
                3,
                List.of(),
                null);
        double[][] some = {{0, 1, 2}, {1, 1, 2}};
        double[][] others = {{4, 3, 2}, {5, 4, 3}};
        Map<String, ExperimentSummary.Returns> returns = new LinkedHashMap<>();
        returns.put(name, new ExperimentSummary.Returns(some, some, some));
        returns.put("other", new ExperimentSummary.Returns(others, others, others));
        List<Comparison> comparisons = new ArrayList<>();
        comparisons.add(Comparison.of(name, name, some, "other", others));
        ExperimentPage.write(
                ExperimentPlan.of(experiment, folder, Execution.onThreads(1)),
                new ExperimentSummary(
                        List.of(
                                new ExperimentSummary.RowResult(row, reduction, returns),
                                new ExperimentSummary.RowResult(second, null, returns)),
                        Comparison.corrected(comparisons)));
        return folder.resolve("index.html");
    }
}
