package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.cli.terminal.TerminalExperiment;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.run.Engines;
import org.sgmrl.run.experiment.Execution;
import org.sgmrl.run.experiment.Experiment;
import org.sgmrl.run.experiment.ExperimentPlan;
import org.sgmrl.run.experiment.ExperimentRun;
import org.sgmrl.run.experiment.Papers;
import org.sgmrl.run.failure.RequestException;
import org.sgmrl.run.failure.RunInUse;
import org.sgmrl.run.folder.FolderLock;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.text.Json;
import org.sgmrl.training.TrainingSettings;
import tools.jackson.databind.JsonNode;

final class ReproduceTest {
    private static final Experiment.Row ROW = new Experiment.Row(
            "navigation",
            "2D navigation",
            "point-navigation-v1",
            GivenSettings.NONE.with(Settings.INNER_STEPS, 1),
            Map.of(
                    "sg-mrl", new Experiment.Published(-16.901, 0.699),
                    "maml", new Experiment.Published(-17.767, 0.106)),
            null,
            null);
    private static final Experiment.Variant MAML =
            new Experiment.Variant("maml", GivenSettings.NONE.with(Settings.ALGORITHM, Method.MAML), List.of());

    @TempDir
    private Path folder;

    private static Experiment small(int iterations) {
        return new Experiment(
                "small",
                "Small",
                List.of(ROW),
                List.of(new Experiment.Variant("sg-mrl", GivenSettings.NONE, List.of()), MAML),
                List.of(0L, 1L),
                List.of(),
                GivenSettings.ofOptions(Map.of(
                        "preset", "released",
                        "iterations", Integer.toString(iterations),
                        "checkpoint-every", "2",
                        "tasks", "2",
                        "inner-trajectories", "2",
                        "outer-trajectories", "2",
                        "horizon", "10",
                        "hidden", "4")),
                null,
                5,
                3,
                List.of(),
                "only a test");
    }

