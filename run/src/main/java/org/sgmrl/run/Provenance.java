package org.sgmrl.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.sgmrl.network.Network;
import org.sgmrl.network.Precision;
import org.sgmrl.run.text.OneLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Where a figure comes from: version, commit, JVM, operating system, processor.
public final class Provenance {
    private static final Properties BUILD = load();

    private Provenance() {}

    /// Version of the program.
    public static String version() {
        return BUILD.getProperty("version", "unknown");
    }

    /// Writes version and machine into an object.
    public static void describe(ObjectNode node) {
        node.put("version", version());
        node.put("commit", BUILD.getProperty("commit", "unknown"));
        machine(node);
    }

    /// Writes the machine into an object.
    static void machine(ObjectNode node) {
        node.put("java", System.getProperty("java.vm.vendor") + " " + Runtime.version());
        node.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        node.put("architecture", System.getProperty("os.arch"));
        node.put("processor", processor());
        node.put("processors", Runtime.getRuntime().availableProcessors());
        node.put("kernels", Network.create(new int[] {1, 1}, Precision.FLOAT).description());
    }

    /// What differs between two descriptions in anything that might change a result, one entry each.
    public static List<String> differences(JsonNode before, JsonNode now) {
        List<String> differences = new ArrayList<>();
        for (String key : List.of(
                "version", "commit", "java", "architecture", "processor", "kernels", "simulator", "libraries")) {
            String old = before.path(key).asString("unknown");
            String current = now.path(key).asString("unknown");
            if (!old.equals(current)) {
                differences.add(key + ": " + difference(old, current));
            }
        }
        return differences;
    }

    /// Of lists only what is not in both, so that one new version among twenty is seen.
    private static String difference(String old, String current) {
        String gone = without(old, current);
        String come = without(current, old);
        if (gone.isEmpty() == come.isEmpty()) {
            return OneLine.brief(gone.isEmpty() ? old : gone) + ", now "
                    + OneLine.brief(come.isEmpty() ? current : come);
        }
        return come.isEmpty() ? OneLine.brief(gone) + ", now gone" : "now also " + OneLine.brief(come);
    }

    private static String without(String list, String other) {
        List<String> others = List.of(other.split(", ", -1));
        return Arrays.stream(list.split(", ", -1))
                .filter(item -> !others.contains(item))
                .collect(Collectors.joining(", "));
    }

    private static String processor() {
        // Not Files.lines, which an interrupted thread cannot read.
        try (BufferedReader lines = Files.newBufferedReader(Path.of("/proc/cpuinfo"))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
            return "unknown";
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static Properties load() {
        Properties properties = new Properties();
        try (InputStream in = Provenance.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            // Provenance is then "unknown"; no reason to refuse to run.
        }
        return properties;
    }
}
