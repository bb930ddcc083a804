package org.sgmrl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A driver that runs from jars, as the launcher's does, sends workers that have nothing but Spark all that they need.
final class SentCodeIT {
    /// An environment all of whose classes but the provider's are the core's, and a lambda.
    private static final String LIBRARY = """
            package example;

            import java.util.List;
            import org.sgmrl.environment.*;
            import org.sgmrl.random.RandomStream;

            public final class Library implements EnvironmentProvider {
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
                    var spec = new EnvironmentSpec("line-v1", 1, ActionSpace.Box.uniform(1, -0.1, 0.1), 20);
                    return List.of(new Environments.Entry(
                            "a line", MetaEnvironment.of(spec, PointNavigation.distance().tasks(), Line::new)));
                }
            }
            """;

    @TempDir
    private Path folder;

    private Path trained(String name, Path library, List<String> options, List<String> settings)
            throws IOException, InterruptedException {
        Path run = folder.resolve(name);
        List<String> train = new ArrayList<>(List.of("train"));
        train.addAll(settings);
        train.addAll(List.of("--out", run.toString()));
        Cluster.Running launched = Cluster.launch(folder, library, options, train);
        assertThat(launched.exitCode()).as(launched.text()).isZero();
        return run;
    }

    private static List<String> with(List<String> list, String... more) {
        return Stream.concat(list.stream(), Stream.of(more)).toList();
    }

    @Test
    void allThatATaskNeedsIsSentAlsoOfAnotherLibraryAndBesideJarsTheUserNames()
            throws IOException, InterruptedException {
        Path library = library();
        Path other = jar(Files.createDirectory(folder.resolve("nothing")), "other.jar");
        List<String> options = List.of(
                "-Dsgmrl.spark.wait=" + Cluster.PATIENT,
                "-Dspark.driver.host=127.0.0.1",
                "-Dspark.driver.bindAddress=127.0.0.1",
                "-Dspark.executor.memory=512m");
        try (Cluster cluster = Cluster.ofSparkAlone(folder)) {
            cluster.startWorker();
            String[] engine = {"--engine", "spark", "--master", cluster.master()};
            // The preset's advantages are fitted by linear algebra.
            Path expected = trained("cheetah", library, List.of(), Runs.CHEETAH);
            Runs.assertSame(expected, trained("cheetah-spark", library, options, with(Runs.CHEETAH, engine)));

            // Its module needs a library that the core does not.
            expected = trained("python", library, List.of(), Runs.python());
            Runs.assertSame(expected, trained("python-spark", library, options, with(Runs.python(), engine)));

            List<String> line = Runs.with(Runs.NAVIGATION, "--env", "line-v1");
            expected = trained("line", library, List.of(), line);
            List<String> named = with(options, "-Dspark.jars=" + other);
            Runs.assertSame(expected, trained("line-spark", library, named, with(line, engine)));

            List<String> beside = with(line, "--classpath", library.toString());
            Runs.assertSame(expected, trained("line-beside", other, options, with(beside, engine)));
        }
    }

    private Path library() throws IOException {
        Path classes = Files.createDirectory(folder.resolve("library"));
        Path source = Files.writeString(folder.resolve("Library.java"), LIBRARY);
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(code).isZero();
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve("org.sgmrl.environment.EnvironmentProvider"), "example.Library");
        return jar(classes, "library.jar");
    }

    private Path jar(Path classes, String name) throws IOException {
        Path jar = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            entries.putNextEntry(new JarEntry("read-me"));
            entries.write(name.getBytes(StandardCharsets.UTF_8));
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                entries.write(Files.readAllBytes(file));
            }
        }
        return jar;
    }
}
