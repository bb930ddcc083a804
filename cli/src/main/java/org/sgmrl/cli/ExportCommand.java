package org.sgmrl.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.sgmrl.adapt.PolicyFile;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.cli.option.Outputs;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.io.Output;
import org.sgmrl.policy.Policy;
import org.sgmrl.rollout.ActionMap;
import org.sgmrl.run.Provenance;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.export.OnnxPolicy;
import org.sgmrl.run.folder.NewestParameters;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sgmrl export`.
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "./sgmrl export DIR --onnx FILE|--safetensors FILE",
        description = {
            "Writes the policy of a run (of the newest checkpoint if the run is not finished) for other tools.",
            "It is the policy before adaptation, the point from which adaptation starts."
        },
        footer = {"", "Example: ./sgmrl export runs/point-navigation-v1-sg-mrl-seed0 --onnx policy.onnx"})
final class ExportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "run folder")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(
            names = "--onnx",
            paramLabel = "FILE",
            description = "an ONNX model: observation [N, n] to mean and logStd, or to logits, in single precision")
    private @Nullable Path onnx;

    @Option(
            names = "--safetensors",
            paramLabel = "FILE",
            description =
                    "the parameters in double precision, a tensor for each weight matrix and bias, and in the metadata"
                            + " all that acting and adapting need")
    private @Nullable Path safetensors;

    @Override
    public Integer call() {
        if ((onnx == null) == (safetensors == null)) {
            throw new InvalidOption(
                    onnx == null
                            ? "give --onnx FILE or --safetensors FILE"
                            : "give --onnx FILE or --safetensors FILE, not both");
        }
        Outputs.check(spec, "--onnx", onnx);
        Outputs.check(spec, "--safetensors", safetensors);
        RunFolder folder = RunFolder.open(directory);
        RunRequest request = folder.readConfig(GivenSettings.NONE);
        Policy policy = request.settings().newPolicy(request.environment().spec());
        NewestParameters trained = NewestParameters.newest(
                folder, request, policy, warning -> spec.commandLine().getErr().println("sgmrl: " + warning));
        byte[] content = onnx != null
                ? onnx(request, policy, trained)
                : PolicyFile.encode(request.trainedPolicy(policy, trained.theta(), trained.iteration()));
        Path out = onnx != null ? onnx : safetensors;
        Outputs.write(out, file -> Output.write(file, content));
        spec.commandLine()
                .getOut()
                .println(policy.description() + " after " + trained.iteration() + " iterations, from "
                        + trained.source() + ": written to " + out);
        return 0;
    }

    private static byte[] onnx(RunRequest request, Policy policy, NewestParameters trained) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("environment", request.environmentId());
        metadata.put("algorithm", request.settings().method().kind().id());
        metadata.put("iteration", Integer.toString(trained.iteration()));
        metadata.put("policy", policy.acting().description());
        metadata.put("sgmrl_version", Provenance.version());
        metadata.putAll(actions(request));
        String action = switch (request.environment().spec().actionSpace()) {
            case ActionSpace.Box ignored ->
                "An action a is drawn from a normal distribution with this mean and standard deviation"
                        + " exp(logStd); the environment takes clip(action_centre + action_scale * a,"
                        + " action_low, action_high), all in the metadata.";
            case ActionSpace.Discrete ignored -> "Action i has probability softmax(logits)[i].";
        };
        String doc = "Policy of " + request.environmentId() + " before adaptation, trained with "
                + request.settings().method().kind().id() + " for " + trained.iteration() + " iterations. " + action;
        return OnnxPolicy.encode(policy, trained.theta(), doc, metadata);
    }

    /// How the policy's actions become the environment's.
    private static Map<String, String> actions(RunRequest request) {
        Map<String, String> metadata = new LinkedHashMap<>();
        if (request.environment().spec().actionSpace() instanceof ActionSpace.Box box) {
            ActionMap map = new ActionMap(box);
            int size = box.size();
            metadata.put("action_scale", list(size, map::scale));
            metadata.put("action_centre", list(size, map::centre));
            metadata.put("action_low", list(size, box::low));
            metadata.put("action_high", list(size, box::high));
        }
        return metadata;
    }

    private static String list(int size, IntToDoubleFunction value) {
        return IntStream.range(0, size)
                .mapToObj(i -> Double.toString(value.applyAsDouble(i)))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
