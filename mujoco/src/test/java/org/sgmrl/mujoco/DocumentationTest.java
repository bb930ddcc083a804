package org.sgmrl.mujoco;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of docs/mujoco.md.
final class DocumentationTest {
    @TempDir
    private Path folder;

    @Test
    void theExampleCompilesAndThePendulumSwings() throws Exception {
        String text = Files.readString(Path.of("..", "docs", "mujoco.md"));
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(text);
        assertThat(block.find()).isTrue();
        Path source = Files.writeString(folder.resolve("Pendulum.java"), block.group(1));
        String classPath = System.getProperty("java.class.path");
        int code = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", classPath, "-d", folder.toString(), source.toString());
        assertThat(code).isZero();

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        folder + File.pathSeparator + classPath,
                        "Pendulum")
                .redirectErrorStream(true)
                .start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).as("%s", lines).isZero();
        Matcher said =
                Pattern.compile("(-?\\d\\.\\d{3}) rad, (-?\\d\\.\\d{3}) rad/s").matcher(lines.getLast());
        assertThat(said.matches()).as("%s", lines).isTrue();
        // The motor lifts the rod from its rest to a little angle.
        assertThat(Double.parseDouble(said.group(1))).isBetween(1e-3, 0.3);
    }
}
