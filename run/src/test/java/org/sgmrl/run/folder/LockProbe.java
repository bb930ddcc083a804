package org.sgmrl.run.folder;

import java.io.IOException;
import java.nio.file.Path;
import org.sgmrl.run.failure.RunInUse;

/// Tries, as another process, to take a folder.
public final class LockProbe {
    private LockProbe() {}

    public static void main(String[] arguments) throws IOException {
        try (FolderLock lock = FolderLock.take(Path.of(arguments[0]))) {
            System.exit(lock == null ? 3 : 0);
        } catch (RunInUse e) {
            System.exit(2);
        }
    }
}
