package org.sgmrl.cli;

import java.util.concurrent.Callable;
import org.sgmrl.cli.option.InvalidOption;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sgmrl completion`.
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a script with which a shell completes commands and options.",
            "bash: source <(./sgmrl completion bash)",
            "zsh:  autoload -U +X compinit bashcompinit && compinit && bashcompinit, then source <(./sgmrl completion zsh)"
        },
        footer = {"", "Example: ./sgmrl completion bash"})
final class CompletionCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "bash|zsh", description = "the shell; one script serves both")
    @SuppressWarnings("NullAway.Init")
    private String shell;

    @Override
    public Integer call() {
        if (!shell.equals("bash") && !shell.equals("zsh")) {
            throw new InvalidOption("completion = " + shell + " must be bash or zsh");
        }
        spec.commandLine()
                .getOut()
                .println(AutoComplete.bash("sgmrl", spec.root().commandLine()));
        return 0;
    }
}
