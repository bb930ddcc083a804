package org.sgmrl.locomotion;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.Yardstick;
import org.sgmrl.mujoco.MujocoLibrary;

/// A C program that steps the same model file on the same library in a plain loop (`raw_loop.c`).
final class RawLoop implements Yardstick {
    private static final String SOURCE = "raw_loop.c";
    /// What the program says once it can step.
    private static final String READY = "ready";

    private final Path folder;
    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    private RawLoop(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
        this.requests = process.outputWriter(StandardCharsets.US_ASCII);
        this.answers = process.inputReader(StandardCharsets.US_ASCII);
    }

    /// Builds and starts the program.
    ///
    /// @return empty where there is no C compiler, or no header of the library's own version
    static Optional<Yardstick> start(Robot robot, int frameSkip, int horizon, int threads) {
        return start(MujocoLibrary.load().file(), robot, frameSkip, horizon, threads);
    }

    /// The same with a library of the caller's choice.
    static Optional<Yardstick> start(Path library, Robot robot, int frameSkip, int horizon, int threads) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("sgmrl-raw-loop");
            Path model = Files.writeString(folder.resolve("model.xml"), Margins.suited(Locomotion.xml(robot.name())));
            Path program = folder.resolve("raw_loop");
            if (!compiles(library.toRealPath(), folder, program)) {
                delete(folder);
                return Optional.empty();
            }
            List<String> command = new ArrayList<>(List.of(program.toString(), model.toString()));
            command.addAll(arguments(robot, frameSkip, horizon, threads));
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            RawLoop loop = new RawLoop(folder, process);
            // It ends at once where the headers that the compiler found are another version's.
            if (!READY.equals(loop.answers.readLine())) {
                loop.close();
                return Optional.empty();
            }
            return Optional.of(loop);
        } catch (IOException e) {
            if (folder != null) {
                delete(folder);
            }
            return Optional.empty();
        }
    }

    /// What the program is told after the model: steps of the simulation for an action, steps of an episode, threads, and
    /// the law of starts.
    static List<String> arguments(Robot robot, int frameSkip, int horizon, int threads) {
        return List.of(
                Integer.toString(frameSkip),
                Integer.toString(horizon),
                Integer.toString(threads),
                Double.toString(robot.positionNoise()),
                Double.toString(robot.velocityNoise()),
                robot.normalVelocities() ? "1" : "0");
    }

    private static boolean compiles(Path library, Path folder, Path program) throws IOException {
        Path source = folder.resolve(SOURCE);
        try (InputStream in = RawLoop.class.getResourceAsStream(SOURCE)) {
            if (in == null) {
                throw new IllegalStateException(SOURCE + " is missing from the library");
            }
            Files.copy(in, source);
        }
        Path libraryFolder = Objects.requireNonNull(library.getParent(), "a file has a folder");
        Process compiler = new ProcessBuilder(
                        "cc",
                        "-O2",
                        "-I" + libraryFolder.resolve("include"),
                        "-I" + libraryFolder.resolveSibling("include"),
                        source.toString(),
                        library.toString(),
                        "-Wl,-rpath," + libraryFolder,
                        "-lpthread",
                        "-lm",
                        "-o",
                        program.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!compiler.waitFor(1, TimeUnit.MINUTES)) {
                compiler.destroyForcibly();
                return false;
            }
            return compiler.exitValue() == 0;
        } catch (InterruptedException e) {
            compiler.destroyForcibly();
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public double stepsPerSecond(double seconds) {
        try {
            requests.write(String.format(Locale.ROOT, "%.6f%n", seconds));
            requests.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new EnvironmentException("the raw C loop ended by itself");
            }
            String[] parts = answer.split(" ", -1);
            return Double.parseDouble(parts[0]) / Double.parseDouble(parts[1]);
        } catch (IOException e) {
            throw new EnvironmentException("the raw C loop does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        delete(folder);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            // A leftover in the temporary folder harms nobody.
        }
    }
}
