package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.method.Method;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.JsonNode;

/// Every command does what its help says.
class CommandsTest {
    private static final List<String> SMALL = List.of(
            "--tasks",
            "3",
            "--inner-trajectories",
            "4",
            "--outer-trajectories",
            "4",
            "--horizon",
            "8",
            "--iterations",
            "5",
            "--test-tasks",
            "6",
            "--hidden",
            "5,4");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"train", "resume", "evaluate", "list", "bench", "certify", "rollout", "export", "report", "watch"
            })
    void everyCommandHasHelpWithAnExample(String command) {
        Cli.Result result = Cli.run(command, "--help");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("sgmrl " + command).contains("Example: ./sgmrl " + command);
    }

    @Test
    void quietRunsSayNothing() {
        String run = folder.resolve("quiet").toString();
        List<Cli.Result> results = List.of(
                Cli.run(Stream.concat(
                                Arrays.stream(Runs.train(Path.of(run), "--iterations", "2")), Stream.of("--quiet"))
                        .toArray(String[]::new)),
                Cli.run("resume", run, "--iterations", "3", "--quiet"));
        for (Cli.Result result : results) {
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out() + result.err()).isEmpty();
        }
        assertThat(Path.of(run)).isDirectoryContaining("glob:**evaluation.json").isDirectoryContaining("glob:**.html");
    }

    /// Standard output is what `evaluation.json` says, and nothing else.
    @Test
    void scriptsGetTheResultsAsJson() throws Exception {
        Path run = folder.resolve("for-scripts");
        Path told = folder.resolve("told.json");
        Cli.Result result = Cli.run(Runs.train(run, "--iterations", "2", "--json", told.toString()));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(told).hasSameTextualContentAs(run.resolve("evaluation.json"));

        Path log = folder.resolve("out.json");
        String[] resume = {"resume", run.toString(), "--iterations", "3", "--json", "-"};
        Process process = Cli.startUnder(
                List.of("sh", "-c", "\"$@\" 2>/dev/null", "sh"),
                List.of("--add-modules=jdk.incubator.vector"),
                log,
                resume);
        assertThat(Cli.end(process, resume)).isZero();
        assertThat(Json.parse(Files.readString(log)))
                .isEqualTo(Json.parse(Files.readString(run.resolve("evaluation.json"))));
        Path nowhere = folder.resolve("nowhere");
        result = Cli.run(Runs.train(nowhere, "--json", folder.toString()));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(nowhere).doesNotExist();
    }

    /// What a person sees in a terminal of 80 columns, which the program `script` makes: one line that is drawn again and
    /// again, a summary, and nothing that is wider.
    @Test
    void aTerminalShowsOneLineThatIsAlive() throws Exception {
        Path log = folder.resolve("terminal.txt");
        String[] train = Runs.train(folder.resolve("seen"), "--iterations", "200");
        Process process = Cli.startUnder(
                List.of(
                        "bash",
                        "-c",
                        "script -qec \"stty cols 80 rows 24; $(printf '%q ' \"$@\")\" /dev/null </dev/null",
                        "bash"),
                List.of("--add-modules=jdk.incubator.vector"),
                log,
                train);
        assertThat(Cli.end(process, train)).isZero();
        List<String> lines = Files.readString(log)
                .replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "")
                .lines()
                .toList();
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(line.codePointCount(0, line.length())).isLessThanOrEqualTo(80))
                .anyMatch(line -> line.matches(" *100% .*█.* 200/200 .* → .*k? steps/s *"))
                .anyMatch(line -> line.startsWith("mean return on 3 held-out tasks"))
                .noneMatch(line -> line.startsWith("training "));
    }

    /// What bash itself makes of the script.
    @Test
    void shellsCompleteCommandsAndOptions() throws Exception {
        Cli.Result result = Cli.run("completion", "bash");
        assertThat(result.exitCode()).isZero();
        assertThat(Cli.run("completion", "zsh").out()).isEqualTo(result.out());
        assertThat(Cli.run("completion", "fish").exitCode()).isEqualTo(2);
        Path script = Files.writeString(folder.resolve("completion"), result.out());
        Process bash = new ProcessBuilder("bash", "-c", """
                source "$0"
                complete_() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _complete_sgmrl; echo "${COMPREPLY[@]}"; }
                complete_ sgmrl ce
                complete_ sgmrl train --outer-step-si""", script.toString())
                // Outside of a completion, bash complains of an option of it.
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("certify\n--outer-step-size\n");
        assertThat(bash.waitFor()).isZero();
    }

    @Test
    void trainLeavesACompleteRunFolder() throws IOException {
        Path out = train("run", "--algorithm", "sg-mrl");

        assertThat(out).isDirectoryContaining(f -> f.endsWith("report.html"));
        JsonNode config = Json.parse(Files.readString(out.resolve("config.json")));
        assertThat(config.path("algorithm").asString()).isEqualTo("sg-mrl");
        assertThat(config.path("inner-step-size").asDouble()).isEqualTo(0.1);
        assertThat(config.path("provenance").path("java").asString()).contains("25");
        List<String> metrics = Files.readAllLines(out.resolve("metrics.jsonl"));
        assertThat(metrics).hasSize(5);
        JsonNode line = Json.parse(metrics.getLast());
        for (String key : List.of(
                "iteration",
                "envSteps",
                "preReturn",
                "postReturn",
                "gradientNorm",
                "scoreTermNorm",
                "policyStd",
                "divergedEpisodes")) {
            assertThat(line.path(key).isNumber()).as(key).isTrue();
        }
        assertThat(line.path("timing").path("seconds").asDouble()).isPositive();
        assertThat(out.resolve("checkpoint-5.safetensors")).exists();
        assertThat(out.resolve("policy.safetensors")).exists();
        String report = Files.readString(out.resolve("report.html"));
        assertThat(report)
                .contains("Return before and after adaptation")
                .contains("<polyline")
                .contains("held-out tasks");
        assertThat(report)
                .as("the page needs nothing from elsewhere")
                .doesNotContainPattern("(src|href)=\"?[a-z]*:?//|url\\(|@import");
    }

    @Test
    void aStepWithinATrustRegionIsMeasuredAndGoesOnToTheSameBits() throws IOException {
        Path plain = train("plain");
        assertThat(plain.resolve("metrics.jsonl")).content().doesNotContain("outerKl", "outerStepScale");
        assertThat(plain.resolve("report.html")).content().doesNotContain("of the outer step");

        Path whole = train("whole", "--outer-step", "trust-region", "--outer-kl", "0.02");
        List<String> lines = Files.readAllLines(whole.resolve("metrics.jsonl"));
        assertThat(lines).hasSize(5);
        for (String line : lines) {
            assertThat(Json.parse(line).path("outerKl").asDouble()).isPositive().isLessThanOrEqualTo(0.02);
            assertThat(Json.parse(line).path("outerStepScale").asDouble()).isPositive();
        }
        assertThat(whole.resolve("report.html")).content().contains("KL divergence of the outer step");
        Path again = train("again", "--outer-step", "trust-region", "--outer-kl", "0.02");
        for (List<String> resumed : List.of(
                List.of(whole.toString(), "7"), List.of(again.toString(), "6"), List.of(again.toString(), "7"))) {
            assertThat(Cli.run("resume", resumed.getFirst(), "--iterations", resumed.getLast())
                            .exitCode())
                    .isZero();
        }
        assertThat(again.resolve("policy.safetensors")).hasSameBinaryContentAs(whole.resolve("policy.safetensors"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sg-mrl", "maml", "e-maml"})
    void everyAlgorithmTrainsWithEveryPreset(String algorithm) throws IOException {
        for (String preset : List.of("paper", "released", "tuned")) {
            Path out = train(algorithm + preset, "--algorithm", algorithm, "--preset", preset);
            JsonNode last =
                    Json.parse(Files.readAllLines(out.resolve("metrics.jsonl")).getLast());
            double score = last.path("scoreTermNorm").asDouble();
            assertThat(score == 0).as("score term of " + algorithm).isEqualTo(algorithm.equals("maml"));
        }
    }

    @Test
    void optionsWinOverTheSettingsFile() throws IOException {
        Path toml = folder.resolve("s.toml");
        Files.writeString(toml, "seed = 5\nhidden = [7]\ncurvature = \"none\"\n");
        Path out = train("configured", "--config", toml.toString(), "--curvature", "policy-hessian");

        JsonNode config = Json.parse(Files.readString(out.resolve("config.json")));
        assertThat(config.path("seed").asLong()).isEqualTo(5);
        assertThat(config.path("curvature").asString()).isEqualTo("policy-hessian");
    }

    @Test
    void evaluateWritesReturnsWithIntervals() throws IOException {
        Path out = train("run");
        Path json = folder.resolve("evaluation.json");

        Cli.Result result = Cli.run(
                "evaluate",
                out.toString(),
                "--tasks",
                "9",
                "--inner-steps",
                "2",
                "--seed",
                "3",
                "--json",
                json.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode root = Json.parse(Files.readString(json));
        assertThat(root.path("tasks").asInt()).isEqualTo(9);
        assertThat(root.path("returns")).hasSize(3);
        for (int s = 0; s < 3; s++) {
            JsonNode entry = root.path("returns").path(s);
            assertThat(entry.path("innerSteps").asInt()).isEqualTo(s);
            assertThat(entry.path("mean").asDouble())
                    .isBetween(entry.path("low").asDouble(), entry.path("high").asDouble());
        }
    }

    @Test
    void aProblemFileTrainsATabularPolicy() throws IOException {
        Path problem = folder.resolve("bandit.json");
        Files.writeString(problem, """
                {"horizon": 0, "discount": 1.0,
                 "tasks": [{"probability": 0.5, "initial": [1], "transition": [[[1], [1]]], "reward": [[1, 0]]},
                           {"probability": 0.5, "initial": [1], "transition": [[[1], [1]]], "reward": [[0, 1]]}],
                 "theta": [[0, 0]]}
                """);
        Path out = folder.resolve("tabular");

        Cli.Result result = Cli.run(
                "train",
                "--env",
                "tabular",
                "--mdp",
                problem.toString(),
                "--preset",
                "paper",
                "--iterations",
                "4",
                "--test-tasks",
                "5",
                "--out",
                out.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode config = Json.parse(Files.readString(out.resolve("config.json")));
        assertThat(config.path("horizon").asInt()).isEqualTo(1);
        assertThat(config.path("policy").asString()).isEqualTo("softmax-tabular");
        assertThat(Cli.run("resume", out.toString(), "--iterations", "6").exitCode())
                .isZero();
    }

    @Test
    void aRunThatWasKilledBeforeItsFirstCheckpointStartsAnew() throws IOException {
        Path out = train("run");
        byte[] policy = Files.readAllBytes(out.resolve("policy.safetensors"));
        Files.delete(out.resolve("checkpoint-5.safetensors"));
        Files.delete(out.resolve("policy.safetensors"));

        Cli.Result result = Cli.run("resume", out.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("starting anew");
        assertThat(out.resolve("policy.safetensors")).hasBinaryContent(policy);
        assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).hasSize(5);
    }

    @Test
    void resumeOnAnotherSimulatorWarns() throws IOException {
        Path out = folder.resolve("swim");
        Cli.Result trained = Cli.run(
                "train",
                "--env",
                "swimmer-velocity-v1",
                "--simulator",
                "mujoco",
                "--tasks",
                "1",
                "--iterations",
                "1",
                "--horizon",
                "5",
                "--test-tasks",
                "1",
                "--hidden",
                "4",
                "--out",
                out.toString());
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        Path config = out.resolve("config.json");
        String text = Files.readString(config);
        String simulator = Json.parse(text).path("provenance").path("simulator").asString();
        assertThat(simulator).matches("MuJoCo [0-9.]+");
        assertThat(Cli.run("resume", out.toString()).err()).doesNotContain("elsewhere");

        Files.writeString(config, text.replace(simulator, "MuJoCo 1.5.0"));
        Cli.Result resumed = Cli.run("resume", out.toString());

        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(resumed.err())
                .contains("goes on elsewhere than it began: simulator: MuJoCo 1.5.0, now " + simulator)
                .contains("its results may differ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"training", "environment"})
    void benchWritesItsRateAndTheMachine(String what) throws IOException {
        Path json = folder.resolve("bench.json");

        Cli.Result result = Cli.run(
                "bench",
                what,
                "--algorithm",
                "maml",
                "--tasks",
                "2",
                "--threads",
                "1",
                "--seconds",
                "0.5",
                "--json",
                json.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode root = Json.parse(Files.readString(json));
        assertThat(root.path("envStepsPerSecond").asDouble()).isPositive();
        assertThat(root.path("threads").asInt()).isEqualTo(1);
        assertThat(root.path("env").asString()).isEqualTo("point-navigation-v1");
        assertThat(root.path("algorithm").asString()).isEqualTo("maml");
        assertThat(root.path("machine").path("processor").isString()).isTrue();
        assertThat(root.path("rounds")).hasSize(5);
        if (what.equals("training")) {
            double share = root.path("environmentShare").asDouble();
            assertThat(share).isStrictlyBetween(0.0, 1.0);
            assertThat(root.path("overheadOverEnvironment").asDouble()).isCloseTo(1 / share - 1, within(1e-9));
            assertThat(result.out()).contains("policy, advantages and gradients (and waiting) cost");
            assertThat(root.path("totalProcessorSeconds").asDouble()).isPositive();
            assertThat(root.path("envStepsPerProcessorSecond").asDouble()).isPositive();
            assertThat(root.path("peakShare").asDouble()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Method.class, mode = EnumSource.Mode.EXCLUDE, names = "SG_MRL")
    void benchTrainingTellsWhatAMethodCostsAgainstAnother(Method other) throws IOException {
        Path json = folder.resolve("bench.json");

        Cli.Result result = Cli.run(
                "bench",
                "training",
                "--against",
                other.id(),
                "--tasks",
                "2",
                "--horizon",
                "10",
                "--seconds",
                "0.5",
                "--json",
                json.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode root = Json.parse(Files.readString(json));
        assertThat(root.path("against").asString()).isEqualTo(other.id());
        assertThat(root.path("algorithm").asString()).isEqualTo("sg-mrl");
        assertThat(root.path("threads").asInt()).isEqualTo(1);
        assertThat(root.path("envStepsPerSecond").asDouble()).isPositive();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < root.path("processorSeconds").size(); i++) {
            ratios.add(root.path("processorSeconds").path(i).asDouble()
                    / root.path("processorSecondsOfOther").path(i).asDouble());
        }
        assertThat(ratios).hasSizeGreaterThanOrEqualTo(5);
        Collections.sort(ratios);
        assertThat(root.path("ratio").asDouble())
                .isBetween(ratios.get((ratios.size() - 1) / 2), ratios.get(ratios.size() / 2));
        assertThat(result.out()).contains("sg-mrl").contains(other.id()).contains("rounds in turn");
    }

    @Test
    void benchTrainingTakesTurnsWithAnotherProgram() throws IOException {
        Path json = folder.resolve("bench.json");

        Cli.Result result = Cli.run(
                "bench",
                "training",
                "--against",
                "echo so many: 1000",
                "--tasks",
                "2",
                "--horizon",
                "10",
                "--threads",
                "2",
                "--seconds",
                "0.5",
                "--json",
                json.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode root = Json.parse(Files.readString(json));
        assertThat(root.path("against").asString()).isEqualTo("echo so many: 1000");
        assertThat(root.path("roundsOfOther").size()).isEqualTo(5);
        assertThat(root.path("threads").asInt()).isEqualTo(2);
        assertThat(root.path("ratio").asDouble())
                .isCloseTo(root.path("envStepsPerSecond").asDouble() / 1000, within(1e-9));
        assertThat(result.out()).contains("the other program 1,000", "median of turns");
    }

    /// What is measured is speed.
    @ParameterizedTest
    @CsvSource({"echo 1000", "maml"})
    void benchMeasuresATrainingThatDivergesToo(String against) {
        Cli.Result result = Cli.run(
                "bench",
                "training",
                "--against",
                against,
                "--outer-step-size",
                "1e300",
                "--tasks",
                "2",
                "--horizon",
                "10",
                "--seconds",
                "0.1");
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "exit 3, the other program ended with exit code 3",
        "echo no number, ended with number",
        "echo ' ', ended with nothing",
        "echo steps: -5, must end with its environment steps a second"
    })
    void benchTellsWhatIsWrongWithTheOtherProgram(String command, String message) {
        Cli.Result result = Cli.run(
                "bench", "training", "--against", command, "--tasks", "2", "--horizon", "10", "--seconds", "0.1");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains(message);
        assertThat(result.err().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "environment --engine spark, --engine = spark is for bench training",
        "policy --engine spark, bench policy measures threads of this process",
        "environment --against maml, --against = maml is for bench training",
        "training --against maml --threads 2, leave out --threads and --engine",
        "training --against mamml, --against = mamml must be"
    })
    void benchRefusesAComparisonThatItCannotMake(String arguments, String message) {
        List<String> all = new ArrayList<>(List.of("bench"));
        all.addAll(List.of(arguments.split(" ")));

        Cli.Result result = Cli.run(all.toArray(String[]::new));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(message);
    }

    @Test
    void benchEnvironmentComparesMujocoWithAPlainLoopInC() throws IOException {
        Path json = folder.resolve("bench.json");

        Cli.Result result = Cli.run(
                "bench",
                "environment",
                "--env",
                "swimmer-velocity-v1",
                "--simulator",
                "mujoco",
                "--threads",
                "2",
                "--seconds",
                "1",
                "--json",
                json.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("a plain C loop on the same library and model");
        JsonNode root = Json.parse(Files.readString(json));
        assertThat(root.path("cStepsPerSecond").asDouble()).isPositive();
        assertThat(root.path("ratioToC").asDouble()).isPositive();
    }

    @Test
    void benchPolicyMeasuresTheKernelsAgainstThePeak() throws IOException {
        Path json = folder.resolve("bench.json");

        Cli.Result result = Cli.run("bench", "policy", "--hidden", "8", "--json", json.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode kernels = Json.parse(Files.readString(json)).path("kernels");
        assertThat(kernels).hasSize(6);
        for (JsonNode kernel : kernels) {
            assertThat(kernel.path("gigaflops").asDouble()).isPositive();
            assertThat(kernel.path("peakShare").asDouble()).isPositive();
        }
    }

    @Test
    void listNamesWhatThereIs() {
        assertThat(Cli.run("list", "environments").out())
                .contains("point-navigation-v1", "point-navigation-squared-v1", "tabular")
                .contains("half-cheetah-direction-v1", "half-cheetah-velocity-v1", "swimmer-velocity-v1")
                .contains("swimmer-velocity-released-v1", "ant-goal-v1", "hopper-parameters-v1");
        assertThat(Cli.run("list", "algorithms").out().lines()).hasSize(Method.values().length);
        assertThat(Cli.run("list", "algoritms").exitCode()).isEqualTo(2);
    }

    @Test
    void noCommandShowsTheUsage() {
        Cli.Result result = Cli.run();

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).contains("Usage: sgmrl");
    }

    private Path train(String name, String... more) {
        Path out = folder.resolve(name);
        List<String> args = new ArrayList<>(List.of("train", "--out", out.toString()));
        args.addAll(SMALL);
        args.addAll(List.of(more));
        Cli.Result result = Cli.run(args.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return out;
    }
}
