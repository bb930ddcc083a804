package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.adapt.PolicyFile;
import org.sgmrl.io.Safetensors;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.DecisionBatch;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.run.Provenance;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.export.OnnxPolicy;
import org.sgmrl.run.failure.NotSupported;
import org.sgmrl.run.folder.NewestParameters;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;

/// An exported policy is the policy: ONNX Runtime loads it and computes what we compute.
class ExportTest {
    /// Two tasks on two states and two actions; numbers of its own.
    private static final String TWO_STATES = """
            {"horizon": 3, "discount": 0.9, "tasks": [
              {"probability": 0.5, "initial": [1, 0],
               "transition": [[[0.25, 0.75], [1, 0]], [[0.5, 0.5], [0, 1]]], "reward": [[0, 1], [0.5, 0]]},
              {"probability": 0.5, "initial": [0, 1],
               "transition": [[[0.25, 0.75], [1, 0]], [[0.5, 0.5], [0, 1]]], "reward": [[1, 0], [0, 0.25]]}],
             "theta": [[0.5, -0.25], [0, 1]]}
            """;

    /// Sums of at most 64 products of size one in single precision: an error of 64 · 2⁻²⁴ ≈ 4e-6 in each of three
    /// layers.
    private static final double TOLERANCE = 1.2e-5;

