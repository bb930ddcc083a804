package org.sgmrl.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A temporary machine for the shell scripts: a root folder, a home, a PATH with the standard tools and
/// nothing else, and JDKs that are shell scripts. Nothing of the real machine's Java or Maven is visible
/// from it.
final class ShellSandbox {
    private static final List<String> TOOLS = List.of(
            "bash",
            "cat",
            "cp",
            "date",
            "dirname",
            "env",
            "find",
            "flock",
            "grep",
            "head",
            "id",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "tail",
            "touch",
            "uname");

    /// The modules a complete `release` file names.
    static final String VECTOR_MODULES = "java.base jdk.compiler jdk.incubator.vector";

    final Path folder;
    final Path machine;
    final Path home;
    final Path bin;
    final Map<String, String> environment = new HashMap<>();

    ShellSandbox(Path folder) throws IOException {
        this.folder = folder;
        machine = Files.createDirectories(folder.resolve("machine"));
        home = Files.createDirectories(folder.resolve("home of süß user"));
        bin = Files.createDirectories(folder.resolve("bin"));
        environment.put("PATH", bin + ":" + tools(true));
        environment.put("HOME", home.toString());
        environment.put("SGMRL_SYSTEM_ROOT", machine.toString());
        environment.put("LANG", "C.UTF-8");
    }

    /// A folder of links to the standard tools, with or without flock. It outlives the tests: JUnit warns
    /// about every link that leads out of a temporary folder.
    private static Path tools(boolean withFlock) throws IOException {
        Path folder = project().resolve("cli/target/" + (withFlock ? "tools" : "tools-without-flock"));
        Files.createDirectories(folder);
        for (String tool : TOOLS) {
            Path found = onPath(tool);
            if (found != null && (withFlock || !tool.equals("flock")) && !Files.exists(folder.resolve(tool))) {
                Files.createSymbolicLink(folder.resolve(tool), found);
            }
        }
        return folder;
    }

    /// Takes flock away, as on a system that has none.
    void removeFlock() throws IOException {
        environment.put("PATH", bin + ":" + tools(false));
    }

    private static @Nullable Path onPath(String tool) {
        String path = System.getenv("PATH");
        return Arrays.stream((path == null ? "/usr/bin:/bin" : path).split(":"))
                .map(entry -> Path.of(entry, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /// The root of the project these tests belong to.
    static Path project() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("scripts/environment.sh"))) {
            Path parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException(
                        "no scripts/environment.sh above " + Path.of("").toAbsolutePath());
            }
            folder = parent;
        }
        return folder;
    }

    static Path script(Path file, String... lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/usr/bin/env bash\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    /// A JDK folder whose `release` file states the version.
    static Path jdk(Path home, String version) throws IOException {
        return jdk(home, version, VECTOR_MODULES);
    }

    static Path jdk(Path home, String version, String modules) throws IOException {
        script(home.resolve("bin/java"), "exit 99");
        script(home.resolve("bin/javac"), "exit 99");
        Files.writeString(
                home.resolve("release"),
                "IMPLEMENTOR=\"Someone\"\nJAVA_VERSION=\"" + version + "\"\nMODULES=\"" + modules + "\"\n");
        return home;
    }

    record Result(int exit, String output, String errors) {}

    /// A process whose output goes to files, so that it never waits for a reader.
    record Running(Process process, Path output, Path errors) {
        Result await() throws IOException, InterruptedException {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the command did not end within a minute");
            }
            return new Result(process.exitValue(), Files.readString(output), Files.readString(errors));
        }
    }

    Running start(Path directory, String... command) throws IOException {
        Path output = Files.createTempFile(folder, "output", "");
        Path errors = Files.createTempFile(folder, "errors", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new Running(process, output, errors);
    }

    Result run(Path directory, String... command) throws IOException, InterruptedException {
        return start(directory, command).await();
    }
}
