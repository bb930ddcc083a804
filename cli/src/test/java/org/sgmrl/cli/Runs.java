package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.sgmrl.io.Safetensors;
import org.sgmrl.run.text.Json;
import tools.jackson.databind.node.ObjectNode;

/// Small runs for tests that disturb them.
final class Runs {
    private Runs() {}

    /// Arguments of a training run that takes a millisecond an iteration.
    static String[] train(Path out, String... more) {
        Map<String, String> options = new LinkedHashMap<>();
        String small = "--tasks 3 --inner-trajectories 3 --outer-trajectories 3 --horizon 10 --test-tasks 3"
                + " --hidden 16,16 --threads 2 --seed 5";
        put(options, small.split(" "));
        put(options, more);
        List<String> args = new ArrayList<>(List.of("train", "--out", out.toString()));
        options.forEach((name, value) -> args.addAll(List.of(name, value)));
        return args.toArray(String[]::new);
    }

    private static void put(Map<String, String> options, String... args) {
        for (int i = 0; i < args.length; i += 2) {
            options.put(args[i], args[i + 1]);
        }
    }

    /// Everything that does not depend on the clock is the same, byte for byte.
    static void assertSame(Path expected, Path actual) throws IOException {
        assertThat(actual.resolve("policy.safetensors"))
                .hasBinaryContent(Files.readAllBytes(expected.resolve("policy.safetensors")));
        assertThat(untimedMetrics(actual)).isEqualTo(untimedMetrics(expected));
        assertThat(actual.resolve("evaluation.json")).hasContent(Files.readString(expected.resolve("evaluation.json")));
    }

    static List<String> untimedMetrics(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(line -> {
                    ObjectNode node = (ObjectNode) Json.parse(line);
                    node.remove("timing");
                    return Json.line(node);
                })
                .toList();
    }

    /// Whoever opens a file under its own name finds it whole.
    static void assertNothingIsHalfWritten(Path run) throws IOException {
        for (Path file : files(run)) {
            String name = file.getFileName().toString();
            if (name.endsWith(".safetensors")) {
                assertThat(Safetensors.read(file).checksumVerified()).as(name).isTrue();
            } else if (name.endsWith(".json")) {
                assertThat(Json.parse(Files.readString(file)).isObject())
                        .as(name)
                        .isTrue();
            } else if (name.endsWith(".html")) {
                assertThat(Files.readString(file)).endsWith("</html>\n");
            }
        }
    }

    /// Temporary files of writes that were cut off.
    static List<Path> partial(Path run) throws IOException {
        return files(run).stream()
                .filter(file -> file.getFileName().toString().endsWith(".part"))
                .toList();
    }

    static List<Path> files(Path run) throws IOException {
        if (!Files.isDirectory(run)) {
            return List.of();
        }
        try (var files = Files.list(run)) {
            return files.sorted().toList();
        }
    }

    /// Waits until the run has written so many lines of metrics.
    static void awaitLines(Process process, Path run, int lines) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        Path file = run.resolve("metrics.jsonl");
        while (!Files.exists(file) || Files.readString(file).lines().count() < lines) {
            assertThat(process.isAlive()).as("the run ended too early").isTrue();
            assertThat(System.nanoTime()).as("no progress").isLessThan(deadline);
            Thread.sleep(2);
        }
    }

    /// Copies a folder with all that is in it.
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    /// Removes a folder with all that is in it.
    static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
