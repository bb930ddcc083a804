package org.sgmrl.run.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.RunInUse;
import org.sgmrl.run.settings.RunOptions;
import org.sgmrl.training.MetaTraining;

/// The system drops a process's lock on a file when any channel of the process on that file is closed.
final class FolderLockTest {
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
    void aNewRunsFolderIsHeldUntilItIsLetGo() throws Exception {
        RunRequest request = RunRequest.of(MetaTraining.of(PointNavigation.distance()), RunOptions.DEFAULT);
        RunFolder run;
        try (RunFolder.Created created = RunFolder.create(folder.toString(), request)) {
            run = created.folder();
            assertThat(run.inUse()).isTrue();
            assertThat(isTakenForAnotherProcess()).isTrue();
            assertThatThrownBy(run::lock).isInstanceOf(RunInUse.class);
        }
        assertThat(run.inUse()).isFalse();
        run.lock().close();
    }

    @Test
    void aSecondTrialInTheSameProcessLeavesTheLockToTheFirst() throws Exception {
        Files.writeString(folder.resolve("config.json"), "{}");
        RunFolder run = RunFolder.open(folder);
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        try (FolderLock lock = FolderLock.take(folder)) {
            assertThat(lock).isNotNull();
            assertThat(run.inUse()).isTrue();
            for (Path name : new Path[] {folder, folder.resolve("."), link}) {
                assertThatThrownBy(() -> FolderLock.take(name)).isInstanceOf(RunInUse.class);
            }
            assertThat(isTakenForAnotherProcess()).isTrue();
        }
        assertThat(run.inUse()).isFalse();
        assertThat(isTakenForAnotherProcess()).isFalse();
        FolderLock.take(folder).close();
    }
}
