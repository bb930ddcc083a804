package org.sgmrl.cli.terminal;

import org.sgmrl.run.training.RunListener;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// `--quiet` of commands that make a run.
public final class QuietOption {
    @Option(
            names = "--quiet",
            description =
                    "say nothing but what is wrong; the run folder has all results (evaluation.json, metrics.jsonl)")
    private boolean quiet;

    /// For picocli.
    public QuietOption() {}

    /// Who tells of the run.
    ///
    /// @param command with the places where it is told
    /// @return a listener that writes the run's page in any case
    public RunListener listener(CommandLine command) {
        return new TerminalRun(command.getOut(), command.getErr(), quiet);
    }
}
