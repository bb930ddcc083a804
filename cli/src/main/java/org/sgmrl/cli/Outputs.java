package org.sgmrl.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Files that a command is asked to write.
final class Outputs {
    private Outputs() {}

    /// Refuses a target that cannot be written, before the work is done and not after it.
    static void check(String option, @Nullable Path target) {
        if (target == null) {
            return;
        }
        Path parent = target.toAbsolutePath().getParent();
        if (target.toString().isEmpty() || parent == null || Files.isDirectory(target)) {
            throw new InvalidOption(option + " = " + target + " must be the name of a file");
        }
        if (!Files.isDirectory(parent)) {
            throw new InvalidOption(option + " = " + target + " cannot be written: there is no folder " + parent);
        }
        if (!Files.isWritable(parent)) {
            throw new InvalidOption(option + " = " + target + " cannot be written: permission denied");
        }
    }
}
