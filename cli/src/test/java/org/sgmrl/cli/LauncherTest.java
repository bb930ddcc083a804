package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sgmrl.cli.ShellSandbox.Result;
import org.sgmrl.cli.ShellSandbox.Running;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.node.ObjectNode;

/// The `sgmrl` script as a process, in a copy of the project whose Maven and java are shell scripts: Maven
/// notes that it was called and writes two jars, java prints its arguments.
class LauncherTest {
    private ShellSandbox sandbox;
    private Path tree;
    private Path calls;
    private Path source;

    @BeforeEach
    void makeProject(@TempDir Path folder) throws IOException {
        sandbox = new ShellSandbox(folder);
        tree = Files.createDirectories(folder.resolve("a tree, wïth spaces"));
        calls = folder.resolve("calls");
        Files.createFile(calls);
        Path project = ShellSandbox.project();
        Files.copy(project.resolve("sgmrl"), tree.resolve("sgmrl"));
        Files.createDirectories(tree.resolve("scripts"));
        Files.copy(project.resolve("scripts/environment.sh"), tree.resolve("scripts/environment.sh"));
        ShellSandbox.script(
                tree.resolve("mvnw"),
                "echo maven \"$@\" >>" + quoted(calls),
                "[ ! -e fail ] || { echo '[INFO] Compiling'; echo '[ERROR] Broken.java:[7,3] cannot find symbol'; exit 1; }",
                "sleep 0.05",
                "mkdir -p cli/target/lib",
                "echo jar >cli/target/sgmrl-cli-1.jar",
                "echo jar >cli/target/lib/other.jar");
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        source = tree.resolve("core/src/main/java/Thing.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, "class Thing {}");
        Path jdk = ShellSandbox.jdk(sandbox.machine.resolve("usr/lib/jvm/temurin 25"), "25.0.3");
        java(jdk);
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
            }
        }
    }

    private static String quoted(Path path) {
        return "'" + path + "'";
    }

    /// A java that writes the cache it is asked for, does `special`, and otherwise shows what it was given.
    private static void java(Path jdk, String... special) throws IOException {
        ShellSandbox.script(
                jdk.resolve("bin/java"),
                "for word; do case $word in -XX:AOTCache=*.part) echo cache >\"${word#-XX:AOTCache=}\"; exit;; esac; done",
                String.join("\n", special),
                "echo \"pid $$\"",
                "echo \"directory $PWD\"",
                "echo \"locale $LC_ALL\"",
                "for word; do echo \"[$word]\"; done",
                "exit ${FAKE_EXIT:-0}");
    }

    private String launcher() {
        return tree.resolve("sgmrl").toString();
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        return sandbox.run(sandbox.folder, command(arguments));
    }

    private String[] command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher()));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    private long builds() throws IOException {
        return Files.readAllLines(calls).size();
    }

    private List<Path> buildFolders() throws IOException {
        try (Stream<Path> entries = Files.list(tree.resolve("target/launch"))) {
            return entries.filter(Files::isDirectory).toList();
        }
    }

    @Test
    void theFirstUseBuildsAndSaysSoInOneLineAndTheSecondIsSilent() throws Exception {
        Result first = run("list");
        assertThat(first.exit()).isZero();
        assertThat(first.errors().lines()).hasSize(1);
        assertThat(first.errors()).contains("building sgmrl (first use");
        Result second = run("list");
        assertThat(second.exit()).isZero();
        assertThat(second.errors()).isEmpty();
        assertThat(second.output()).contains("[org.sgmrl.cli.Launch]\n[list]\n");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void sparkIsBuiltAndLoadedOnlyForThoseWhoNameIt() throws Exception {
        ShellSandbox.script(
                tree.resolve("mvnw"),
                "echo maven \"$@\" >>" + quoted(calls),
                "mkdir -p cli/target/lib",
                "echo jar >cli/target/sgmrl-cli-1.jar",
                "echo jar >cli/target/lib/other.jar",
                "case \" $* \" in *spark*) mkdir -p spark/target/lib",
                "echo jar >spark/target/sgmrl-spark-1.jar",
                "echo jar >spark/target/sgmrl-spark-application.jar",
                "echo jar >spark/target/lib/spark-core.jar;; esac");
        assertThat(run("train").output()).doesNotContain("spark");
        assertThat(calls).content().contains(" -pl cli -am ").doesNotContain("spark");
        assertThat(tree.resolve("target/sgmrl-spark.jar")).doesNotExist();
        for (String[] arguments :
                new String[][] {{"train", "--engine", "spark"}, {"train", "--engine=spark", "--seed", "1"}}) {
            assertThat(run(arguments).output()).contains("/target/launch-spark/", "spark-core.jar");
        }
        assertThat(calls).content().contains(" -pl cli,spark -am ");
        assertThat(builds()).isEqualTo(2);
        assertThat(tree.resolve("target/sgmrl-spark.jar")).exists();
        assertThat(run("list").output()).doesNotContain("spark-core");
        // A run that was made on it goes on with it, unless it is to go on without.
        Path made = Files.createDirectories(sandbox.folder.resolve("a run"));
        Files.writeString(made.resolve("config.json"), config("spark", "local"));
        assertThat(run("resume", "--iterations", "9", made.toString()).output()).contains("spark-core.jar");
        assertThat(run("resume", made.toString(), "--engine", "local").output()).doesNotContain("spark-core");
        assertThat(run("evaluate", made.toString()).output()).doesNotContain("spark-core");
        // What counts is where it was last.
        Files.writeString(made.resolve("config.json"), config("local", "spark"));
        assertThat(run("resume", made.toString()).output()).doesNotContain("spark-core");
        assertThat(run("resume", made.toString(), "--engine", "spark").output()).contains("spark-core.jar");
    }

    /// What a run says of where it is and was, as `RunFolder` writes it.
    private static String config(String engine, String earlier) {
        ObjectNode root = Json.object();
        putEngine(root.putObject("provenance"), engine);
        putEngine(root.putArray("earlier-provenance").addObject(), earlier);
        return Json.pretty(root);
    }

    private static void putEngine(ObjectNode provenance, String engine) {
        provenance.put("threads", 2);
        if (!engine.equals("local")) {
            provenance.put("engine", engine);
            provenance.put("master", "spark://here:7077");
        }
        provenance.putObject("libraries").put("own.jar", "0");
    }

    @Test
    void theCommandItselfDependsOnNothingOfSpark() {
        // The class path of these tests is that of module cli, which is what the launcher builds and loads.
        assertThat(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .anyMatch(entry -> entry.contains("picocli"))
                .noneMatch(entry -> Path.of(entry).getFileName().toString().matches("(spark|hadoop|scala).*"));
    }

    @Test
    void argumentsArriveUntouched() throws Exception {
        String[] arguments = {"", "two words", "*", "$HOME", "it's \"quoted\"", "--größe=ζ", "-x"};
        assertThat(run(arguments).output())
                .endsWith("[org.sgmrl.cli.Launch]\n[" + String.join("]\n[", arguments) + "]\n");
    }

    @Test
    void itWorksThroughSymbolicLinksFromAnotherFolderAndStaysThere() throws Exception {
        Path bin = Files.createDirectories(sandbox.folder.resolve("other place/bin"));
        Files.createSymbolicLink(bin.resolve("inner"), bin.relativize(tree.resolve("sgmrl")));
        Files.createSymbolicLink(bin.resolve("sgmrl"), Path.of("inner"));
        Path work = Files.createDirectories(sandbox.folder.resolve("work"));
        Result result = sandbox.run(work, "../other place/bin/sgmrl", "list");
        assertThat(result.exit()).isZero();
        assertThat(result.output())
                .contains("directory " + work.toRealPath() + "\n")
                .contains(tree.toRealPath() + "/target/launch/");
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void itWorksWhenFoundOnPath() throws Exception {
        sandbox.environment.put("PATH", tree + ":" + sandbox.environment.get("PATH"));
        Result result = sandbox.run(sandbox.folder, "env", "sgmrl", "list");
        assertThat(result.exit()).isZero();
        assertThat(result.output()).endsWith("[list]\n");
    }

    @Test
    void theProcessBecomesJavaSoThatSignalsReachItAndItsExitCodeIsOurs() throws Exception {
        sandbox.environment.put("FAKE_EXIT", "42");
        Running running = sandbox.start(sandbox.folder, command("list"));
        long pid = running.process().pid();
        Result result = running.await();
        assertThat(result.exit()).isEqualTo(42);
        assertThat(result.output()).contains("pid " + pid + "\n");
    }

    @Test
    void theClassPathHoldsEveryJarOfTheBuild() throws Exception {
        Path folder = Path.of(run("list")
                        .output()
                        .lines()
                        .filter(line -> line.contains("other.jar"))
                        .findFirst()
                        .orElseThrow()
                        .replaceAll(".*\\[|:.*", ""))
                .getParent();
        assertThat(run("list").output()).contains("[-cp]\n[" + folder + "/other.jar:" + folder + "/sgmrl-cli-1.jar]\n");
    }

    @Test
    void changedAddedAndDeletedSourcesLeadToARebuildAndChangedTestsDoNot() throws Exception {
        run("list");
        Files.writeString(source, "class Thing { int changed; }");
        assertThat(run("list").errors()).contains("building sgmrl (its sources changed)");
        assertThat(builds()).isEqualTo(2);
        Path resource = tree.resolve("cli/src/main/resources/words.txt");
        Files.createDirectories(resource.getParent());
        Files.writeString(resource, "words");
        run("list");
        assertThat(builds()).isEqualTo(3);
        Files.delete(resource);
        run("list");
        assertThat(builds()).isEqualTo(4);
        Files.writeString(tree.resolve("pom.xml"), "<project> </project>");
        run("list");
        assertThat(builds()).isEqualTo(5);
        Path test = tree.resolve("core/src/test/java/ThingTest.java");
        Files.createDirectories(test.getParent());
        Files.writeString(test, "class ThingTest {}");
        assertThat(run("list").errors()).isEmpty();
        assertThat(builds()).isEqualTo(5);
    }

    @Test
    void aFailedBuildShowsTheErrorAndTheLogAndTheNextUseTriesAgain() throws Exception {
        Files.createFile(tree.resolve("fail"));
        Result failed = run("list");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.output()).isEmpty();
        assertThat(failed.errors())
                .contains("Broken.java:[7,3] cannot find symbol")
                .contains(tree.toRealPath() + "/target/build.log")
                .doesNotContain("[INFO]");
        assertThat(tree.resolve("target/build.log")).content().contains("[INFO] Compiling");
        Files.delete(tree.resolve("fail"));
        assertThat(run("list").exit()).isZero();
    }

    @Test
    void fourFirstUsesAtOnceBuildOnce() throws Exception {
        List<Running> started = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            started.add(sandbox.start(sandbox.folder, command("list")));
        }
        for (Running running : started) {
            assertThat(running.await().exit()).isZero();
        }
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void firstUsesWithAndWithoutSparkBuildInTurn() throws Exception {
        ShellSandbox.script(
                tree.resolve("mvnw"),
                "echo maven \"$@\" >>" + quoted(calls),
                "mkdir building || { echo \"[ERROR] two builds at once\"; exit 1; }",
                "sleep 0.3",
                "rm -r building",
                "for module in cli spark; do",
                "mkdir -p $module/target/lib",
                "echo jar >$module/target/sgmrl-$module-1.jar",
                "echo jar >$module/target/lib/$module-library.jar; done",
                "echo jar >spark/target/sgmrl-spark-application.jar");
        List<Running> started = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            started.add(sandbox.start(sandbox.folder, command("list")));
            started.add(sandbox.start(sandbox.folder, command("train", "--engine", "spark")));
        }
        for (Running running : started) {
            Result result = running.await();
            assertThat(result.exit()).as(result.errors()).isZero();
        }
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void withoutFlockTheLockIsAFolderThatOutlivesNoOwner() throws Exception {
        sandbox.removeFlock();
        Path lock = Files.createDirectories(tree.resolve("target/lock.d"));
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Files.writeString(lock.resolve("owner"), ended.pid() + "\n");
        List<Running> started = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            started.add(sandbox.start(sandbox.folder, command("list")));
        }
        for (Running running : started) {
            assertThat(running.await().exit()).isZero();
        }
        assertThat(builds()).isEqualTo(1);
        assertThat(lock).doesNotExist();
    }

    @Test
    void aRebuildLeavesTheJarsOfARunningCommandAloneAndALaterOneRemovesThem() throws Exception {
        Path started = sandbox.folder.resolve("started");
        Path release = sandbox.folder.resolve("release");
        java(
                sandbox.machine.resolve("usr/lib/jvm/temurin 25"),
                "[ \"${!#}\" != wait ] || : >" + quoted(started),
                "[ \"${!#}\" != wait ] || until [ -e " + quoted(release) + " ]; do sleep 0.02; done");
        run("list");
        Path first = buildFolders().getFirst();
        Running waiting = sandbox.start(sandbox.folder, command("wait"));
        while (!Files.exists(started)) {
            assertThat(waiting.process().isAlive()).isTrue();
            Thread.sleep(10);
        }
        Files.writeString(source, "class Thing { int changed; }");
        run("list");
        assertThat(first.resolve("other.jar")).exists();
        Files.createFile(release);
        assertThat(waiting.await().exit()).isZero();
        Files.writeString(source, "class Thing { int changedAgain; }");
        run("list");
        assertThat(first).doesNotExist();
        assertThat(buildFolders()).hasSize(1);
    }

    /// So that no vector of the kernels lies across two lines of the processor's cache.
    @Test
    void objectsBeginAtLinesOfTheProcessorsCache() throws Exception {
        assertThat(run("list").output()).contains("[-XX:ObjectAlignmentInBytes=64]");
    }

    @Test
    void theCacheOfStartUpIsUsedAndItsFailureIsRememberedSilently() throws Exception {
        assertThat(run("list").output()).contains("[-XX:AOTCache=" + tree.toRealPath() + "/target/launch/");
        ShellSandbox.script(
                sandbox.machine.resolve("usr/lib/jvm/temurin 25/bin/java"),
                "echo run >>" + quoted(sandbox.folder.resolve("java runs")),
                "for word; do case $word in -XX:AOT*) echo 'cannot' >&2; exit 1;; esac; done",
                "for word; do echo \"[$word]\"; done");
        Files.writeString(source, "class Thing { int changed; }");
        Result first = run("list");
        assertThat(first.exit()).isZero();
        assertThat(first.errors().lines()).hasSize(1);
        long runs = Files.readAllLines(sandbox.folder.resolve("java runs")).size();
        Result second = run("list");
        assertThat(second.errors()).isEmpty();
        assertThat(second.output()).endsWith("[list]\n").doesNotContain("AOTCache");
        assertThat(Files.readAllLines(sandbox.folder.resolve("java runs"))).hasSize((int) runs + 1);
    }

    @Test
    void whereTheModuleCannotBeLoadedLateItIsNamedAtTheStart() throws Exception {
        assertThat(run("list").output())
                .contains("[--add-exports=java.base/jdk.internal.module=ALL-UNNAMED]")
                .doesNotContain("--add-modules");
        java(
                sandbox.machine.resolve("usr/lib/jvm/temurin 25"),
                "case \" $* \" in *--add-exports*) echo 'sgmrl: the Vector API is not available' >&2;; esac");
        Files.writeString(source, "class Thing { int changed; }");
        Result result = run("list");
        assertThat(result.output())
                .contains("[--add-modules=jdk.incubator.vector]")
                .doesNotContain("--add-exports");
        assertThat(result.errors()).doesNotContain("Vector API");
    }

    @ParameterizedTest
    @CsvSource({
        "'',                          -XX:+UseSerialGC, -XX:+UseG1GC",
        "-Xmx1g -Dkey=*,              -XX:+UseSerialGC, -XX:+UseG1GC",
        "-Xmx1g -XX:+UseG1GC -ea,     -XX:+UseG1GC,     -XX:+UseSerialGC",
    })
    void extraOptionsAreWordsAndMayChooseTheCollector(String options, String present, String absent) throws Exception {
        sandbox.environment.put("SGMRL_JAVA_OPTS", options);
        Result result = run("list");
        assertThat(result.output()).contains("[" + present + "]").doesNotContain("[" + absent + "]");
        for (String option : options.split(" ", -1)) {
            assertThat(result.output()).contains(option.isEmpty() ? "" : "[" + option + "]\n");
        }
        assertThat(result.output()).endsWith("[org.sgmrl.cli.Launch]\n[list]\n");
    }

    @ParameterizedTest
    @CsvSource({
        "POSIX, ANSI_X3.4-1968, C.UTF-8",
        "de_DE.ISO-8859-1, ISO-8859-1, C.UTF-8",
        "de_DE.UTF-8, UTF-8, de_DE.UTF-8",
        // Named but not installed, as after a login from another machine.
        "de_DE.UTF-8, ANSI_X3.4-1968, C.UTF-8",
    })
    void fileNamesAreUtf8InEveryLocale(String locale, String charmap, String expected) throws Exception {
        sandbox.environment.remove("LANG");
        sandbox.environment.put("LC_ALL", locale);
        ShellSandbox.script(sandbox.bin.resolve("locale"), "echo " + charmap);
        assertThat(run("list").output()).contains("locale " + expected + "\n");
    }

    @Test
    void withoutAnyLocaleAndHomeItWorks() throws Exception {
        sandbox.environment.remove("LANG");
        sandbox.environment.remove("HOME");
        Result result = run("list");
        assertThat(result.exit()).isZero();
        assertThat(result.output()).contains("locale C.UTF-8\n");
    }

    @Test
    void withoutJdkNothingIsBuiltAndTheExitCodeIsOne() throws Exception {
        Files.delete(sandbox.machine.resolve("usr/lib/jvm/temurin 25/bin/javac"));
        Result result = run("list");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.errors()).startsWith("sgmrl: needs a JDK 25 or newer");
        assertThat(tree.resolve("target")).doesNotExist();
    }
}
