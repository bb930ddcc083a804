package org.sgmrl.mujoco;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The C compiler, for programs and libraries to compare with.
final class Gcc {
    private Gcc() {}

    /// Compiles a shared library.
    ///
    /// @param folder where
    /// @param name its file name
    /// @param source in C
    /// @return the file
    static Path library(Path folder, String name, String source) {
        run(folder, source, List.of("gcc", "-shared", "-fPIC", "-x", "c", "-", "-o", name));
        return folder.resolve(name);
    }

    /// Compiles a program that uses the MuJoCo library of this process, with the headers that belong to it.
    ///
    /// @param folder where
    /// @param source in C
    /// @return the program
    static Path mujocoProgram(Path folder, String source) {
        Path library = MujocoLibrary.load().file();
        List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-x", "c", "-", "-o", "program"));
        for (String include : List.of("include", "../include")) {
            Path headers = library.resolveSibling(include);
            if (Files.exists(headers.resolve("mujoco/mujoco.h"))) {
                command.add("-I" + headers);
            }
        }
        command.addAll(List.of("-x", "none", library.toString(), "-Wl,-rpath," + library.resolveSibling("")));
        run(folder, source, command);
        return folder.resolve("program");
    }

    /// Runs a command.
    ///
    /// @param folder where
    /// @param input what it reads
    /// @param command program and arguments
    /// @return what it prints
    static String run(Path folder, String input, List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + " ended with code " + process.exitValue() + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
