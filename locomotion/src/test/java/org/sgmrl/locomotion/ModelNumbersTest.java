package org.sgmrl.locomotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.mujoco.ModelField;
import org.sgmrl.mujoco.MujocoLibrary;
import org.sgmrl.mujoco.MujocoModel;

/// Our model files compile to the numbers of the gym benchmark's: masses, inertias, gears, ranges, damping,
/// stiffness, friction, contact parameters, solver settings and all else that a step depends on, to the last
/// bit. The expected numbers (`*.numbers`) say where they come from.
final class ModelNumbersTest {
    @TempDir
    private static Path folder;

    private static Path program;

    @BeforeAll
    static void compileTheProgram() throws Exception {
        program = folder.resolve("model_numbers");
        Path source = Path.of("src", "test", "c", "model_numbers.c");
        // The library of this process, with the headers that belong to it where they are beside it.
        Path library = MujocoLibrary.load().file();
        run(
                "gcc",
                "-O2",
                "-o",
                program.toString(),
                source.toString(),
                "-I" + library.resolveSibling("include"),
                "-I" + library.resolveSibling("../include"),
                library.toString(),
                "-Wl,-rpath," + library.resolveSibling(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"half_cheetah", "swimmer", "ant", "walker2d", "hopper", "humanoid"})
    void everyNumberIsThatOfTheBenchmark(String name) throws Exception {
        Map<String, String> expected = expected(name);
        Map<String, String> actual = compiled(Locomotion.xml(name));

        assertThat(expected).hasSizeGreaterThan(100);
        assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
        expected.forEach(
                (array, numbers) -> assertThat(actual.get(array)).as(array).isEqualTo(numbers));
    }

    @ParameterizedTest
    @ValueSource(strings = {"half_cheetah", "swimmer", "ant", "walker2d", "hopper", "humanoid"})
    void theBindingReadsTheSameNumbers(String name) throws Exception {
        // Other versions compile with other rounding errors, and choose other axes for bodies that have a free choice.
        boolean same = MujocoLibrary.load().version().equals("2.2.2");
        double tolerance = same ? 0 : 1e-9;
        Map<String, String> expected = expected(name);
        try (MujocoModel model = MujocoModel.compile(Locomotion.xml(name))) {
            int compared = 0;
            for (ModelField field : ModelField.values()) {
                String array = field.name().toLowerCase(Locale.ROOT).replace("opt_", "opt.");
                String numbers = expected.get(array);
                if (numbers != null && (same || field != ModelField.BODY_IQUAT)) {
                    double[] actual = field.integral()
                            ? Arrays.stream(model.ints(field)).asDoubleStream().toArray()
                            : model.doubles(field);
                    assertThat(actual).as(array).containsExactly(parse(numbers), within(tolerance));
                    compared++;
                }
            }
            assertThat(compared).isGreaterThan(40);
        }
    }

    @Test
    void aChangedNumberIsSeen() throws Exception {
        String xml = Locomotion.xml("swimmer");
        String changed = xml.replace("armature=\"0.1\"", "armature=\"0.11\"");
        assertThat(changed).isNotEqualTo(xml);

        assertThat(compiled(changed)).isNotEqualTo(expected("swimmer"));
    }

    private static double[] parse(String numbers) {
        return numbers.isEmpty()
                ? new double[0]
                : Arrays.stream(numbers.split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
    }

    private static Map<String, String> expected(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ModelNumbersTest.class.getResourceAsStream(name + ".numbers"), name)) {
            return arrays(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Map<String, String> compiled(String xml) throws Exception {
        Path file = folder.resolve("model.xml");
        Files.writeString(file, xml);
        return arrays(run(program.toString(), file.toString()));
    }

    /// Arrays by name; lines that begin with `#` are comments.
    private static Map<String, String> arrays(String text) {
        Map<String, String> arrays = new LinkedHashMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.indexOf(' ');
            arrays.put(space < 0 ? line : line.substring(0, space), space < 0 ? "" : line.substring(space + 1));
        });
        return arrays;
    }

    private static String run(String... command) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(1, TimeUnit.MINUTES);
        String text = Files.readString(output);
        assertThat(ended && process.exitValue() == 0)
                .as("%s: %s", List.of(command), text)
                .isTrue();
        return text;
    }
}
