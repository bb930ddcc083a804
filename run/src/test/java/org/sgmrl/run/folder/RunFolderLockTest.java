package org.sgmrl.run.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.run.failure.RunInUse;

/// The system drops a process's lock on a file when any channel of the process on that file is closed.
final class RunFolderLockTest {
    @TempDir
    private Path folder;

    private boolean isTakenForAnotherProcess() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(Objects.requireNonNull(System.getProperty("java.home")), "bin", "java")
                                .toString(),
                        "-cp",
                        Objects.requireNonNull(System.getProperty("java.class.path")),
                        LockProbe.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();
        int code = process.waitFor();
        assertThat(code).isIn(0, 2);
        return code == 2;
    }

    @Test
    void aSecondTrialInTheSameProcessLeavesTheLockToTheFirst() throws Exception {
        Files.writeString(folder.resolve("config.json"), "{}");
        RunFolder run = RunFolder.open(folder);
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        try (RunFolder.Lock lock = RunFolder.lock(folder)) {
            assertThat(lock).isNotNull();
            assertThat(run.inUse()).isTrue();
            for (Path name : new Path[] {folder, folder.resolve("."), link}) {
                assertThatThrownBy(() -> RunFolder.lock(name)).isInstanceOf(RunInUse.class);
            }
            assertThat(isTakenForAnotherProcess()).isTrue();
        }
        assertThat(run.inUse()).isFalse();
        assertThat(isTakenForAnotherProcess()).isFalse();
        RunFolder.lock(folder).close();
    }
}
