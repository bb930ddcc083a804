package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.JsonNode;

/// `evaluate` with one run and with several.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EvaluateTest {
    private Path folder = Path.of("");

    /// Two seeds of MAML that stay near the start, and two that begin with actions far beyond their bounds and so run
    /// into corners: the second group must be worse.
    @BeforeAll
    void train(@TempDir Path temporary) {
        folder = temporary;
        for (int seed = 0; seed < 2; seed++) {
            train("good" + seed, "--seed", Integer.toString(seed), "--initial-log-std", "0.0");
            train("bad" + seed, "--seed", Integer.toString(seed), "--initial-log-std", "4.0");
        }
    }

    private void train(String name, String... options) {
        List<String> all = new ArrayList<>(List.of(
                "--algorithm", "maml", "--iterations", "20", "--checkpoint-every", "5", "--keep-checkpoints", "9"));
        all.addAll(List.of(options));
        assertThat(Cli.run(Runs.train(folder.resolve(name), all.toArray(String[]::new)))
                        .exitCode())
                .isZero();
    }

    private String run(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void severalRunsAreGroupedBySettingsAndCompared() throws Exception {
        Path json = folder.resolve("comparison.json");
        Cli.Result result = Cli.run(
                "evaluate",
                run("good0"),
                run("bad0"),
                run("good1"),
                run("bad1"),
                "--tasks",
                "30",
                "--json",
                json.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("maml on point-navigation-v1, initial-log-std 0.0, 2 seeds")
                .contains("maml on point-navigation-v1, initial-log-std 4.0, 2 seeds")
                .contains("Welch");
        JsonNode root = Json.parse(Files.readString(json));
        assertThat(root.path("runs").size()).isEqualTo(4);
        assertThat(root.path("groups").size()).isEqualTo(2);
        JsonNode comparison = root.path("comparisons").get(0);
        assertThat(comparison.path("difference").path("low").asDouble()).isPositive();
        // A group's mean is the mean of its runs', and the difference that of the groups.
        double good =
                after(root.path("runs").get(0)) / 2 + after(root.path("runs").get(2)) / 2;
        assertThat(after(root.path("groups").get(0))).isCloseTo(good, within(1e-12));
        assertThat(comparison.path("difference").path("mean").asDouble())
                .isCloseTo(good - after(root.path("groups").get(1)), within(1e-12));
    }

    private static double after(JsonNode node) {
        return node.path("returns").get(1).path("mean").asDouble();
    }

    @Test
    void aRunAmongOthersGetsTheFiguresThatItGetsAlone() throws Exception {
        Path alone = folder.resolve("alone.json");
        Path both = folder.resolve("both.json");
        assertThat(Cli.run("evaluate", run("good0"), "--tasks", "30", "--json", alone.toString())
                        .exitCode())
                .isZero();
        assertThat(Cli.run("evaluate", run("bad0"), run("good0"), "--tasks", "30", "--json", both.toString())
                        .exitCode())
                .isZero();
        assertThat(after(Json.parse(Files.readString(both)).path("runs").get(1)))
                .isEqualTo(after(Json.parse(Files.readString(alone))));
    }

    @Test
    void selectTestsTheCheckpointThatItNames() throws Exception {
        Path json = folder.resolve("selected.json");
        Cli.Result result =
                Cli.run("evaluate", run("bad0"), "--select", "40", "--tasks", "60", "--json", json.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("1 seed, selected after iteration");

        JsonNode run = Json.parse(Files.readString(json)).path("runs").get(0);
        int selected = run.path("selectedIteration").asInt();
        assertThat(selected).isIn(5, 10, 15, 20);
        // A run that ends there has the same policy.
        train("short", "--seed", "0", "--initial-log-std", "4.0", "--iterations", Integer.toString(selected));
        Path last = folder.resolve("last.json");
        assertThat(Cli.run("evaluate", run("short"), "--tasks", "60", "--json", last.toString())
                        .exitCode())
                .isZero();
        assertThat(after(run)).isEqualTo(after(Json.parse(Files.readString(last))));
    }

    @Test
    void whatCannotBeComparedIsTold() {
        assertThat(Cli.run(Runs.train(
                                folder.resolve("squared"), "--env", "point-navigation-squared-v1", "--iterations", "5"))
                        .exitCode())
                .isZero();
        refused("the same settings, seed and length", run("good0"), run("good0"));
        refused("has environment point-navigation-squared-v1", run("good0"), run("squared"));
        refused("is not a folder", run("good0"), run("nothing"));
        refused("--select = 0 must be in 1..1000000", run("good0"), "--select", "0");
        refused("for so many steps and runs", run("good0"), run("good1"), "--tasks", "10000000", "--inner-steps", "9");
    }

    @Test
    void stepsThatRunsWereTrainedWithTakeRoomToo() {
        for (int seed = 0; seed < 2; seed++) {
            train("two" + seed, "--seed", "" + seed, "--inner-steps", "2");
        }
        refused(
                "tasks = 10000000 must be at most 8333333 for so many steps and runs",
                run("two0"),
                run("two1"),
                "--tasks",
                "10000000");
    }

    private static void refused(String reason, String... arguments) {
        List<String> command = new ArrayList<>(List.of("evaluate"));
        command.addAll(List.of(arguments));
        Cli.Result result = Cli.run(command.toArray(String[]::new));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(reason);
        assertThat(result.err().strip().lines()).hasSize(1);
    }
}
