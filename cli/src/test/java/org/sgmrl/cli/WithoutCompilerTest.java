package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WithoutCompilerTest {
    @TempDir
    private Path folder;

    @Test
    void steppingIsMeasuredAloneAndSaysWhy() throws Exception {
        Path log = folder.resolve("log");
        String[] args = {
            "bench", "environment", "--env", "swimmer-velocity-v1", "--simulator", "mujoco", "--seconds", "0.5"
        };
        List<String> noPrograms = List.of("env", "PATH=" + folder);
        List<String> flags = List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED");
        int code = Cli.end(Cli.startUnder(noPrograms, flags, log, args), args);
        String text = Files.readString(log);
        assertThat(code).as(text).isZero();
        assertThat(text).contains("env-steps/s", "needs the compiler cc").doesNotContain("a plain C loop on the same");
    }
}
