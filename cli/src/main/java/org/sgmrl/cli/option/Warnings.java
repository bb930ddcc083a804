package org.sgmrl.cli.option;

import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/// What a command says of things that are not as expected and do not end it.
public final class Warnings {
    private Warnings() {}

    /// Where warnings go.
    ///
    /// @param spec the command
    /// @return prints a line to its standard error
    public static Consumer<String> of(CommandSpec spec) {
        return warning -> spec.commandLine().getErr().println("sgmrl: " + warning);
    }
}
