package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.settings.Simulator;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `--simulator`: half-cheetah, hopper, swimmer and walker2d on MuJoCo or in Java.
final class SimulatorTest {
    private static final int STEPS = 20;

    @TempDir
    private Path folder;

    /// From the same state through the same actions: what a compiled simulator in three dimensions and ours in the
    /// plane make of them differs by rounding.
    @ParameterizedTest
    @CsvSource({
        "half-cheetah-velocity-v1, 9, 6, 0, velocity, 2.0",
        "half-cheetah-direction-v1, 9, 6, 0, direction, -1",
        "swimmer-velocity-v1, 5, 2, 0, velocity, 0.15",
        "swimmer-velocity-released-v1, 5, 2, 0, velocity, 0.1",
        "hopper-parameters-v1, 6, 3, 1.25, exponents, 34",
        "walker2d-direction-v1, 9, 6, 1.25, direction, 1",
        "walker2d-velocity-v1, 9, 6, 1.25, velocity, 2.5",
        "walker2d-parameters-v1, 9, 6, 1.25, exponents, 58"
    })
    void rolloutsAgree(String id, int coordinates, int controls, double height, String key, String value)
            throws IOException {
        Random random = new Random(7);
        // Those that can fall are not to fall within these steps.
        double noise = height > 0 ? 0.02 : 0.1;
        double[] qpos = draws(random, coordinates, noise);
        qpos[1] += height;
        Path state = Files.writeString(
                folder.resolve("state.json"),
                "{\"qpos\":" + Arrays.toString(qpos) + ",\"qvel\":" + numbers(random, coordinates, noise) + "}");
        String task = key.equals("exponents") ? numbers(random, Integer.parseInt(value), 2) : value;
        Path actions = folder.resolve("actions.csv");
        Files.write(
                actions,
                IntStream.range(0, STEPS)
                        .mapToObj(_ -> numbers(random, controls, 3 * noise).replaceAll("[\\[\\] ]", ""))
                        .toList());
        List<List<String>> both = new ArrayList<>();
        for (String simulator : List.of("mujoco", "planar")) {
            Path out = folder.resolve(simulator + ".csv");
            Cli.Result result = Cli.run(
                    "rollout",
                    "--env",
                    id,
                    "--simulator",
                    simulator,
                    "--task",
                    "{\"" + key + "\":" + task + "}",
                    "--state",
                    state.toString(),
                    "--actions",
                    actions.toString(),
                    "--out",
                    out.toString());
            assertThat(result.exitCode()).as(result.err()).isZero();
            both.add(Files.readAllLines(out));
        }
        assertThat(both.get(1)).hasSize(STEPS + 1);
        assertThat(both.get(1).getFirst()).isEqualTo(both.get(0).getFirst());
        for (int row = 1; row <= STEPS; row++) {
            double[] theirs = row(both.get(0).get(row));
            double[] ours = row(both.get(1).get(row));
            for (int j = 0; j < theirs.length; j++) {
                assertThat(ours[j]).as("step %d, number %d", row, j).isCloseTo(theirs[j], within(1e-9));
            }
        }
        assertThat(both.get(1)).as("they are two simulators").isNotEqualTo(both.get(0));
    }

    private static double[] draws(Random random, int count, double bound) {
        return DoubleStream.generate(() -> random.nextDouble(-bound, bound))
                .limit(count)
                .toArray();
    }

    private static String numbers(Random random, int count, double bound) {
        return Arrays.toString(draws(random, count, bound));
    }

