package org.sgmrl.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.Outputs;
import org.sgmrl.cli.terminal.TerminalRun;
import org.sgmrl.run.training.RunListener;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// How commands that make a run tell of it.
final class TellingOptions {
    @Option(
            names = "--quiet",
            description =
                    "say nothing but what is wrong; the run folder has all results (evaluation.json, metrics.jsonl)")
    private boolean quiet;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "also write the returns on held-out tasks as evaluate does; - is the standard output, and"
                    + " what is said goes to the standard error")
    private @Nullable Path json;

    /// Who tells of the run. Refuses a file that cannot be written.
    ///
    /// @param spec of the command, with the places where it is told
    /// @return a listener that writes the run's page in any case
    RunListener listener(CommandSpec spec) {
        Outputs.check(spec, "--json", json);
        return new TerminalRun(spec.commandLine().getOut(), spec.commandLine().getErr(), quiet, json);
    }
}
