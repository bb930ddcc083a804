package org.sgmrl.artefacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The published jars as modules of the JVM.
final class ModulesIT {
    @TempDir
    private Path folder;

    /// What each module requires of its users when it runs, Java's own modules left out.
    @Test
    void descriptorsRequireWhatIsDocumented() throws IOException {
        Map<String, String> required = new TreeMap<>();
        for (Published module : Published.jars()) {
            if (!module.name().equals("spark")) {
                ModuleDescriptor descriptor = descriptor(module);
                assertThat(descriptor.isAutomatic()).as(module.toString()).isFalse();
                required.put(
                        descriptor.name(),
                        descriptor.requires().stream()
                                .filter(each -> !each.modifiers().contains(Modifier.STATIC))
                                .map(ModuleDescriptor.Requires::name)
                                .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk."))
                                .sorted()
                                .collect(Collectors.joining(", ")));
            }
        }
        String documented = Files.readString(Published.ROOT.resolve("docs", "artefacts.md"));
        assertThat(required).hasSize(9).containsEntry("org.sgmrl.mujoco", "");
        required.forEach((name, modules) ->
                assertThat(documented).contains("| `" + name + "` | " + (modules.isEmpty() ? "–" : modules) + " |"));
    }

    /// Its name is kept for the day on which Spark has one itself.
    @Test
    void sparkHasAName() throws IOException {
        Published spark = Published.jars().stream()
                .filter(module -> module.name().equals("spark"))
                .findFirst()
                .orElseThrow();
        try (JarFile jar = new JarFile(spark.jar("").toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
                    .isEqualTo("org.sgmrl.spark");
        }
    }

    /// Whoever looks for services on the class path finds those that the descriptors name.
    @Test
    void servicesAreTheSameOnBothPaths() throws IOException {
        int services = 0;
        for (Published module : Published.jars()) {
            if (!module.name().equals("spark")) {
                try (JarFile jar = new JarFile(module.jar("").toFile())) {
                    Map<String, List<String>> files = new TreeMap<>();
                    for (var entry : jar.stream().toList()) {
                        String name = entry.getName();
                        if (name.startsWith("META-INF/services/") && !entry.isDirectory()) {
                            String text = new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                            files.put(
                                    name.substring(name.lastIndexOf('/') + 1),
                                    text.lines().filter(line -> !line.isBlank()).toList());
                        }
                    }
                    Map<String, List<String>> provided = descriptor(module).provides().stream()
                            .collect(Collectors.toMap(
                                    ModuleDescriptor.Provides::service, ModuleDescriptor.Provides::providers));
                    assertThat(provided).as(module.toString()).isEqualTo(files);
                    services += provided.size();
                }
            }
        }
        assertThat(services).isEqualTo(3);
    }

    @Test
    void theCommandRunsFromTheModulePath() throws Exception {
        assertThat(command(0, "--version")).startsWith("sgmrl ");
        assertThat(command(0, "list", "environments"))
                .contains("point-navigation-v1", "half-cheetah-velocity-v1", "ant-goal-v1");
    }

    /// Options, settings, kernels, JSON and templates: all that reflects.
    @Test
    void aRunIsMadeAndShownFromTheModulePath() throws Exception {
        Path run = folder.resolve("run");
        command(
                0,
                "train",
                "--iterations",
                "2",
                "--tasks",
                "2",
                "--horizon",
                "5",
                "--test-tasks",
                "2",
                "--hidden",
                "4",
                "--out",
                run.toString());
        command(0, "report", run.toString());
        assertThat(Files.readString(run.resolve("report.html"))).contains("<svg", "point-navigation-v1");
        assertThat(command(0, "evaluate", run.toString(), "--tasks", "2", "--json", "-"))
                .contains("\"returns\"");
    }

    private String command(int code, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        command.add("--enable-native-access=org.sgmrl.mujoco");
        command.add("-Dsgmrl.kernels=simd");
        command.addAll(List.of("-p", jar("cli") + File.pathSeparator + Published.libraries()));
        command.addAll(List.of("-m", "org.sgmrl.cli/org.sgmrl.cli.Main"));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        int exit = process.waitFor();
        assertThat(exit).as(Files.readString(errors)).isEqualTo(code);
        return Files.readString(output);
    }

    private static Path jar(String name) {
        return Published.jars().stream()
                .filter(module -> module.name().equals(name))
                .findFirst()
                .orElseThrow()
                .jar("");
    }

    private static ModuleDescriptor descriptor(Published module) {
        return ModuleFinder.of(module.jar("")).findAll().iterator().next().descriptor();
    }
}
