package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.adapt.TrainedPolicy;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.JsonNode;

/// Setting `inner-step-learned`, as users meet it.
final class LearnedStepSizesTest {
    private static final Path TWO_STATE = Path.of("../examples/mdp/two-state.json");

    @TempDir
    private Path folder;

    private static void ok(String... words) {
        Cli.Result result = Cli.run(words);
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    private Path train(String name, int iterations, String... more) {
        Path run = folder.resolve(name);
        List<String> words = new ArrayList<>(List.of(
                "train",
                "--inner-step-learned",
                "--tasks=3",
                "--inner-trajectories=3",
                "--outer-trajectories=2",
                "--threads=1",
                "--test-tasks=4",
                "--iterations=" + iterations,
                "--out=" + run));
        words.addAll(List.of(more));
        ok(words.toArray(String[]::new));
        return run;
    }

    @Test
    void aRunLearnsThemGoesOnToTheSameBitsAndItsPolicyAdaptsByThem() throws IOException {
        String[] robot = {"--horizon=10", "--hidden=4", "--checkpoint-every=1"};
        Path whole = train("whole", 4, robot);
        assertThat(Json.parse(Files.readString(whole.resolve("config.json")))
                        .path("inner-step-learned")
                        .asBoolean())
                .isTrue();
        TrainedPolicy policy = TrainedPolicy.load(whole);
        assertThat(policy.policy().description()).isEqualTo("gaussian-mlp(2-4-2)+step-sizes");
        double[] theta = policy.theta();
        assertThat(Arrays.stream(theta).skip(theta.length / 2))
                .anyMatch(size -> size < 0.1)
                .anyMatch(size -> size > 0.1);

        Path half = train("half", 2, robot);
        ok("resume", half.toString(), "--iterations=4");
        assertThat(TrainedPolicy.load(half).theta()).isEqualTo(theta);
        assertThat(Json.parse(Files.readString(half.resolve("evaluation.json"))).path("returns"))
                .isEqualTo(Json.parse(Files.readString(whole.resolve("evaluation.json")))
                        .path("returns"));

        ok("evaluate", whole.toString(), "--tasks=4", "--threads=1", "--select=4");
        Path copy = folder.resolve("copy.safetensors");
        Path model = folder.resolve("policy.onnx");
        ok("export", whole.toString(), "--safetensors", copy.toString());
        ok("export", whole.toString(), "--onnx", model.toString());
        assertThat(TrainedPolicy.load(copy).theta()).isEqualTo(theta);
        assertThat(new String(Files.readAllBytes(model), StandardCharsets.ISO_8859_1))
                .contains("parameter.mean.0.weight", "gaussian-mlp(2-4-2)")
                .doesNotContain("step_size.");
    }

    @Test
    void aProblemFilesThetaIsWhereARunStartsAndItsPolicyIsCertified() {
        Path run = train("tabular", 2, "--env=tabular", "--mdp=" + TWO_STATE, "--algorithm=maml");
        ok("certify", TWO_STATE.toString(), "--policy", run.toString());
    }

    @Test
    void certifyHasTheDerivativesWithRespectToThem() throws IOException {
        Path result = folder.resolve("certificate.json");
        ok(
                "certify",
                TWO_STATE.toString(),
                "--inner-steps=2",
                "--inner-step-size=0.7",
                "--inner-step-learned",
                "--out=" + result);
        JsonNode sizes = Json.parse(Files.readString(result)).path("stepSizes");
        assertThat(sizes.path("gradientNorm").asDouble()).isPositive();
        assertThat(bias(sizes, "sg-mrl")).isLessThan(1e-12);
        assertThat(bias(sizes, "maml")).isGreaterThan(1e-3);
        assertThat(bias(sizes, "pretrain")).isEqualTo(1);
        assertThat(Cli.run("certify", TWO_STATE.toString(), "--inner-step-learned")
                        .out())
                .contains("with respect to step sizes α, one of each parameter");
        assertThat(Cli.run("certify", TWO_STATE.toString()).out()).doesNotContain("step sizes α");
    }

    private static double bias(JsonNode sizes, String variant) {
        return sizes.path("estimators").path(variant).path("relativeBias").asDouble();
    }
}
