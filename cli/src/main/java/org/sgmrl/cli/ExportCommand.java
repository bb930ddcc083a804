package org.sgmrl.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.adapt.PolicyFile;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.cli.option.OpenedRun;
import org.sgmrl.cli.option.Outputs;
import org.sgmrl.io.Output;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.export.OnnxPolicy;
import org.sgmrl.run.folder.NewestParameters;
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
        OpenedRun run = OpenedRun.of(spec, directory, GivenSettings.NONE);
        RunRequest request = run.request();
        Policy policy = request.newPolicy();
        NewestParameters trained = run.newest(policy);
        byte[] content = onnx != null
                ? OnnxPolicy.encode(request, trained)
                : PolicyFile.encode(request.trainedPolicy(policy, trained.theta(), trained.iteration()));
        Path out = onnx != null ? onnx : safetensors;
        Outputs.write(out, file -> Output.write(file, content));
        spec.commandLine()
                .getOut()
                .println(policy.description() + " after " + trained.iteration() + " iterations, from "
                        + trained.source() + ": written to " + out);
        return 0;
    }
}
