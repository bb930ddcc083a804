package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.environment.EnvironmentProvider;
import org.sgmrl.run.text.Json;

/// `--classpath`: environments of jars that the command was not started with.
final class ClasspathTest {
    private static final String SERVICE = "META-INF/services/" + EnvironmentProvider.class.getName();

    /// A robot on a line; `PROVIDER` is the class, `ID` the environment's id, `BEFORE` runs before it is told.
    private static final String SOURCE = """
            package example;

            import java.util.List;
            import org.sgmrl.environment.*;
            import org.sgmrl.random.RandomStream;

            public final class PROVIDER implements EnvironmentProvider {
                private static final class Line implements Environment<Goal> {
                    private Goal goal = new Goal(0, 0);
                    private double x;

                    public void reset(Goal task, RandomStream random, double[] observation) {
                        goal = task;
                        x = 0;
                        observation[0] = x;
                    }

                    public double step(double[] action, double[] observation) {
                        x += action[0];
                        observation[0] = x;
                        return -Math.abs(goal.x() - x);
                    }

                    public boolean terminated() {
                        return false;
                    }
                }

                public List<Environments.Entry> environments() {
                    BEFORE
                    var spec = new EnvironmentSpec("ID", 1, ActionSpace.Box.uniform(1, -0.1, 0.1), 20);
                    return List.of(new Environments.Entry(
                            "a line", MetaEnvironment.of(spec, PointNavigation.distance().tasks(), Line::new)));
                }
            }
            """;

    @TempDir
    private Path folder;

    private Path library(String provider, String id, String before) throws IOException {
        return jar(compiled(provider, id, before), provider + ".jar");
    }

