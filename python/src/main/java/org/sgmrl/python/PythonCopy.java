package org.sgmrl.python;

import com.fasterxml.jackson.annotation.JsonView;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.sgmrl.environment.EnvironmentException;
import tools.jackson.databind.JsonNode;

/// A [PythonEnvironment] on its way to another process, which has Python and packages but perhaps not the user's file.
///
/// Where the same files lie at the same place they are used there, beside the data that they may read; otherwise they are
/// written into a folder for temporary files.
///
/// @param path the user's file
/// @param shown as the user gave it
/// @param source its fingerprint
/// @param files the contents of that file and of modules beside it, by name within its folder
/// @param python the interpreter where the other process has no `SGMRL_PYTHON`
/// @param timeout of an exchange
/// @param restarts of each batch
/// @param code of each library that this module needs beside the core's, a class: Spark sends the jars of classes that a
///     copy names
record PythonCopy(
        String path,
        String shown,
        String source,
        TreeMap<String, byte[]> files,
        String python,
        Duration timeout,
        int restarts,
        ArrayList<Class<?>> code)
        implements Serializable {
    /// One for all that are read in this process.
    private static final Map<List<Object>, PythonEnvironment> RESTORED = new ConcurrentHashMap<>();

    /// @throws EnvironmentException if a file cannot be read
    static PythonCopy of(PythonFile file, String source, Map<String, Path> places) {
        PythonSettings settings = file.settings();
        TreeMap<String, byte[]> files = new TreeMap<>();
        try {
            for (Map.Entry<String, Path> place : places.entrySet()) {
                files.put(place.getKey(), Files.readAllBytes(place.getValue()));
            }
            return new PythonCopy(
                    file.path().toRealPath().toString(),
                    file.shown(),
                    source,
                    files,
                    settings.python(),
                    settings.timeout(),
                    settings.restarts(),
                    new ArrayList<>(List.of(JsonNode.class, JsonView.class)));
        } catch (IOException e) {
            throw new EnvironmentException(
                    "what " + file.shown() + " is made from cannot be read: " + e.getMessage(), e);
        }
    }

    private Object readResolve() {
        return RESTORED.computeIfAbsent(List.of(path, source, python, timeout, restarts), _ -> restored());
    }

    private PythonEnvironment restored() {
        PythonSettings settings = PythonSettings.of(System.getenv().getOrDefault(PythonProvider.PYTHON, python))
                .withTimeout(timeout)
                .withRestarts(restarts, System.err::println);
        Path file = Path.of(path);
        try {
            Path here = liesAt(file) ? file : unpacked().resolve(file.getFileName());
            return new PythonEnvironment(new PythonFile(here, shown, settings));
        } catch (IOException e) {
            throw new EnvironmentException(shown + " cannot be put among the temporary files: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            // It was right where it comes from.
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
    }

    private boolean liesAt(Path place) {
        return files.entrySet().stream().allMatch(entry -> {
            try {
                return Arrays.equals(entry.getValue(), Files.readAllBytes(place.resolveSibling(entry.getKey())));
            } catch (IOException e) {
                return false;
            }
        });
    }

    private Path unpacked() throws IOException {
        Path folder = Files.createTempDirectory("sgmrl-python-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        for (Map.Entry<String, byte[]> entry : files.entrySet()) {
            Path file = folder.resolve(entry.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, entry.getValue());
        }
        return folder;
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            // A leftover among the temporary files is no reason to fail.
        }
    }
}
