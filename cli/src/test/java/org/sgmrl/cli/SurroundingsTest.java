package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.run.text.Json;

/// Other places, languages and clocks: the same bytes. The `sgmrl` script with a real JVM, and the JVM
/// alone.
final class SurroundingsTest {
    private static final String[] WORK = {"--iterations", "30", "--checkpoint-every", "7"};

    @TempDir
    private Path folder;

    @Test
    void germanNumbersAnotherTimeZoneNoHomeAndStrangePathsChangeNothing() throws Exception {
        Path plain = folder.resolve("plain");
        assertThat(Cli.run(Runs.train(plain, WORK)).exitCode()).isZero();
        Path work = Files.createDirectories(folder.resolve("Arbeit & süße 'ζ' $HOME"));
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Duser.language=de",
                "-Duser.country=DE",
                "-Duser.timezone=Asia/Kathmandu",
                "-cp",
                absoluteClassPath(),
                Main.class.getName()));
        // A relative path, from another folder.
        command.addAll(List.of(Runs.train(Path.of("Läufe/ein Lauf"), WORK)));

        int code = run(work, command, Map.of("LC_ALL", "C.UTF-8", "TZ", "Asia/Kathmandu"));

        assertThat(code).as(log()).isZero();
        Path german = work.resolve("Läufe/ein Lauf");
        Runs.assertSame(plain, german);
        assertThat(Json.parse(Files.readString(german.resolve("config.json"))).path("discount"))
                .isEqualTo(Json.parse(Files.readString(plain.resolve("config.json")))
                        .path("discount"));

        // The page of one and the same run: its own page has the run's name and speed in it.
        Path page = folder.resolve("page.html");
        Path germanPage = folder.resolve("seite.html");
        List<String> report = new ArrayList<>(command.subList(0, command.indexOf(Main.class.getName()) + 1));
        report.addAll(List.of("report", plain.toString(), "--out", germanPage.toString()));
        assertThat(run(work, report, Map.of("LC_ALL", "C.UTF-8", "TZ", "Asia/Kathmandu")))
                .as(log())
                .isZero();
        assertThat(Cli.run("report", plain.toString(), "--out", page.toString()).exitCode())
                .isZero();
        assertThat(germanPage).hasSameTextualContentAs(page);
    }

    @Test
    void theScriptRunsFromAReadOnlyFolderInAnyLocaleAndPassesSignalsOn() throws Exception {
        Path plain = folder.resolve("plain");
        assertThat(Cli.run(Runs.train(plain, WORK)).exitCode()).isZero();
        Path tree = builtTree(folder.resolve("gebaut für 'alle', mit Leerzeichen"));
        setWritable(tree, false);
        try {
            Map<String, String> before = content(tree);
            Path work = Files.createDirectories(folder.resolve("Arbeit ζ"));
            Map<String, String> environment = Map.of(
                    "LC_ALL",
                    "de_DE.UTF-8",
                    "TZ",
                    "Pacific/Chatham",
                    "JAVA_HOME",
                    System.getProperty("java.home"),
                    "SGMRL_JAVA_OPTS",
                    "-Duser.language=de -Duser.country=DE");
            String script = tree.resolve("sgmrl").toString();

            List<String> train = new ArrayList<>(List.of(script));
            train.addAll(List.of(Runs.train(Path.of("ein Lauf"), WORK)));
            assertThat(run(work, train, environment)).as(log()).isZero();
            Runs.assertSame(plain, work.resolve("ein Lauf"));
            assertThat(log()).doesNotContain("sgmrl: ").doesNotContain("WARNING");

            List<String> longer = new ArrayList<>(List.of("env", "--default-signal=TERM", script));
            longer.addAll(List.of(Runs.train(Path.of("langer Lauf"), "--iterations", "100000000")));
            Process process = start(work, longer, environment);
            Runs.awaitLines(process, work.resolve("langer Lauf"), 5);
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(log()).isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
            assertThat(log()).contains("is saved; go on with: sgmrl resume 'langer Lauf'");

            assertThat(content(tree)).as("nothing is written to the project").isEqualTo(before);
        } finally {
            setWritable(tree, true);
            removeLinks(tree);
        }
    }

    /// The script and what a build leaves, with the classes under test in place of the jars.
    private static Path builtTree(Path tree) throws IOException {
        Path project = ShellSandbox.project();
        Path build = Files.createDirectories(tree.resolve("target/launch/build"));
        Files.createDirectories(tree.resolve("scripts"));
        for (String file : List.of("sgmrl", "scripts/environment.sh")) {
            Files.copy(project.resolve(file), tree.resolve(file));
        }
        List<String> names = new ArrayList<>();
        for (String entry : absoluteClassPath().split(File.pathSeparator, -1)) {
            String name = "entry-" + names.size();
            Files.createSymbolicLink(build.resolve(name), Path.of(entry));
            names.add(name);
        }
        Files.write(build.resolve("classpath"), names);
        // An empty cache: there shall be none.
        Files.createFile(build.resolve("jdk-" + System.getProperty("java.version") + ".aot"));
        Files.writeString(tree.resolve("target/launch/current"), "build\n");
        return tree;
    }

    /// JUnit warns about every link that leads out of a temporary folder.
    private static void removeLinks(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    private static String absoluteClassPath() {
        StringBuilder path = new StringBuilder();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Files.exists(Path.of(entry))) {
                path.append(path.isEmpty() ? "" : File.pathSeparator)
                        .append(Path.of(entry).toAbsolutePath());
            }
        }
        return path.toString();
    }

    /// For who is root the permissions are no obstacle; that nothing is written is checked as well.
    private static void setWritable(Path tree, boolean writable) throws IOException {
        try (var files = Files.walk(tree)) {
            for (Path file : files.filter(f -> !Files.isSymbolicLink(f)).toList()) {
                Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
                if (writable) {
                    permissions.add(PosixFilePermission.OWNER_WRITE);
                } else {
                    permissions.removeAll(Set.of(
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.GROUP_WRITE,
                            PosixFilePermission.OTHERS_WRITE));
                }
                Files.setPosixFilePermissions(file, permissions);
            }
        }
    }

    /// Names, sizes and times of all files.
    private static Map<String, String> content(Path tree) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (var files = Files.walk(tree)) {
            for (Path file : files.toList()) {
                String what = Files.isRegularFile(file)
                        ? Files.size(file) + " " + Files.getLastModifiedTime(file)
                        : Files.isDirectory(file) ? "folder" : "";
                content.put(tree.relativize(file).toString(), what);
            }
        }
        return content;
    }

    private int run(Path work, List<String> command, Map<String, String> environment) throws Exception {
        return Cli.end(start(work, command, environment));
    }

    /// Starts a process that knows nothing but PATH and what is given: no HOME.
    private Process start(Path work, List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        String path = System.getenv("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path == null ? "/usr/bin:/bin" : path);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }
}
