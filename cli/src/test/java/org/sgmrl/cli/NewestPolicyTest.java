package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.io.Safetensors;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.JsonNode;

/// A run of 2 iterations that was to be extended to 6 and was stopped after 4: its `policy.safetensors` is that of 2.
final class NewestPolicyTest {
    private static final Path SAFE_ARM = Path.of("..", "examples", "mdp", "safe-arm.json");

    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void stopAnExtension() throws IOException {
        run = stopped("run", "--hidden", "3");
    }

    private Path stopped(String name, String... more) throws IOException {
        Path path = folder.resolve(name);
        ok(Runs.train(path, concat(new String[] {"--iterations", "2", "--checkpoint-every", "1"}, more)));
        Path early = Files.copy(path.resolve("policy.safetensors"), folder.resolve(name + ".early"));
        ok("resume", path.toString(), "--iterations", "4");
        Files.copy(path.resolve("policy.safetensors"), folder.resolve(name + ".late"));
        Files.move(early, path.resolve("policy.safetensors"), StandardCopyOption.REPLACE_EXISTING);
        Path config = path.resolve("config.json");
        String text = Files.readString(config);
        assertThat(text).contains("\"iterations\" : 4,");
        Files.writeString(config, text.replace("\"iterations\" : 4,", "\"iterations\" : 6,"));
        return path;
    }

    private static String[] concat(String[] first, String[] second) {
        String[] all = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static String ok(String... args) {
        Cli.Result result = Cli.run(args);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }

    private static final String TOLD =
            "the policy after 4 iterations, from a checkpoint (the run is not finished: 6 iterations)";

    @Test
    void evaluateTestsItAndSaysSo() throws IOException {
        Path json = folder.resolve("evaluation.json");
        assertThat(ok("evaluate", run.toString(), "--tasks", "5", "--json", json.toString()))
                .contains(TOLD);
        JsonNode stopped = Json.parse(Files.readString(json));
        assertThat(stopped.path("iteration").asInt()).isEqualTo(4);

        // The same as of a run that was to have four iterations.
        Path whole = folder.resolve("whole");
        ok(Runs.train(whole, "--iterations", "4", "--hidden", "3"));
        assertThat(ok("evaluate", whole.toString(), "--tasks", "5", "--json", json.toString()))
                .doesNotContain("from a checkpoint");
        assertThat(stopped).isEqualTo(Json.parse(Files.readString(json)));
    }

    @Test
    void evaluateOfSeveralTestsItAndSaysSo() {
        Path other = folder.resolve("other");
        ok(Runs.train(other, "--iterations", "6", "--hidden", "3", "--seed", "6"));
        Cli.Result result = Cli.run("evaluate", run.toString(), other.toString(), "--tasks", "3");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).contains(run + ": " + TOLD);
    }

    @Test
    void varianceMeasuresItAndSaysSo() {
        String small = "--tasks 2 --inner-batches 2 --outer-batches 2";
        assertThat(ok(concat(new String[] {"variance", run.toString()}, small.split(" ", -1))))
                .contains(TOLD);
    }

    @Test
    void exportWritesItAndSaysSo() throws IOException {
        Path file = folder.resolve("exported.safetensors");
        assertThat(ok("export", run.toString(), "--safetensors", file.toString()))
                .contains("after 4 iterations, from a checkpoint");
        Safetensors late = Safetensors.read(folder.resolve("run.late"));
        for (String name : late.names()) {
            assertThat(Safetensors.read(file).doubles(name)).isEqualTo(late.doubles(name));
        }
    }

    @Test
    void reportDrawsItAndSaysSo() throws IOException {
        ok("report", run.toString());
        assertThat(Files.readString(run.resolve("report.html"))).contains(TOLD);
    }

    @Test
    void certifyTakesItAndSaysSo() throws IOException {
        Path tabular = stopped("tabular", "--env", "tabular", "--mdp", SAFE_ARM.toString(), "--preset", "paper");
        Path json = folder.resolve("certificate.json");
        assertThat(ok("certify", SAFE_ARM.toString(), "--policy", tabular.toString(), "--out", json.toString()))
                .contains(TOLD);
        double[] late = Safetensors.read(folder.resolve("tabular.late")).doubles("logits");
        JsonNode theta = Json.parse(Files.readString(json)).path("settings").path("theta");
        assertThat(theta.path(0).valueStream().mapToDouble(JsonNode::asDouble)).containsExactly(box(late));
    }

    private static Double[] box(double[] values) {
        return java.util.Arrays.stream(values).boxed().toArray(Double[]::new);
    }

    /// Files of other tools have no iteration: whoever put it there means it.
    @Test
    void aPolicyThatDoesNotSayItsIterationIsTheRuns() throws IOException {
        Safetensors late = Safetensors.read(folder.resolve("run.late"));
        Safetensors.Builder bare = Safetensors.builder();
        for (String name : late.names()) {
            bare.put(name, late.doubles(name), late.shape(name));
        }
        bare.build().write(run.resolve("policy.safetensors"));
        Path file = folder.resolve("exported.safetensors");
        assertThat(ok("export", run.toString(), "--safetensors", file.toString()))
                .contains("policy.safetensors, which does not say after how many iterations");
        ok("evaluate", run.toString(), "--tasks", "2");
    }
}
