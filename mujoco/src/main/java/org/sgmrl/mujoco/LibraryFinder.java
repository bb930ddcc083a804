package org.sgmrl.mujoco;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the file of MuJoCo's library.
final class LibraryFinder {
    static final String PROPERTY = "sgmrl.mujoco.library";
    static final String VARIABLE = "MUJOCO_PATH";
    static final String REMEDY = "install it ('apt-get install libmujoco-dev', or a release from"
            + " github.com/google-deepmind/mujoco) or set " + VARIABLE + " to its folder";

    /// Plain names come first, then the highest version.
    private static final Pattern NAME = Pattern.compile(
            "libmujoco\\.so(\\.[0-9.]+)?|libmujoco\\.([0-9.]+\\.)?dylib|mujoco\\.dll", Pattern.CASE_INSENSITIVE);

    private LibraryFinder() {}

    /// The library that this process should use.
    ///
    /// @return an existing file
    /// @throws MujocoUnavailableException if there is none
    static Path find() {
        String property = System.getProperty(PROPERTY);
        if (property != null && !property.isBlank()) {
            return explicit("the system property " + PROPERTY, property);
        }
        String variable = System.getenv(VARIABLE);
        if (variable != null && !variable.isBlank()) {
            return explicit(VARIABLE, variable);
        }
        List<Path> folders = usualFolders(
                System.getProperty("os.name", ""),
                System.getProperty("os.arch", ""),
                System.getProperty("user.home", ""),
                System.getProperty("java.library.path", ""),
                System.getenv("ProgramFiles"));
        return firstIn(folders);
    }

    /// The first library of these folders.
    static Path firstIn(List<Path> folders) {
        return folders.stream()
                .flatMap(folder -> inFolder(folder).stream())
                .findFirst()
                .orElseThrow(() -> new MujocoUnavailableException("the MuJoCo library was not found; " + REMEDY));
    }

    /// The library that a user names: what is wrong with it is an error, nothing else is tried.
    ///
    /// @param origin where the name comes from, for the message
    /// @param value a file, or a folder that contains the library itself or in `lib` or `bin`
    static Path explicit(String origin, String value) {
        Path path;
        try {
            path = Path.of(value);
        } catch (InvalidPathException e) {
            throw new MujocoUnavailableException(origin + " = " + value + " is not a path: " + e.getReason());
        }
        if (Files.isRegularFile(path)) {
            return path.toAbsolutePath();
        }
        if (!Files.isDirectory(path)) {
            throw new MujocoUnavailableException(origin + " = " + value
                    + " does not exist; it must be MuJoCo's library or the folder that contains it");
        }
        return Stream.of(path, path.resolve("lib"), path.resolve("bin"))
                .flatMap(folder -> inFolder(folder).stream())
                .findFirst()
                .orElseThrow(() -> new MujocoUnavailableException(origin + " = " + value
                        + " contains no MuJoCo library (libmujoco.so, libmujoco.so.*, libmujoco.*.dylib or mujoco.dll),"
                        + " nor does its lib folder"));
    }

    /// The folders in which installations put the library, those that exist or not, best first.
    static List<Path> usualFolders(
            String system, String architecture, String home, String libraryPath, @Nullable String programFiles) {
        List<Path> folders = new ArrayList<>();
        for (String entry : libraryPath.split(Pattern.quote(java.io.File.pathSeparator), -1)) {
            if (!entry.isBlank()) {
                folders.add(Path.of(entry));
            }
        }
        String name = system.toLowerCase(Locale.ROOT);
        if (name.contains("windows")) {
            if (programFiles != null) {
                folders.add(Path.of(programFiles, "MuJoCo", "bin"));
                folders.add(Path.of(programFiles, "MuJoCo", "lib"));
            }
        } else if (name.contains("mac")) {
            folders.add(Path.of("/opt/homebrew/lib"));
            folders.add(Path.of("/usr/local/lib"));
            folders.add(Path.of("/Library/Frameworks/mujoco.framework/Versions/A"));
            folders.add(Path.of("/Applications/MuJoCo.app/Contents/Frameworks/mujoco.framework/Versions/A"));
        } else {
            String triplet = architecture.equals("amd64") ? "x86_64" : architecture;
            folders.add(Path.of("/usr/lib/" + triplet + "-linux-gnu"));
            folders.add(Path.of("/usr/lib64"));
            folders.add(Path.of("/usr/lib"));
            folders.add(Path.of("/usr/local/lib"));
            folders.add(Path.of("/usr/local/lib64"));
            folders.add(Path.of("/usr/local/lib/" + triplet + "-linux-gnu"));
        }
        // Releases are unpacked here as mujoco-3.1.6 and the like; the newest first.
        Path releases = Path.of(home, ".mujoco");
        if (!home.isEmpty() && Files.isDirectory(releases)) {
            for (Path release : list(releases).reversed()) {
                folders.add(release.resolve("lib"));
                folders.add(release.resolve("bin"));
            }
        }
        return folders;
    }

    private static Optional<Path> inFolder(Path folder) {
        if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
            return Optional.empty();
        }
        List<Path> files = list(folder).stream()
                .filter(file -> NAME.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file))
                .map(Path::toAbsolutePath)
                .toList();
        return files.stream()
                .filter(file -> !file.getFileName().toString().matches(".*[0-9].*"))
                .findFirst()
                .or(() -> files.stream().reduce((first, second) -> second));
    }

    /// The entries of a folder, ascending by name with numbers compared as numbers.
    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted(Comparator.comparing(LibraryFinder::sortKey)).toList();
        } catch (IOException e) {
            // What cannot be listed has nothing to offer.
            return List.of();
        }
    }

    private static String sortKey(Path path) {
        return Pattern.compile("[0-9]+")
                .matcher(path.getFileName().toString())
                .replaceAll(number -> "0".repeat(Math.max(0, 9 - number.group().length())) + number.group());
    }
}