    private static double[] row(String line) {
        return Stream.of(line.split(","))
                .filter(text -> !text.equals("false"))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "half-cheetah-direction-v1",
                "half-cheetah-velocity-v1",
                "hopper-parameters-v1",
                "swimmer-velocity-v1",
                "swimmer-velocity-released-v1",
                "walker2d-direction-v1",
                "walker2d-velocity-v1",
                "walker2d-parameters-v1"
            })
    void whoDoesNotChooseGetsPlanar(String id) {
        RunRequest unsaid = RunRequest.resolve(GivenSettings.NONE.with(Settings.ENV, id));
        RunRequest planar = RunRequest.resolve(
                GivenSettings.NONE.with(Settings.ENV, id).with(Settings.SIMULATOR, Simulator.PLANAR));
        RunRequest mujoco = RunRequest.resolve(
                GivenSettings.NONE.with(Settings.ENV, id).with(Settings.SIMULATOR, Simulator.MUJOCO));

        assertThat(unsaid.simulator()).isEqualTo(Simulator.PLANAR);
        assertThat(unsaid.digest()).isEqualTo(planar.digest()).isNotEqualTo(mujoco.digest());
        assertThat(RunRequest.environment(id, null)).isEqualTo(planar.environment());
    }

    @Test
    void robotsThatMujocoAloneHasStayThere() {
        RunRequest ant = RunRequest.resolve(GivenSettings.NONE.with(Settings.ENV, "ant-goal-v1"));

        assertThat(ant.simulator()).isNull();
        assertThat(ant.environment().simulator()).startsWith("MuJoCo ");
    }

    @Test
    void theRunFolderSaysTheSimulatorAndPoliciesAreTestedInBoth() throws IOException {
        Path planar = train("planar");
        Path mujoco = train("mujoco", "--simulator", "mujoco");

        assertThat(config(planar).path("simulator").asString()).isEqualTo("planar");
        assertThat(config(planar).path("provenance").path("simulator").asString())
                .isEqualTo("planar");
        assertThat(config(mujoco).path("simulator").asString()).isEqualTo("mujoco");
        assertThat(config(mujoco).path("provenance").path("simulator").asString())
                .startsWith("MuJoCo ");
        // Seven iterations of a few steps: what both simulators make of them is nearly the same.
        for (Path run : List.of(planar, mujoco)) {
            List<JsonNode> evaluations = new ArrayList<>();
            for (String simulator : List.of("mujoco", "planar")) {
                Path json = folder.resolve("evaluation.json");
                Cli.Result result = Cli.run(
                        "evaluate",
                        run.toString(),
                        "--tasks",
                        "3",
                        "--simulator",
                        simulator,
                        "--json",
                        json.toString());
                assertThat(result.exitCode()).as(result.err()).isZero();
                evaluations.add(Json.parse(Files.readString(json)));
                assertThat(evaluations.getLast().path("simulator").asString()).isEqualTo(simulator);
            }
            double theirs = mean(evaluations.get(0));
            assertThat(mean(evaluations.get(1))).isCloseTo(theirs, within(1e-6)).isNotEqualTo(theirs);
        }
        Path json = folder.resolve("evaluations.json");
        Cli.Result groups =
                Cli.run("evaluate", planar.toString(), mujoco.toString(), "--tasks", "3", "--json", json.toString());
        assertThat(groups.exitCode()).as(groups.err()).isZero();
        assertThat(Json.parse(Files.readString(json)).path("runs"))
                .extracting(run -> run.path("simulator").asString())
                .containsExactly("planar", "mujoco");
        assertThat(groups.out()).contains("simulator planar, 1 seed", "simulator mujoco, 1 seed");
    }

    private static double mean(JsonNode evaluation) {
        return evaluation.path("returns").get(1).path("mean").asDouble();
    }

    /// A run folder of a version without the setting: MuJoCo, with the same fingerprint, to the same bits.
    @Test
    void aRunFolderWithoutTheSettingIsOneOfMujoco() throws IOException {
        Path whole = train("whole", "--simulator", "mujoco");
        Path earlier = train("earlier", "--simulator", "mujoco", "--iterations", "3");
        RunRequest now = RunFolder.open(earlier).readConfig(GivenSettings.NONE);
        ObjectNode config = (ObjectNode) config(earlier);
        config.remove("simulator");
        Files.writeString(earlier.resolve("config.json"), Json.pretty(config));

        RunRequest request = RunFolder.open(earlier).readConfig(GivenSettings.NONE);
        assertThat(request.simulator()).isEqualTo(Simulator.MUJOCO);
        assertThat(request.digest()).isEqualTo(now.digest());
        assertThat(request.decisive().has("simulator")).isFalse();
        assertThat(request.in(Simulator.PLANAR).digest()).isNotEqualTo(now.digest());
        Cli.Result result = Cli.run("resume", earlier.toString(), "--iterations", "7");
        assertThat(result.exitCode()).as(result.err()).isZero();
        Runs.assertSame(whole, earlier);
    }

    /// Not to be confused with runs of today that do not say who simulates either.
    @Test
    void aRunFolderWithoutTheSettingIsTestedInMujocoAndIsNoSeedOfPlanarRuns() throws IOException {
        Path earlier = train("earlier", "--simulator", "mujoco");
        ObjectNode config = (ObjectNode) config(earlier);
        config.remove("simulator");
        Files.writeString(earlier.resolve("config.json"), Json.pretty(config));
        Path now = train("now", "--seed", "1");
        Path json = folder.resolve("evaluations.json");

        Cli.Result alone = Cli.run("evaluate", earlier.toString(), "--tasks", "3", "--json", json.toString());
        assertThat(alone.exitCode()).as(alone.err()).isZero();
        assertThat(Json.parse(Files.readString(json)).path("simulator").asString())
                .isEqualTo("mujoco");
        Cli.Result groups =
                Cli.run("evaluate", earlier.toString(), now.toString(), "--tasks", "3", "--json", json.toString());
        assertThat(groups.exitCode()).as(groups.err()).isZero();
        assertThat(Json.parse(Files.readString(json)).path("runs"))
                .extracting(run -> run.path("simulator").asString())
                .containsExactly("mujoco", "planar");
        assertThat(groups.out()).contains("simulator planar, 1 seed", "simulator mujoco, 1 seed");
        Path page = folder.resolve("report.html");
        Cli.Result report = Cli.run("report", earlier.toString(), now.toString(), "--out", page.toString());
        assertThat(report.exitCode()).as(report.err()).isZero();
        assertThat(Files.readString(page)).contains("simulator mujoco", "simulator planar");
    }

    /// Written by a version without the setting.
    @Test
    void theRunsOfTheReducedTable2AreOnesOfMujoco() {
        Path run = Path.of("../docs/results/table2-quick/runs/cheetah-velocity-1-maml-seed0");

        assertThat(RunFolder.open(run).readConfig(GivenSettings.NONE).simulator())
                .isEqualTo(Simulator.MUJOCO);
    }

    /// Settings that were edited are named, as any other.
    @Test
    void aRunDoesNotGoOnInAnotherSimulator() throws IOException {
        Path run = train("run");
        ObjectNode config = (ObjectNode) config(run);
        config.put("simulator", "mujoco");
        Files.writeString(run.resolve("config.json"), Json.pretty(config));

        Cli.Result result = Cli.run("resume", run.toString(), "--iterations", "9");

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.err()).contains("simulator");
    }

    private Path train(String name, String... more) {
        Path out = folder.resolve(name);
        List<String> options =
                new ArrayList<>(List.of("--env", "half-cheetah-velocity-v1", "--iterations", "7", "--tasks", "2"));
        options.addAll(List.of(more));
        Cli.Result result = Cli.run(Runs.train(out, options.toArray(String[]::new)));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return out;
    }

    private static JsonNode config(Path run) throws IOException {
        return Json.parse(Files.readString(run.resolve("config.json")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ant-goal-v1", "point-navigation-v1", "tabular"})
    void otherEnvironmentsHaveNoChoice(String id) {
        Path out = folder.resolve("run");
        List<String> args =
                new ArrayList<>(List.of("train", "--env", id, "--simulator", "planar", "--out", out.toString()));
        if (id.equals("tabular")) {
            args.addAll(List.of("--mdp", "../examples/mdp/safe-arm.json"));
        }
        assertRefused(Cli.run(args.toArray(String[]::new)), "simulator = planar is not for environment " + id);
        assertThat(out).doesNotExist();
    }

    @Test
    void wrongNamesAndWrongCombinationsAreRefused() throws IOException {
        assertRefused(
                Cli.run("bench", "environment", "--env", "swimmer-velocity-v1", "--simulator", "plnar"),
                "--simulator = plnar must be one of mujoco, planar");
        assertRefused(
                Cli.run(
                        "render",
                        "--env",
                        "swimmer-velocity-v1",
                        "--simulator",
                        "planar",
                        "--renderer",
                        "mujoco",
                        "--out",
                        folder.resolve("a.gif").toString()),
                "--renderer = mujoco is for environments that MuJoCo simulates");
        assertRefused(
                Cli.run("reproduce", "table1", "--simulator", "planar", "--quick", "--plan"),
                "simulator = planar is not for environment point-navigation");
        Cli.Result plan = Cli.run("reproduce", "table2", "--simulator", "mujoco", "--quick", "--plan");
        assertThat(plan.exitCode()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("--simulator mujoco");
    }

    private static void assertRefused(Cli.Result result, String message) {
        assertThat(result.err()).contains(message);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.exitCode()).isEqualTo(2);
    }

    @Test
    void theListSaysWhereThereIsAChoice() {
        List<String> choices = Cli.run("list", "environments")
                .out()
                .lines()
                .filter(line -> line.endsWith("--simulator mujoco or planar"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();

        assertThat(choices)
                .containsExactly(
                        "half-cheetah-direction-v1",
                        "half-cheetah-velocity-v1",
                        "hopper-parameters-v1",
                        "swimmer-velocity-released-v1",
                        "swimmer-velocity-v1",
                        "walker2d-direction-v1",
                        "walker2d-parameters-v1",
                        "walker2d-velocity-v1");
    }
}
