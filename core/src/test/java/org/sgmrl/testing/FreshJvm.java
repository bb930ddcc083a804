package org.sgmrl.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

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
        Path output = Files.createTempFile("fresh-jvm", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(main.getSimpleName() + " still runs after 5 minutes");
            }
            return Files.readAllLines(output);
        } finally {
            Files.delete(output);
        }
    }
}
