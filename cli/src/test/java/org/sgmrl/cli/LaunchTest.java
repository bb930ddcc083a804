package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.cli.ShellSandbox.Result;

/// [Launch] in real JVMs, started as the script starts them.
class LaunchTest {
    private static final String EXPORT = "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED";

    @TempDir
    private Path folder;

    private Result java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        return new ShellSandbox(folder).run(folder, command.toArray(String[]::new));
    }

    /// Loads the module late and computes 1 + … + lanes with it.
    static final class Probe {
        private Probe() {}

        public static void main(String[] args) {
            System.out.println(Launch.loadVectorModule());
            Sum.print();
        }
    }

    /// Its own class, so that the vector classes are needed only once the module is there.
    private static final class Sum {
        static void print() {
            double[] values = new double[DoubleVector.SPECIES_PREFERRED.length()];
            double expected = 0;
            for (int i = 0; i < values.length; i++) {
                values[i] = i + 1;
                expected += values[i];
            }
            double sum = DoubleVector.fromArray(DoubleVector.SPECIES_PREFERRED, values, 0)
                    .reduceLanes(VectorOperators.ADD);
            System.out.println(sum == expected);
        }
    }

    @Test
    void theVectorApiWorksWithoutTheIncubatorWarning() throws Exception {
        Result result = java(EXPORT, Probe.class.getName());
        assertThat(result.errors()).isEmpty();
        assertThat(result.output().lines()).containsExactly("true", "true");
    }

    /// A module loaded late is in no boot layer: code that looks for it there would run its slow scalar
    /// twin under the script, and nothing but the clock would tell. `Class.forName` finds it however it was
    /// loaded.
    @Test
    void noCodeLooksForTheVectorApiInTheBootLayer() throws Exception {
        List<Path> offenders = new ArrayList<>();
        int sources = 0;
        try (Stream<Path> files = Files.walk(ShellSandbox.project())) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                sources++;
                if (file.toString().contains("/src/main/")
                        && !file.endsWith("Launch.java")
                        && Files.readString(file).contains("ModuleLayer.boot()")) {
                    offenders.add(file);
                }
            }
        }
        assertThat(sources).isGreaterThan(10);
        assertThat(offenders)
                .as("ask with Class.forName(\"jdk.incubator.vector.FloatVector\") instead of ModuleLayer.boot()")
                .isEmpty();
    }

    @Test
    void namedAtTheStartTheModuleServesAsWell() throws Exception {
        Result result = java("--add-modules=jdk.incubator.vector", Probe.class.getName());
        assertThat(result.output().lines()).containsExactly("true", "true");
    }

    @Test
    void helpLeavesTheErrorStreamEmpty() throws Exception {
        Result result = java(EXPORT, Launch.class.getName(), "--help");
        assertThat(result.exit()).isZero();
        assertThat(result.output()).isNotBlank();
        assertThat(result.errors()).isEmpty();
    }

    @Test
    void aMissingVectorApiIsAnnouncedWithTheWordsTheScriptLooksFor() throws Exception {
        Result result = java(Launch.class.getName(), "--help");
        assertThat(result.exit()).isZero();
        assertThat(result.errors()).contains("Vector API is not available");
    }
}
