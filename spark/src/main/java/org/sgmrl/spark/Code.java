package org.sgmrl.spark;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;
import org.sgmrl.environment.EnvironmentLibraries;
import org.sgmrl.environment.Environments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.training.TaskEngine;

/// The code that the tasks of a run need: this module, the core with the libraries it was built with, the environment
/// and its provider. Everything else on the driver's class path is the command's or Spark's.
final class Code {
    /// By folders and jars, which do not change under a running process.
    private static final Map<Set<Path>, String> FINGERPRINTS = new ConcurrentHashMap<>();

    private Code() {}

    /// The jars of that code on this machine's class path, and all of the libraries that the environment is from. What is
    /// there as a folder of classes cannot be sent.
    ///
    /// @param own classes of what is one's own
    static Collection<String> jars(MetaEnvironment<?> environment, Set<Class<?>> own) {
        Map<String, String> byName = new LinkedHashMap<>();
        EnvironmentLibraries.of(environment)
                .ifPresent(libraries -> libraries.places().stream()
                        .map(place -> place.toAbsolutePath().toUri().toString())
                        .filter(place -> !place.endsWith("/"))
                        .forEach(place -> byName.put(fileName(place), place)));
        for (Class<?> type : types(environment, Environments.code(environment), own)) {
            CodeSource source = type.getProtectionDomain().getCodeSource();
            if (source != null && source.getLocation().getPath().endsWith(".jar")) {
                String jar = source.getLocation().toString();
                byName.putIfAbsent(fileName(jar), jar);
            }
        }
        Set<String> libraries = libraries();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (libraries.contains(fileName(entry))) {
                byName.putIfAbsent(
                        fileName(entry), Path.of(entry).toAbsolutePath().toUri().toString());
            }
        }
        return byName.values();
    }

    /// A fingerprint of that code without its libraries: names and checksums of all files, of jars and folders alike.
    ///
    /// @param own classes of what is one's own
    static String fingerprint(MetaEnvironment<?> environment, Set<Class<?>> own) {
        return fingerprint(environment, Environments.code(environment), own);
    }

    /// The same.
    ///
    /// @param provided what the environment's provider says, if it has one
    /// @param own classes of what is one's own
    static String fingerprint(MetaEnvironment<?> environment, Set<Class<?>> provided, Set<Class<?>> own) {
        Set<Path> places = new TreeSet<>();
        for (Class<?> type : types(environment, provided, own)) {
            CodeSource source = type.getProtectionDomain().getCodeSource();
            if (source != null) {
                places.add(path(source));
            }
        }
        return FINGERPRINTS.computeIfAbsent(places, Code::fingerprint);
    }

    private static String fingerprint(Set<Path> places) {
        Map<String, Long> files = new TreeMap<>();
        try {
            for (Path place : places) {
                if (Files.isDirectory(place)) {
                    ofFolder(place, files);
                } else {
                    ofJar(place, files);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the code of sgmrl cannot be read", e);
        }
        files.keySet().removeIf(name -> name.startsWith("META-INF/"));
        CRC32 sum = new CRC32();
        files.forEach((name, checksum) -> sum.update((name + "\t" + checksum + "\n").getBytes(StandardCharsets.UTF_8)));
        return files.size() + "-" + Long.toHexString(sum.getValue());
    }

    private static void ofFolder(Path folder, Map<String, Long> files) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                CRC32 checksum = new CRC32();
                checksum.update(Files.readAllBytes(file));
                files.put(folder.relativize(file).toString(), checksum.getValue());
            }
        }
    }

    private static void ofJar(Path jar, Map<String, Long> files) throws IOException {
        try (ZipFile entries = new ZipFile(jar.toFile())) {
            entries.stream()
                    .filter(entry -> !entry.isDirectory())
                    .forEach(entry -> files.put(entry.getName(), entry.getCrc()));
        }
    }

    /// Where this process has the core from.
    static String place() {
        CodeSource source = TaskEngine.class.getProtectionDomain().getCodeSource();
        return source == null ? "an unknown place" : path(source).toString();
    }

    private static Path path(CodeSource source) {
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(source.getLocation() + " is no URI", e);
        }
    }

    private static Set<Class<?>> types(MetaEnvironment<?> environment, Set<Class<?>> provided, Set<Class<?>> own) {
        // The environment's own class may be the core's; its provider knows where else its code is.
        Set<Class<?>> types = new LinkedHashSet<>(List.of(SparkEngine.class, TaskEngine.class, environment.getClass()));
        types.addAll(provided);
        own.stream()
                .filter(type -> type.getProtectionDomain().getCodeSource() != null)
                .forEach(types::add);
        return types;
    }

    /// Names of the jars that the core's build found it needs.
    private static Set<String> libraries() {
        try (InputStream in = TaskEngine.class.getResourceAsStream("libraries.txt")) {
            if (in == null) {
                throw new IllegalStateException("this build of sgmrl lacks the list of its libraries");
            }
            Set<String> names = new HashSet<>();
            for (String path : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .split(":", -1)) {
                names.add(fileName(path));
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The last part of a path or URI.
    static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
