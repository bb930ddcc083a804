package org.sgmrl.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sgmrl.io.Output;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.text.Errors;
import picocli.CommandLine.Model.CommandSpec;

/// Files that a command is asked to write.
public final class Outputs {
    private Outputs() {}

    /// What makes a file, such as the `write` of a result.
    public interface Content {
        /// Writes it.
        ///
        /// @param target a file, or `-`
        /// @throws IOException if it cannot be written
        void write(Path target) throws IOException;
    }

    /// Writes what was asked for.
    ///
    /// @param target a file, or `-`; null if nothing was asked for
    /// @param content what to write
    /// @throws AccessFailed if it cannot be written
    public static void write(@Nullable Path target, Content content) {
        if (target == null) {
            return;
        }
        try {
            content.write(target);
        } catch (IOException e) {
            throw new AccessFailed(target + " cannot be written: " + Errors.reason(e));
        }
    }

    /// Refuses a target that cannot be written, before the work is done and not after it. Where it is the standard
    /// output, what the command says to people goes to the standard error instead.
    ///
    /// @param spec the command
    /// @param option the option's name, or other words for the target
    /// @param target a file, or `-`; null if nothing was asked for
    /// @throws InvalidOption if it cannot be written
    public static void check(CommandSpec spec, String option, @Nullable Path target) {
        if (target == null) {
            return;
        }
        check(option, target);
        if (isStandard(option, target)) {
            spec.commandLine().setOut(spec.commandLine().getErr());
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
            throw unwritable(option, target, e);
        }
    }

    /// [Output#isStandard] of an option's target.
    ///
    /// @param option the option's name
    /// @param target a file, or `-`
    /// @return whether it is standard output
    /// @throws InvalidOption if it cannot be written
    public static boolean isStandard(String option, Path target) {
        try {
            return Output.isStandard(target);
        } catch (IOException e) {
            throw unwritable(option, target, e);
        }
    }

    /// [Output#isStream] of an option's target.
    ///
    /// @param option the option's name
    /// @param target a file, or `-`
    /// @return whether it is no file that could be opened by its name later
    /// @throws InvalidOption if it cannot be written
    public static boolean isStream(String option, Path target) {
        try {
            return Output.isStream(target);
        } catch (IOException e) {
            throw unwritable(option, target, e);
        }
    }

    private static InvalidOption unwritable(String option, Path target, IOException e) {
        return new InvalidOption(option + " = " + target + " cannot be written: " + Errors.reason(e));
    }
}