    private static String run(Experiment experiment, Path folder, Execution execution) throws IOException {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);
        reproduction(experiment, folder, execution, out, out).run();
        return text.toString();
    }

    private static ExperimentRun reproduction(
            Experiment experiment, Path folder, Execution execution, PrintWriter out, PrintWriter err) {
        return new ExperimentRun(
                experiment, folder, execution, new TerminalExperiment(out, err, execution.parallelCells() > 1));
    }

    @Test
    void whoRunsAnExperimentByTheLibraryHoldsItsFolderToo() throws IOException {
        Path held = Files.createDirectories(folder.resolve("held"));
        PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
        try (FolderLock lock = FolderLock.take(held)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> reproduction(small(4), held, Execution.onThreads(1), nowhere, nowhere)
                            .run())
                    .isInstanceOf(RunInUse.class);
        }
        assertThat(held.resolve("runs")).doesNotExist();
    }

    @Test
    void trainsTestsAndComparesAllRunsAndGoesOnWhereItStopped() throws IOException {
        Path whole = folder.resolve("whole");
        String said = run(small(4), whole, Execution.onThreads(1));
        assertThat(said).contains("4 runs (1 rows × 2 variants × 2 seeds), 0 of them done", "-16.901 ± 0.699");
        String text = Files.readString(whole.resolve("results.json"));
        JsonNode results = Json.parse(text);
        assertThat(results.path("rows").size()).isEqualTo(2);
        assertThat(results.path("comparisons").size()).isEqualTo(1);
        String page = Files.readString(whole.resolve("index.html"));
        assertThat(page)
                .contains(
                        "<strong>Less than in the paper,</strong>",
                        "interquartile mean",
                        "-17.767 ± 0.106",
                        "<polygon class=\"band variant-0\"")
                .doesNotContain("NaN", "Not finished", "src=\"", "href=\"http", "@import");
        assertThat(whole.resolve("figure1.png")).isNotEmptyFile();
        assertThat(whole.resolve("figure1.svg")).isNotEmptyFile();
        // A picture of its own: colours written out, the variants' names in them.
        assertThat(Files.readString(whole.resolve("curves-navigation.svg")))
                .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\"")
                .contains(
                        ".variant-0.line { stroke: #",
                        ">sg-mrl</text>",
                        ">maml</text>",
                        "<polyline class=\"line variant-")
                .doesNotContain("NaN", "var(");
        // The links of the page lead to files.
        for (String part : page.split("href=\"", -1)) {
            String link = part.substring(0, Math.max(0, part.indexOf('"')));
            if (!part.startsWith("<!doctype") && !link.isEmpty()) {
                assertThat(whole.resolve(link)).exists();
            }
        }

        // Stopped: one run finished, one in the middle of its training, the others not begun.
        Path broken = folder.resolve("broken");
        Runs.copy(whole, broken);
        for (String name : List.of("navigation-sg-mrl-seed1", "navigation-maml-seed1")) {
            Runs.delete(broken.resolve("runs").resolve(name));
        }
        // Or killed when it had made its folder.
        Files.createDirectory(broken.resolve("runs/navigation-maml-seed1"));
        Path half = broken.resolve("runs/navigation-maml-seed0");
        for (String name : List.of("cell.json", "policy.safetensors", "report.html", "checkpoint-4.safetensors")) {
            Files.delete(half.resolve(name));
        }
        String again = run(small(4), broken, Execution.onThreads(2));
        assertThat(again).contains("1 of them done").doesNotContain("navigation-sg-mrl-seed0: done");
        assertThat(Files.readString(broken.resolve("results.json"))).isEqualTo(text);
    }

    @Test
    void anErrorInAnyOfTheThreadsEndsTheReproduction() throws IOException {
        StringWriter text = new StringWriter();
        PrintWriter err = new PrintWriter(text, true) {
            @Override
            public void println(String line) {
                if (Thread.currentThread().getName().startsWith("sgmrl-cells-")
                        && line.contains("selecting among checkpoints")) {
                    throw new OutOfMemoryError("a test's");
                }
                super.println(line);
            }
        };
        ExperimentRun reproduction = reproduction(
                small(2), folder, new Execution(1, Engines.LOCAL, "", 2), new PrintWriter(text, true), err);
        assertThatThrownBy(reproduction::run)
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage("a test's");
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(file -> file.endsWith("cell.json")).count()).isLessThan(4);
        }
    }

    @Test
    void memoryIsThatOfAllRunsAtOnce() {
        // One of these runs fits into the memory, sixteen do not.
        double share = 8.0 * 2 * 40 * 12_512;
        int tasks = (int) (40 * (Runtime.getRuntime().maxMemory() / 8.0 / share));
        Experiment large = new Experiment(
                "large",
                "Large",
                List.of(ROW),
                List.of(MAML),
                LongStream.range(0, 16).boxed().toList(),
                List.of(),
                GivenSettings.ofOptions(
                        Map.of("preset", "released", "tasks", Integer.toString(tasks), "horizon", "10")),
                null,
                5,
                3,
                List.of(),
                null);
        PrintWriter out = new PrintWriter(new StringWriter());
        assertThat(reproduction(large, folder, Execution.onThreads(1), out, out)
                        .plan()
                        .cells())
                .hasSize(16);
        assertThatThrownBy(() -> reproduction(large, folder, new Execution(1, Engines.LOCAL, "", 16), out, out))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("for 16 runs at once")
                .hasMessageContaining("lower parallel-cells, ");
    }

    @Test
    void theSelectedCheckpointIsTheBestOnValidationTasksAndTestedOnOthers() throws IOException {
        run(small(6), folder, Execution.onThreads(1));
        for (Path cell : children(folder.resolve("runs"))) {
            JsonNode root = Json.parse(Files.readString(cell.resolve("cell.json")));
            assertThat(root.path("last").path("iteration").asInt()).isEqualTo(6);
            assertThat(root.path("selected").path("iteration").asInt()).isIn(2, 4, 6);
            assertThat(root.path("selected").path("validation").asDouble())
                    .isGreaterThanOrEqualTo(root.path("last").path("validation").asDouble());
            JsonNode returns = root.path("last").path("returns");
            assertThat(returns.size()).isEqualTo(2);
            assertThat(returns.get(1).size()).isEqualTo(5);
            // The command `evaluate` tests on the same tasks.
            JsonNode evaluation = Json.parse(Files.readString(cell.resolve("evaluation.json")));
            double sum = 0;
            for (JsonNode value : returns.get(1)) {
                sum += value.asDouble();
            }
            assertThat(evaluation.path("returns").get(1).path("mean").asDouble())
                    .isCloseTo(sum / 5, within(1e-12));
        }
    }

    @Test
    void runsOfOtherSettingsAreNotMixedIn() throws IOException {
        run(small(2), folder, Execution.onThreads(1));
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);
        assertThatThrownBy(() -> reproduction(small(4), folder, Execution.onThreads(1), out, out)
                        .run())
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("other settings")
                .hasMessageContaining("--out");
    }

    @Test
    void mistakesAreToldInOneLine() {
        for (String[] args : new String[][] {
            {"reproduce", "table3"},
            {"reproduce", "table1", "--seeds", "0"},
            {"reproduce", "table1", "--preset", "best"},
            {"reproduce", "table1", "--iterations", "0"},
            {"reproduce", "table2-standard", "--quick"},
            {"reproduce", "table2", "--row", "cheetah"},
            {"reproduce", "table1", "--out", "/dev/null/x"}
        }) {
            Cli.Result result = Cli.run(args);
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err().lines()).hasSize(1);
        }
    }

    @Test
    void thePapersTablesAreComplete() {
        ExperimentPlan table2 = planned(Papers.experiment("table2", false));
        assertThat(table2.experiment().rows()).hasSize(9);
        assertThat(table2.cells()).hasSize(72);
        assertThat(table2.experiment().rows())
                .allSatisfy(row -> assertThat(row.published()).hasSize(2));
        assertThat(table2.cells()).allSatisfy(cell -> {
            assertThat(cell.request().settings().iterations()).isEqualTo(400);
            assertThat(cell.request().settings().tasks()).isEqualTo(40);
            assertThat(cell.request().settings().innerStep().steps())
                    .isEqualTo(cell.row().settings().get(Settings.INNER_STEPS));
            assertThat(cell.path().getFileName().toString())
                    .isEqualTo(cell.row().id() + "-" + cell.variant().name() + "-seed" + cell.seed());
        });
        assertThat(planned(Papers.experiment("table1", false)).cells()).hasSize(2 * 3 * 4);
        for (String id : List.of("table1", "table2", "figure1")) {
            Experiment quick = Papers.experiment(id, true);
            assertThat(planned(quick).reductions()).hasSizeGreaterThan(1);
            assertThat(quick.rows()).isEqualTo(Papers.experiment(id, false).rows());
        }
    }

    @Test
    void theStandardRunOfTable2HasThePapersSizes() {
        Experiment standard = Papers.experiment("table2-standard", false);
        List<Experiment.Row> published = Papers.experiment("table2", false).rows();
        assertThat(standard.rows().subList(0, 9)).map(Experiment.Row::id).isEqualTo(ids(published));
        assertThat(standard.rows().subList(0, 9))
                .map(Experiment.Row::published)
                .isEqualTo(published.stream().map(Experiment.Row::published).toList());
        assertThat(planned(standard).cells()).hasSize(10 * 3 * 4).allSatisfy(cell -> {
            TrainingSettings settings = cell.request().settings();
            boolean full = ids(published).contains(cell.row().id())
                    && settings.innerStep().steps() == 1;
            assertThat(settings.iterations()).isEqualTo(full ? 400 : 100);
            assertThat(settings.tasks()).isEqualTo(40);
            assertThat(settings.sampling().innerTrajectories()).isEqualTo(20);
            assertThat(settings.sampling().outerTrajectories()).isEqualTo(20);
            assertThat(settings.sampling().horizon()).isEqualTo(200);
        });
    }

    @Test
    void runsThatAreShorterThanThePapersAreAReduction() {
        Experiment table2 = Papers.experiment("table2", false);
        assertThat(planned(table2).reductions()).isEmpty();
        assertThat(planned(table2.withIterations(400)).reductions()).isEmpty();
        assertThat(planned(table2.withIterations(100)).reductions())
                .hasSize(3)
                .first()
                .asString()
                .startsWith("32,000,000 of 128,000,000 environment steps a run (Half-cheetah, direction, 1 step; ");
        ExperimentPlan standard = planned(Papers.experiment("table2-standard", false));
        for (Experiment.Row row : standard.experiment().rows()) {
            boolean shorter = row.id().endsWith("-2") || row.id().endsWith("-3");
            assertThat(standard.reduction(row) != null).as(row.id()).isEqualTo(shorter);
        }
        Experiment table1 = Papers.experiment("table1", false);
        assertThat(planned(table1).reductions()).isEmpty();
        assertThat(planned(table1.withSetting(Settings.PRESET, Preset.TUNED)).reductions())
                .as("the preset has smaller meta-batches")
                .singleElement()
                .asString()
                .endsWith(" of 40,000,000 environment steps a run (2D navigation, reward −distance)");
        for (Experiment experiment : List.of(table2, Papers.experiment("table2-standard", false))) {
            assertThat(planned(experiment.withIterations(50)).cells())
                    .allSatisfy(cell ->
                            assertThat(cell.request().settings().iterations()).isEqualTo(50));
        }
    }

    private static List<String> ids(List<Experiment.Row> rows) {
        return rows.stream().map(Experiment.Row::id).toList();
    }

    private ExperimentPlan planned(Experiment experiment) {
        PrintWriter out = new PrintWriter(new StringWriter());
        return reproduction(experiment, folder, Execution.onThreads(1), out, out)
                .plan();
    }

    private static List<Path> children(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.toList();
        }
    }
}
