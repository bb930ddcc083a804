package org.sgmrl.mujoco;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Java processes of their own: for what can happen once in a process, or may end it.
final class Processes {
    private Processes() {}

    /// Runs a class of the tests.
    ///
    /// @param main the class
    /// @param environment variables to add
    /// @param options options of the JVM
    /// @param code the exit code that it must have
    /// @param arguments its arguments
    /// @return the lines that it prints on either stream
    static List<String> run(
            Class<?> main, Map<String, String> environment, List<String> options, int code, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.add("-XX:ErrorFile=target/hs_err_pid%p.log");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isEqualTo(code);
            return output.lines().toList();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
