package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sgmrl.run.folder.FolderLock;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.text.Json;
import org.sgmrl.training.TrainingSettings;
import tools.jackson.databind.node.ObjectNode;

/// A user's mistake: one clear line, the right exit code, nothing written.
class BadInputTest {
    @TempDir
    private Path folder;

    private Path out;

    @BeforeEach
    void chooseFolder() {
        out = folder.resolve("run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--env point-navigation-v2 | environment point-navigation-v2 is unknown | did you mean point-navigation-v1?",
                "--algorithm sgmrl | --algorithm = sgmrl must be one of sg-mrl, maml, e-maml | did you mean sg-mrl?",
                "--curvature full | --curvature = full must be one of none, pathwise, policy-hessian | curvature",
                "--algoritm maml | unknown option --algoritm | did you mean --algorithm?",
                "--inner-step-size -0.1 | inner-step-size = -0.1 must be | at least 0",
                "--inner-step-size NaN | --inner-step-size = NaN must be a finite number | finite",
                "--outer-step-size Infinity | --outer-step-size = Infinity must be a finite number | finite",
                "--outer-step-half-life -1 | outer-step-half-life = -1.0 must be | 0",
                "--max-gradient-norm -1 | max-gradient-norm = -1.0 must be | or 0 for no limit",
                "--leave-out-groups 0 | leave-out-groups = 0 must be at least 1 | 1",
                "--leave-out-cap -1 | leave-out-cap = -1.0 must be | or 0 for no limit",
                "--leave-out-rollouts -1 | leave-out-rollouts = -1 must be at least 0 | 0",
                "--baseline leave-trajectory-out --algorithm maml | algorithm sg-mrl and one inner step | baseline",
                "--outer-step-size -1 | outer-step-size = -1.0 must be | at least 0",
                "--inner-step-size ten | --inner-step-size = ten must be a finite number | number",
                "--tasks 0 | tasks = 0 must be at least 1 | tasks",
                "--tasks 1 --baseline leave-one-out | tasks = 1 must be at least 2 for baseline leave-one-out | 2",
                "--baseline standardized-reward | baseline = standardized-reward must be used with | e-maml",
                "--tasks 2000000000 | these settings need about | lower tasks",
                "--hidden 20000,20000 | these settings need about | hidden",
                "--test-tasks 2000000000 | test-tasks = 2000000000 must be at least 1 and at most | 1000000",
                "--inner-step-size 0x1p3 | --inner-step-size = 0x1p3 must be a finite number | finite",
                "--tasks 2.5 | --tasks = 2.5 must be a whole number | whole",
                "--tasks 99999999999 | --tasks = 99999999999 must be a whole number | whole",
                "--horizon -3 | horizon = -3 must be at least 1 | horizon",
                "--horizon 100000000 | must be at most 50000000 | memory",
                "--iterations -1 | iterations = -1 must be at least 0 | iterations",
                "--discount 1.5 | discount = 1.5 must be in [0, 1] | discount",
                "--threads 0 | threads = 0 must be at least 1 | threads",
                "--hidden 10,x | --hidden = 10,x must be whole numbers separated by commas | hidden",
                "--hidden 0 | hidden = 0 must be at least 1 | hidden",
                "--policy softmax-tabular | policy = softmax-tabular must be mlp | point-navigation-v1",
                "--env tabular | --env tabular needs --mdp FILE.json | problem",
                "--mdp x.json | --mdp x.json cannot be read | no such file",
                "--outer-kl 0.5 | outer-kl = 0.5 must be left out unless outer-step is trust-region | outer-kl",
                "--preset best | --preset = best must be one of paper, released, tuned, tuned-2, tuned-1 | preset",
                "--seed | Missing required parameter for option '--seed' | seed",
                "surplus | unknown argument surplus | train --help",
            })
    void aWrongOptionIsToldInOneLine(String options, String message, String more) {
        List<String> args = new java.util.ArrayList<>(List.of("train", "--out", out.toString()));
        args.addAll(List.of(options.split(" ")));

        Cli.Result result = Cli.run(args.toArray(String[]::new));

        assertOneLine(result, 2, message, more);
        assertThat(out).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "taks = 3 | line 1, column 1: unknown key taks | did you mean tasks?",
                "seed = 1\\ntasks = 'three' | line 2, column 1: tasks = three must be a whole number | whole",
                "algorithm = 3 | line 1, column 1: algorithm = 3 must be one of sg-mrl, maml, e-maml | maml",
                "inner-step-size = nan | inner-step-size = NaN must be a finite number | finite",
                "hidden = [10, 'x'] | hidden = [10, x] must be whole numbers | whole",
                "tasks = | line 1, column 8 | Unexpected",
                "[section]\\ntasks = 3 | line 1, column 1: unknown key section | section",
                "tasks = 0 | tasks = 0 must be at least 1 | tasks",
                "algorithm = 'pretrain'\\ninner-step-learned = true | inner-step-learned = true must be false | pretrain",
                "inner-steps = 0\\ninner-step-learned = true | inner-step-learned = true must be false | inner-steps",
                "algorithm = 'promp'\\nouter-step = 'trust-region' | outer-step = trust-region must be gradient for algorithm promp | lvc",
                "discount = true | discount = true must be a finite number | finite",
                "discount = [0.9] | discount = [0.9] must be a finite number | finite",
                "seed = 1e30 | seed = 1.0E30 must be a whole number from -9223372036854775808 to | 9223372036854775807",
            })
    void aWrongSettingsFileIsToldWithItsPlace(String toml, String message, String more) throws IOException {
        Path config = folder.resolve("settings.toml");
        Files.writeString(config, toml.replace("\\n", "\n"));

        Cli.Result result = Cli.run("train", "--config", config.toString(), "--out", out.toString());

        assertOneLine(result, 2, message, more);
        assertThat(out).doesNotExist();
    }

    @Test
    void aMissingSettingsFileIsTold() {
        assertOneLine(
                Cli.run("train", "--config", folder.resolve("none.toml").toString()), 2, "none.toml", "no such file");
    }

    @Test
    void anExistingFolderIsLeftAlone() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("precious"), "data");

        Cli.Result result = Cli.run("train", "--out", out.toString());

        assertOneLine(result, 2, "out = " + out, "must be a new or empty folder");
        assertThat(out.resolve("precious")).hasContent("data");
        assertThat(out.resolve("config.json")).doesNotExist();
    }

    @Test
    void aFileInPlaceOfTheFolderIsTold() throws IOException {
        Files.writeString(out, "a file");

        assertOneLine(Cli.run("train", "--out", out.toString()), 2, "out = " + out, "a file of that name");
    }

    @Test
    void aFolderThatCannotBeWrittenIsTold() {
        // Not even root can make a folder there.
        assertOneLine(Cli.run("train", "--out", "/proc/sgmrl-run"), 2, "out = /proc/sgmrl-run cannot be written", "");
    }

    @Test
    void aBrokenProblemFileIsTold() throws IOException {
        Path problem = folder.resolve("problem.json");
        Files.writeString(problem, "{\"horizon\": 1}");

        Cli.Result result = Cli.run("train", "--env", "tabular", "--mdp", problem.toString(), "--out", out.toString());

        assertOneLine(result, 2, "problem file", "");
    }

    @Test
    void foldersThatAreNoRunsAreTold() throws IOException {
        assertOneLine(Cli.run("resume", folder.resolve("none").toString()), 2, "is not a folder", "sgmrl train");
        assertOneLine(Cli.run("resume", folder.toString()), 2, "is not a run folder", "config.json");
        assertOneLine(Cli.run("evaluate", folder.toString()), 2, "is not a run folder", "config.json");
    }

    @Test
    void aDamagedConfigIsTold() throws IOException {
        train();
        String text = Files.readString(out.resolve("config.json"));

        Files.writeString(out.resolve("config.json"), text.substring(0, text.length() / 2));
        assertOneLine(Cli.run("resume", out.toString()), 2, "config.json", "not valid JSON");

        Files.writeString(out.resolve("config.json"), text.replace("\"tasks\" : 2", "\"tasks\" : 0"));
        assertOneLine(Cli.run("resume", out.toString()), 2, "tasks = 0 must be at least 1", "");

        Files.writeString(out.resolve("config.json"), text.replace("\"format\" : 1", "\"format\" : 9"));
        assertOneLine(Cli.run("resume", out.toString()), 2, "format = 9 must be 1", "another version");
    }

    @Test
    void changedSettingsAreNotMixedIntoARun() throws IOException {
        train();
        String text = Files.readString(out.resolve("config.json"));
        for (String change :
                List.of("\"seed\" : 1", "\"optimizer\" : \"sgd\"", "\"baseline\" : \"none\"", "\"tasks\" : 3")) {
            String key = change.substring(0, change.indexOf(':'));
            Files.writeString(out.resolve("config.json"), text.replaceFirst(key + ": [^,]*", change));
            assertOneLine(Cli.run("resume", out.toString()), 2, "config.json was changed since", "undo the change");
        }
    }

    @Test
    void thePresetTakesABaselineThatSuitsTheInnerSteps() throws IOException {
        train();
        assertThat(Files.readString(out.resolve("config.json")))
                .contains("\"baseline\" : \"leave-trajectory-out-linear\"");
        Path two = folder.resolve("two");
        train(two, "--inner-steps", "2");
        assertThat(Files.readString(two.resolve("config.json")))
                .contains("\"baseline\" : \"leave-trajectory-out-linear\"");
    }

    @Test
    void aRunOfAVersionThatDidNotKnowASettingGoesOn() throws IOException {
        train(out, "--preset", "tuned-1");
        Path config = out.resolve("config.json");
        String text = Files.readString(config);
        String older = text;
        ObjectNode before = Json.object();
        Settings.TRAINING.forEach(setting -> setting.putBefore(before));
        Map<String, String> later = new LinkedHashMap<>();
        before.properties()
                .forEach(entry -> later.put(entry.getKey(), entry.getValue().toString()));
        assertThat(later).hasSizeGreaterThanOrEqualTo(5);
        for (String key : later.keySet()) {
            older = older.replaceAll("\\s*\"" + key + "\" : [^,]*,", "");
            assertThat(older).doesNotContain("\"" + key + "\"");
        }
        Files.writeString(config, older);

        Cli.Result result = Cli.run("resume", out.toString(), "--iterations", "7");

        assertThat(result.exitCode()).as(result.err()).isZero();
        String resumed = Files.readString(config);
        later.forEach((key, value) -> assertThat(resumed).contains("\"" + key + "\" : " + value + ","));
        TrainingSettings settings =
                RunFolder.open(out).readConfig(GivenSettings.NONE).settings();
        // Those that do not act may change.
        Settings.TRAINING.stream()
                .filter(setting -> !setting.acts().test(settings))
                .forEach(setting -> later.remove(setting.name()));
        // These go with other settings.
        later.keySet().removeAll(List.of("outer-step", "outer-epochs"));
        assertThat(later).hasSizeGreaterThanOrEqualTo(5);
        for (Map.Entry<String, String> setting : later.entrySet()) {
            String meant = "\"" + setting.getKey() + "\" : " + setting.getValue();
            String other = meant.replaceAll(" [0-9]", " 8").replace("false", "true");
            Files.writeString(config, resumed.replace(meant, other));
            assertOneLine(
                    Cli.run("resume", out.toString()),
                    2,
                    "config.json was changed since",
                    setting.getKey() + " was " + setting.getValue() + " and is "
                            + (other.endsWith("true") ? "true" : "8"));
        }
    }

    @Test
    void anUpdateThatOverflowsFailsTheRun() {
        Cli.Result result = Cli.run(
                "train",
                "--out",
                out.toString(),
                "--tasks",
                "2",
                "--inner-trajectories",
                "2",
                "--outer-trajectories",
                "2",
                "--horizon",
                "5",
                "--iterations",
                "6",
                "--hidden",
                "4",
                "--outer-step-size",
                "1e308",
                "--optimizer",
                "sgd",
                "--weighting",
                "reward-to-go");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("lower").contains("outer-step-size");
    }

    @Test
    void aFolderInUseIsRefused() throws IOException {
        train();
        try (FolderLock lock = RunFolder.open(out).lock()) {
            assertThat(lock).isNotNull();
            assertOneLine(Cli.run("resume", out.toString()), 2, "is in use by another sgmrl process", "");
        }
        assertThat(Cli.run("resume", out.toString()).exitCode()).isZero();
    }

    @Test
    void aTargetThatCannotBeWrittenIsToldBeforeTheWork() throws IOException {
        train();

        String nowhere = folder.resolve("no/such/file.json").toString();
        assertOneLine(Cli.run("evaluate", out.toString(), "--json", nowhere), 2, "--json", "there is no folder");
        assertOneLine(Cli.run("bench", "training", "--json", folder.toString()), 2, "--json", "name of a file");
    }

    @Test
    void aDamagedNewestCheckpointIsReportedAndTheOneBeforeIsUsed() throws IOException {
        train();
        byte[] policy = Files.readAllBytes(out.resolve("policy.safetensors"));
        Path newest = out.resolve("checkpoint-6.safetensors");
        byte[] bytes = Files.readAllBytes(newest);
        Files.write(newest, java.util.Arrays.copyOf(bytes, bytes.length - 9));

        Cli.Result result = Cli.run("resume", out.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).contains("checkpoint-6.safetensors").contains("is passed over");
        assertThat(result.out()).contains("going on after iteration 4");
        assertThat(out.resolve("policy.safetensors")).hasBinaryContent(policy);
    }

    @Test
    void aRunWithoutAnyValidCheckpointIsRefused() throws IOException {
        train();
        try (var files = Files.list(out)) {
            for (Path file :
                    files.filter(f -> f.toString().contains("checkpoint-")).toList()) {
                Files.writeString(file, "not a checkpoint");
            }
        }

        Cli.Result result = Cli.run("resume", out.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("none of the 3 checkpoints").doesNotContain("\tat ");
    }

    @Test
    void aTruncatedPolicyIsTold() throws IOException {
        train();
        Path policy = out.resolve("policy.safetensors");
        byte[] bytes = Files.readAllBytes(policy);
        Files.write(policy, java.util.Arrays.copyOf(bytes, bytes.length / 2));

        assertOneLine(Cli.run("evaluate", out.toString()), 1, "policy.safetensors", "");

        Files.delete(policy);
        assertThat(Cli.run("evaluate", out.toString()).out())
                .contains("the policy after 6 iterations, from a checkpoint");
        for (int iteration : new int[] {2, 4, 6}) {
            Files.delete(out.resolve("checkpoint-" + iteration + ".safetensors"));
        }
        assertOneLine(Cli.run("evaluate", out.toString()), 2, "neither a policy nor a checkpoint", "sgmrl resume");
    }

    /// Some editors put one first. The same numbers as options are the same settings.
    @Test
    void aSettingsFileMayBeginWithAByteOrderMarkAndHaveExponents() throws IOException {
        Path config = folder.resolve("settings.toml");
        Files.writeString(config, "\ufeff" + """
                tasks = 2
                inner-trajectories = 2e0
                outer-trajectories = 2
                horizon = 5
                seed = 1e3
                iterations = 1
                test-tasks = 2
                hidden = [4]
                """);

        Cli.Result result = Cli.run("train", "--config", config.toString(), "--out", out.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(Files.readString(out.resolve("config.json"))).contains("\"seed\" : 1000,");
    }

    @Test
    void aNameThatIsNoTextMakesNoFolder() {
        assertOneLine(Cli.run("train", "--out", out + "\ufffd"), 2, "is not text in this system's encoding", "");
        assertThat(folder).isEmptyDirectory();
    }

    /// Not documented, and in the way of names that begin so.
    @Test
    void argumentsAreNotTakenFromFiles() throws IOException {
        Path file = Files.writeString(folder.resolve("arguments"), "environments");
        assertOneLine(Cli.run("list", "@" + file), 2, "@" + file, "");
    }

    @Test
    void evaluateChecksItsNumbers() throws IOException {
        train();

        assertOneLine(Cli.run("evaluate", out.toString(), "--tasks", "0"), 2, "--tasks = 0 must be in", "");
        assertOneLine(Cli.run("evaluate", out.toString(), "--inner-steps", "-1"), 2, "--inner-steps = -1", "");
        assertOneLine(Cli.run("evaluate", out.toString(), "--tasks", "x"), 2, "--tasks", "");
    }

    @Test
    void fewerIterationsThanDoneAreRefused() throws IOException {
        train();

        assertOneLine(
                Cli.run("resume", out.toString(), "--iterations", "3"), 2, "iterations = 3 must be at least 6", "");
    }

    private void train() throws IOException {
        train(out);
    }

    private static void train(Path folder, String... more) {
        List<String> args = new ArrayList<>(List.of("train", "--out", folder.toString()));
        args.addAll(List.of("--tasks", "2", "--inner-trajectories", "2", "--outer-trajectories", "2"));
        args.addAll(List.of("--horizon", "5", "--iterations", "6", "--checkpoint-every", "2"));
        args.addAll(List.of("--test-tasks", "2", "--hidden", "4"));
        args.addAll(List.of(more));
        Cli.Result result = Cli.run(args.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    private static void assertOneLine(Cli.Result result, int exitCode, String message, String more) {
        assertThat(result.err().lines()).as(result.err()).hasSize(1);
        assertThat(result.err()).startsWith("sgmrl: ").contains(message).contains(more);
        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(result.out()).isEmpty();
    }
}