    private Path compiled(String provider, String id, String before) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes of " + provider));
        compile(
                classes,
                provider,
                SOURCE.replace("PROVIDER", provider).replace("ID", id).replace("BEFORE", before));
        return named(classes, provider);
    }

    private void compile(Path classes, String name, String source) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".java"), source);
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path") + ":" + classes,
                        "-d",
                        classes.toString(),
                        file.toString());
        assertThat(code).isZero();
    }

    private static Path named(Path classes, String provider) throws IOException {
        Files.createDirectories(classes.resolve(SERVICE).getParent());
        Files.writeString(classes.resolve(SERVICE), "example." + provider);
        return classes;
    }

    private Path jar(Path classes, String name) throws IOException {
        Path jar = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                entries.write(Files.readAllBytes(file));
            }
        }
        return jar;
    }

    private static Cli.Result done(String... args) {
        Cli.Result result = Cli.run(args);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    private static void assertRefused(Cli.Result result, String... parts) {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains(parts).doesNotContain("internal error");
    }

    private static void assertRefused(Path classpath, String... parts) {
        assertRefused(Cli.run("list", "environments", "--classpath", classpath.toString()), parts);
    }

    @Test
    void everyCommandKnowsTheEnvironmentsOfTheJarsItIsGiven() throws IOException {
        String[] given = {"--classpath", library("Lines", "line-v1", "").toString()};
        Path run = folder.resolve("run");
        done(with(Runs.train(run, "--env", "line-v1", "--iterations", "2"), given));
        done(with(given, "resume", run.toString(), "--iterations", "3"));
        Path whole = folder.resolve("whole");
        done(with(Runs.train(whole, "--env", "line-v1", "--iterations", "3", "--threads", "1"), given));
        Runs.assertSame(whole, run);

        assertThat(done(with(given, "list", "environments")).out()).contains("line-v1 ");
        assertThat(done(with(given, "check-environment", "--env", "line-v1")).out())
                .contains("nothing found");
        done(with(given, "evaluate", run.toString(), "--tasks", "2"));
        Path other = folder.resolve("other");
        done(with(Runs.train(other, "--env", "line-v1", "--iterations", "3", "--seed", "6"), given));
        done(with(given, "evaluate", run.toString(), other.toString(), "--tasks", "2"));
        done(with(given, "bench", "environment", "--env", "line-v1", "--seconds", "0.1"));
        done(with(given, "variance", run.toString(), "--tasks", "2", "--inner-batches", "2", "--outer-batches", "2"));
        done(with(given, "export", run.toString(), "--onnx", folder + "/policy.onnx"));
        done(with(given, "report", run.toString()));
        assertRefused(
                Cli.run(with(
                        given,
                        "rollout",
                        "--env",
                        "line-v1",
                        "--task",
                        "{\"goal\": [0.1, 0.2]}",
                        "--state",
                        "s",
                        "--actions",
                        "a",
                        "--out",
                        "o")),
                "--actions a cannot be read");
        // Those without it do not.
        assertThat(done("list", "environments").out()).doesNotContain("line-v1");
    }

    private static String[] with(String[] options, String... args) {
        // The subcommand's name is the first word.
        boolean optionsFirst = options[0].startsWith("--");
        return Stream.of(optionsFirst ? args : options, optionsFirst ? options : args)
                .flatMap(Stream::of)
                .toArray(String[]::new);
    }

    @Test
    void experimentsTakeItAndTheirPlanRepeatsIt() throws IOException {
        Path library = library("Lines", "line-v1", "");
        Path file = Files.writeString(folder.resolve("grid.toml"), """
                name = "lines"
                title = "Lines"
                env-steps = 500
                seeds = 1
                test-tasks = 2

                [settings]
                tasks = 2
                inner-trajectories = 2
                outer-trajectories = 2
                horizon = 5
                hidden = [4]

                [variant.maml]
                algorithm = "maml"

                [[environment]]
                id = "line-v1"
                """);
        String[] command = {"experiment", file.toString(), "--out", folder + "/grid", "--classpath", library.toString()
        };
        assertThat(done(with(command, "--plan")).out().lines().filter(line -> line.startsWith("./sgmrl train")))
                .isNotEmpty()
                .allMatch(line -> line.endsWith(" --classpath " + library));
        done(command);
        assertThat(folder.resolve("grid/results.jsonl")).content().contains("line-v1");
    }

    @Test
    void aRunFolderSaysWhichLibrariesItNeedsAndWhetherTheyAreOthersNow() throws IOException {
        Path library = library("Lines", "line-v1", "");
        Path run = folder.resolve("run");
        done(with(Runs.train(run, "--env", "line-v1", "--iterations", "2"), "--classpath", library.toString()));
        String recorded = Json.parse(Files.readString(run.resolve("config.json")))
                .path("provenance")
                .path("libraries")
                .asString();
        assertThat(recorded).matches("Lines\\.jar [0-9a-f]{12}");
        for (String command : List.of("resume", "evaluate")) {
            assertRefused(
                    Cli.run(command, run.toString()),
                    "config.json: environment line-v1 is from libraries that are not here, " + recorded,
                    "name them with --classpath JAR");
        }
        Path another = library("Lines", "line-v1", "int changed = 1;");
        Cli.Result resumed = done("resume", run.toString(), "--iterations", "3", "--classpath", another.toString());
        assertThat(resumed.err()).contains("libraries: " + recorded + ", now Lines.jar ");
    }

    @Test
    void severalJarsAndFoldersMayBelongTogether() throws IOException {
        Path helper = Files.createDirectories(folder.resolve("helper"));
        compile(helper, "Helper", "package helper; public final class Helper { public static void help() {} }");
        Path classes = Files.createDirectories(folder.resolve("classes of Lines"));
        Path copy = Files.createDirectory(classes.resolve("helper")).resolve("Helper.class");
        Files.copy(helper.resolve("helper/Helper.class"), copy);
        compiled("Lines", "line-v1", "helper.Helper.help();");
        Files.delete(copy);

        assertRefused(
                classes,
                "classes of Lines: a provider of environments cannot be loaded: it needs the class helper.Helper,"
                        + " which is not there");
        String both = jar(helper, "helper.jar") + ":" + classes;
        assertThat(done("list", "environments", "--classpath", both).out()).contains("line-v1");
    }

    @Test
    void whatIsNoLibraryIsToldInOneLine() throws IOException {
        assertRefused(folder.resolve("none.jar"), "none.jar does not exist; give a jar or a folder of classes");
        assertRefused(Files.writeString(folder.resolve("text.jar"), "text"), "text.jar is no jar");
        assertRefused(
                jar(Files.createDirectory(folder.resolve("empty")), "empty.jar"),
                "empty.jar has no provider of environments; its file " + SERVICE + " must name a class");
        assertRefused(
                jar(named(Files.createDirectory(folder.resolve("misnamed")), "Missing"), "misnamed.jar"),
                "misnamed.jar: a provider of environments cannot be loaded: ",
                "example.Missing not found");
        assertRefused(
                Cli.run("list", "environments", "--classpath", ""),
                "--classpath is empty; name jars with environments, or leave it out");
    }

    @Test
    void aProviderThatFailsIsNamedWithItsReason() throws IOException {
        assertRefused(
                library("Throwing", "line-v1", "if (true) throw new IllegalStateException(\"no robot is here\");"),
                "Throwing.jar: the provider of environments example.Throwing fails: ",
                "no robot is here",
                "; mend or remove its library");
        Path hidden = Files.createDirectories(folder.resolve("hidden"));
        compile(
                hidden,
                "Hidden",
                SOURCE.replace("PROVIDER", "Hidden")
                        .replace("ID", "line-v1")
                        .replace("BEFORE", "")
                        .replace("private static final class Line", "private Hidden() {} static final class Line"));
        assertRefused(jar(named(hidden, "Hidden"), "hidden.jar"), "hidden.jar: ", "example.Hidden", "constructor");
    }

    @Test
    void aClassOfANewerJavaIsToldWithTheRemedy() throws IOException {
        Path classes = compiled("Newer", "line-v1", "");
        Path file = classes.resolve("example/Newer.class");
        byte[] bytes = Files.readAllBytes(file);
        bytes[7] = (byte) (bytes[7] + 5); // the major version
        Files.write(file, bytes);
        assertRefused(
                jar(classes, "newer.jar"),
                "newer.jar: ",
                "example/Newer",
                "compile it with --release " + Runtime.version().feature() + ", or run with a newer JDK");
    }

    @Test
    void anIdThatIsTakenIsRefused() throws IOException {
        assertRefused(
                library("Taken", "point-navigation-v1", ""),
                "Taken.jar: two environments have the id point-navigation-v1, a built-in one and one of example.Taken");
        Path one = library("One", "line-v1", "");
        Path two = library("Two", "line-v1", "");
        assertRefused(
                Cli.run("list", "environments", "--classpath", one + ":" + two),
                "two environments have the id line-v1, one of example.One and one of example.Two; rename one");
    }

    @Test
    void anUnknownIdPointsToTheOption() {
        assertRefused(
                Cli.run("train", "--env", "line-v1"), "environment line-v1 is unknown", "those of --classpath JAR");
    }
}
