package org.sgmrl.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.io.Output;
import org.sgmrl.run.text.Errors;
import picocli.CommandLine.Model.CommandSpec;

/// Files that a command is asked to write.
final class Outputs {
    private Outputs() {}

    /// Refuses a target that cannot be written, before the work is done and not after it. Where it is the standard
    /// output, what the command says to people goes to the standard error instead.
    static void check(CommandSpec spec, String option, @Nullable Path target) {
        if (target == null) {
            return;
        }
        check(option, target);
        try {
            if (Output.isStandard(target)) {
                spec.commandLine().setOut(spec.commandLine().getErr());
            }
        } catch (IOException e) {
            throw new InvalidOption(option + " = " + target + " cannot be written: " + Errors.reason(e));
        }
    }

    private static void check(String option, Path target) {
        if (target.equals(Output.STANDARD)) {
            return;
        }
        Path parent = target.toAbsolutePath().getParent();
        if (target.toString().isEmpty() || parent == null || Files.isDirectory(target)) {
            throw new InvalidOption(option + " = " + target + " must be the name of a file");
        }
        if (!Files.isDirectory(parent)) {
            throw new InvalidOption(option + " = " + target + " cannot be written: there is no folder " + parent);
        }
        try {
            Output.requireWritable(target);
        } catch (IOException e) {
            throw new InvalidOption(option + " = " + target + " cannot be written: " + Errors.reason(e));
        }
    }
}