    private static final int ROWS = 37;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--env point-navigation-v1 --hidden 5,4",
                "--env point-navigation-v1 --hidden 64,33 --precision double",
                "--env point-navigation-v1 --hidden none",
                "--env half-cheetah-velocity-v1 --hidden 16"
            })
    void onnxRuntimeComputesTheMeanAndDeviationOfAGaussianPolicy(String work) throws IOException, OrtException {
        Path run = train(work);
        RunRequest request = RunFolder.open(run).readConfig(GivenSettings.NONE);
        Policy policy = request.settings().newPolicy(request.environment().spec());
        PolicyEvaluator evaluator = policy.newEvaluator();
        evaluator.setParameters(PolicyFile.read(RunFolder.open(run).policy(), policy));
        double[] observations = new Random(5)
                .doubles(ROWS * (long) policy.observationSize(), -1, 1)
                .toArray();
        int size = policy.actionSize();
        double[] mean = new double[ROWS * size];
        double[] oneDeviationAbove = new double[ROWS * size];
        double[] noise = new double[ROWS * size];
        evaluator.act(ROWS, observations, noise, mean);
        Arrays.fill(noise, 1);
        evaluator.act(ROWS, observations, noise, oneDeviationAbove);

        try (OrtSession session = load(export(run))) {
            float[][] actual = (float[][]) run(session, observations, policy.observationSize(), "mean");
            float[] logStd = (float[]) run(session, observations, policy.observationSize(), "logStd");
            assertThat(actual).hasNumberOfRows(ROWS);
            assertThat(logStd).hasSize(size);
            for (int i = 0; i < mean.length; i++) {
                assertThat((double) actual[i / size][i % size]).isCloseTo(mean[i], within(TOLERANCE));
                assertThat(StrictMath.exp(logStd[i % size]))
                        .isCloseTo(oneDeviationAbove[i] - mean[i], within(TOLERANCE));
            }
            assertThat(Arrays.stream(mean).map(Math::abs).max().orElseThrow())
                    .as("something to compare")
                    .isGreaterThan(0.01);
        }
    }

    @Test
    void theLibraryMakesTheModelOfTheCommand() throws IOException {
        Path run = train("--env point-navigation-v1 --hidden 5,4");
        RunFolder opened = RunFolder.open(run);
        RunRequest request = opened.readConfig(GivenSettings.NONE);
        NewestParameters trained = NewestParameters.newest(opened, request, request.newPolicy(), _ -> {});
        assertThat(Files.readAllBytes(export(run))).isEqualTo(OnnxPolicy.encode(request, trained));
    }

    @Test
    void aDeviationBelowThePolicysFloorIsExportedAsTheFloor() throws IOException, OrtException {
        Policy policy = new GaussianMlpPolicy(1, new int[0], 2, 0, Precision.FLOAT);
        Path file = folder.resolve("floor.onnx");
        Files.write(file, OnnxPolicy.encode(policy, new double[] {1, 2, 3, 4, -20, -0.5}, "", Map.of()));

        try (OrtSession session = load(file)) {
            assertThat((float[]) run(session, new double[] {0.5}, 1, "logStd"))
                    .containsExactly((float) StrictMath.log(1e-6), -0.5f);
            assertThat(((float[][]) run(session, new double[] {0.5}, 1, "mean"))[0])
                    .containsExactly(3.5f, 5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--policy mlp --hidden 6", "--policy softmax-tabular"})
    void onnxRuntimeComputesTheLogitsOfADiscretePolicy(String work) throws IOException, OrtException {
        Path mdp = folder.resolve("mdp.json");
        Files.writeString(mdp, TWO_STATES);
        Path run = train("--env tabular --mdp " + mdp + " " + work);
        RunRequest request = RunFolder.open(run).readConfig(GivenSettings.NONE);
        Policy policy = request.settings().newPolicy(request.environment().spec());
        PolicyEvaluator evaluator = policy.newEvaluator();
        evaluator.setParameters(PolicyFile.read(RunFolder.open(run).policy(), policy));
        double[] states = {1, 0, 0, 1};
        DecisionBatch batch = new DecisionBatch(4, 2, 1);
        batch.rows(4);
        System.arraycopy(new double[] {1, 0, 1, 0, 0, 1, 0, 1}, 0, batch.observations(), 0, 8);
        System.arraycopy(new double[] {0, 1, 0, 1}, 0, batch.actions(), 0, 4);
        double[] expected = new double[4];
        evaluator.logProbability(batch, 0, 4, expected);

        try (OrtSession session = load(export(run))) {
            float[][] logits = (float[][]) run(session, states, 2, "logits");
            for (int s = 0; s < 2; s++) {
                double sum = StrictMath.exp(logits[s][0]) + StrictMath.exp(logits[s][1]);
                for (int a = 0; a < 2; a++) {
                    assertThat(logits[s][a] - StrictMath.log(sum)).isCloseTo(expected[2 * s + a], within(TOLERANCE));
                }
                assertThat(logits[s][0]).isNotEqualTo(logits[s][1]);
            }
        }
    }

    @Test
    void aParameterThatSinglePrecisionDoesNotHoldIsTold() {
        Policy policy = new GaussianMlpPolicy(1, new int[0], 2, 0, Precision.DOUBLE);
        assertThatThrownBy(() -> OnnxPolicy.encode(policy, new double[] {1, 1e39, 3, 4, -20, -0.5}, "", Map.of()))
                .isInstanceOf(NotSupported.class)
                .hasMessage("tensor parameter." + policy.layout().getFirst().name()
                        + " holds 1.0E39, which the model's single precision does not; export it as safetensors");
    }

    @Test
    void theModelSaysWhereItComesFrom() throws IOException, OrtException {
        Path run = train("--env point-navigation-v1 --hidden 3");

        try (OrtSession session = load(export(run))) {
            assertThat(session.getInputNames()).containsExactly("observation");
            assertThat(session.getOutputNames()).containsExactly("mean", "logStd");
            var metadata = session.getMetadata();
            assertThat(metadata.getProducerName()).isEqualTo("sgmrl");
            assertThat(metadata.getDescription())
                    .contains("point-navigation-v1")
                    .contains("before adaptation")
                    .contains("2 iterations");
            assertThat(metadata.getCustomMetadata())
                    .containsEntry("environment", "point-navigation-v1")
                    .containsEntry("iteration", "2")
                    .containsEntry("sgmrl_version", Provenance.version())
                    // ±0.1 in the environment, ±10 in the policy's units.
                    .containsEntry("action_scale", "[0.01,0.01]")
                    .containsEntry("action_low", "[-0.1,-0.1]");
        }
    }

    @Test
    void safetensorsOfAFinishedRunAreItsPolicyFile() throws IOException {
        Path run = train("--hidden 3");
        Path file = folder.resolve("p.safetensors");

        Cli.Result result = Cli.run("export", run.toString(), "--safetensors", file.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("after 2 iterations, from policy.safetensors");
        Safetensors exported = Safetensors.read(file);
        Safetensors own = Safetensors.read(run.resolve("policy.safetensors"));
        assertThat(exported.names()).isEqualTo(own.names());
        for (String name : own.names()) {
            assertThat(exported.doubles(name)).isEqualTo(own.doubles(name));
            assertThat(exported.shape(name)).isEqualTo(own.shape(name));
        }
        assertThat(exported.metadata())
                .containsAllEntriesOf(own.metadata())
                .containsEntry("action_scale", "[0.01,0.01]")
                .containsEntry("action_centre", "[0.0,0.0]")
                .containsEntry("action_low", "[-0.1,-0.1]")
                .containsEntry("action_high", "[0.1,0.1]")
                .containsEntry("log_std_min", Double.toString(StrictMath.log(1e-6)));
    }

    @Test
    void anUnfinishedRunGivesItsNewestCheckpointAndSaysSo() throws IOException {
        Path run = train("--hidden 3 --checkpoint-every 1");
        Files.delete(run.resolve("policy.safetensors"));
        Files.write(run.resolve("checkpoint-2.safetensors"), new byte[20]);
        Path file = folder.resolve("p.safetensors");

        Cli.Result result = Cli.run("export", run.toString(), "--safetensors", file.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("after 1 iterations, from a checkpoint (the run is not finished");
        assertThat(Safetensors.read(file).metadata()).containsEntry("iteration", "1");
        double[] theta =
                Safetensors.read(run.resolve("checkpoint-1.safetensors")).doubles("theta");
        assertThat(Safetensors.read(file).doubles("mean.0.bias")).containsExactly(Arrays.copyOfRange(theta, 6, 9));
    }

    @Test
    void aRunWithNothingToExportIsTold() throws IOException {
        Path run = train("--hidden 3");
        Files.delete(run.resolve("policy.safetensors"));
        Files.delete(run.resolve("checkpoint-2.safetensors"));

        refused("export " + run + " --onnx " + folder.resolve("x.onnx"), 2, "neither a policy nor a checkpoint yet");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "export RUN | give --onnx FILE or --safetensors FILE",
                "export RUN --onnx OUT/x --safetensors OUT/y | FILE, not both",
                "export RUN --onnx OUT/none/x | there is no folder",
                "export RUN --onnx OUT | must be the name of a file",
                "export OUT/none --onnx OUT/x | is not a folder",
                "export OUT --onnx OUT/x | is not a run folder",
                "export | DIR"
            })
    void aWrongRequestIsToldInOneLineAndWritesNothing(String args, String message) throws IOException {
        Path run = train("--hidden 3");
        Path out = Files.createDirectory(folder.resolve("out"));

        refused(args.replace("RUN", run.toString()).replace("OUT", out.toString()), 2, message);

        assertThat(out).isEmptyDirectory();
    }

    /// File names have at most 255 bytes on common file systems: found out only by writing.
    @Test
    void aFileThatCannotBeWrittenIsToldInOneLineAndLeavesNothing() throws IOException {
        Path run = train("--hidden 3");
        Path out = Files.createDirectory(folder.resolve("out"));

        refused("export " + run + " --onnx " + out.resolve("x".repeat(300)), 1, "cannot be written");

        assertThat(out).isEmptyDirectory();
    }

    private static void refused(String command, int code, String message) {
        Cli.Result result = Cli.run(command.split(" "));
        assertThat(result.exitCode()).as(result.err()).isEqualTo(code);
        assertThat(result.err().lines()).hasSize(1).first().asString().contains(message);
    }

    private Path train(String work) {
        Path run = folder.resolve("run");
        List<String> args = new ArrayList<>(List.of(("train --tasks 2 --inner-trajectories 3 --outer-trajectories 3"
                        + " --horizon 4 --iterations 2 --test-tasks 2 --out " + run)
                .split(" ")));
        args.addAll(List.of(work.split(" ")));
        Cli.Result result = Cli.run(args.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return run;
    }

    private Path export(Path run) {
        Path file = folder.resolve("policy.onnx");
        Cli.Result result = Cli.run("export", run.toString(), "--onnx", file.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        return file;
    }

    private static OrtSession load(Path file) throws OrtException {
        return OrtEnvironment.getEnvironment().createSession(file.toString());
    }

    private static Object run(OrtSession session, double[] observations, int columns, String output)
            throws OrtException {
        float[][] rows = new float[observations.length / columns][columns];
        for (int i = 0; i < observations.length; i++) {
            rows[i / columns][i % columns] = (float) observations[i];
        }
        try (OnnxTensor input = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), rows);
                OrtSession.Result result = session.run(Map.of("observation", input))) {
            return result.get(output).orElseThrow().getValue();
        }
    }
}
