package org.sgmrl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Small runs and what they leave.
final class Runs {
    /// What shapes the work of a small run.
    static final List<String> WORK = List.of(
            "--env", "point-navigation-v1",
            "--preset", "tuned",
            "--hidden", "8",
            "--tasks", "6",
            "--inner-trajectories", "4",
            "--outer-trajectories", "4",
            "--horizon", "20");

    static final List<String> NAVIGATION =
            with(WORK, "--iterations", "6", "--checkpoint-every", "2", "--test-tasks", "4");

    /// On MuJoCo, whose library workers must have.
    static final List<String> CHEETAH = List.of(
            "--env", "half-cheetah-velocity-v1",
            "--simulator", "mujoco",
            "--preset", "released",
            "--tasks", "4",
            "--inner-trajectories", "2",
            "--outer-trajectories", "2",
            "--horizon", "20",
            "--iterations", "3",
            "--test-tasks", "2");

    /// In Java.
    static final List<String> PLANAR = with(CHEETAH, "--simulator", "planar");

    /// In Java, with a model for each task.
    static final List<String> HOPPER = with(PLANAR, "--env", "hopper-parameters-v1");

    private Runs() {}

    /// In Python, from a file that goes to the workers.
    static List<String> python() {
        Path file = Path.of("..", "examples", "python", "cart.py").toAbsolutePath();
        assertThat(file).exists();
        return with(NAVIGATION, "--env", "python:" + file, "--iterations", "3");
    }

    /// A problem file, whose environment no worker knows by an id.
    static List<String> tabular() {
        Path problem = Path.of("..", "examples", "mdp", "safe-arm.json").toAbsolutePath();
        assertThat(problem).exists();
        return List.of(
                "--env",
                "tabular",
                "--mdp",
                problem.toString(),
                "--tasks",
                "5",
                "--iterations",
                "4",
                "--test-tasks",
                "4");
    }

    /// Settings with others; an option given twice counts as given last.
    static List<String> with(List<String> settings, String... more) {
        List<String> all = new ArrayList<>(settings);
        for (int i = 0; i < more.length; i += 2) {
            int at = all.indexOf(more[i]);
            if (at < 0) {
                all.addAll(List.of(more[i], more[i + 1]));
            } else {
                all.set(at + 1, more[i + 1]);
            }
        }
        return List.copyOf(all);
    }

    /// Trains in this process.
    static Path trained(Path run, List<String> settings, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train"));
        arguments.addAll(settings);
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("--out", run.toString()));
        InProcess.Result result = InProcess.run(arguments);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return run;
    }

    /// What a command writes, but for how long it took.
    ///
    /// @param command ends with the option that takes the file
    static String written(Path file, List<String> command, String... execution) throws IOException {
        List<String> arguments = new ArrayList<>(command);
        arguments.add(file.toString());
        arguments.addAll(List.of(execution));
        InProcess.Result result = InProcess.run(arguments);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return Files.readString(file).replaceAll("\"seconds\" : [0-9.E-]+", "");
    }

    static void assertSame(Path expected, Path actual) throws IOException {
        assertThat(actual.resolve("policy.safetensors")).hasSameBinaryContentAs(expected.resolve("policy.safetensors"));
        assertThat(metrics(actual)).isEqualTo(metrics(expected));
        assertThat(actual.resolve("evaluation.json")).hasSameTextualContentAs(expected.resolve("evaluation.json"));
    }

    private static List<String> metrics(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(line -> line.replaceAll(",\"timing\":\\{[^}]*\\}", ""))
                .toList();
    }

    static void awaitLines(Path run, int lines) throws IOException, InterruptedException {
        Path file = run.resolve("metrics.jsonl");
        long end = System.nanoTime() + 180_000_000_000L;
        while (!Files.exists(file) || Files.readAllLines(file).size() < lines) {
            assertThat(System.nanoTime())
                    .as("no " + lines + " iterations in time")
                    .isLessThan(end);
            Thread.sleep(5);
        }
    }

    static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
