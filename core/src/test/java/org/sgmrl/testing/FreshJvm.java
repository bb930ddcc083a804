package org.sgmrl.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Runs a main class of the tests in a virtual machine of its own.
public final class FreshJvm {
    /// The flag that adds the Vector API.
    public static final String VECTORS = "--add-modules=jdk.incubator.vector";

    private FreshJvm() {}

    /// Runs it and returns the lines that it printed, also to standard error.
    ///
    /// @param flags of the virtual machine
    /// @param main the class
    /// @param arguments its arguments
    /// @return the lines
    public static List<String> run(List<String> flags, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(Objects.requireNonNull(System.getProperty("java.home")), "bin", "java")
                .toString());
        command.addAll(flags);
        command.add("-cp");
        command.add(Objects.requireNonNull(System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines().toList();
    }
}
