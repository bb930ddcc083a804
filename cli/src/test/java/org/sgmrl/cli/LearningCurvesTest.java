package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sgmrl.environment.EnvironmentProvider;
import org.sgmrl.environment.Environments;

/// What `list environments` calls untested is what docs/results/tasks.md has no learning curve of.
final class LearningCurvesTest {
    private static final Path PAGE = Path.of("..", "docs", "results", "tasks.md");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9-]+-v[0-9]+)` \\| ([^|]*) \\|");
    private static final Pattern LINK = Pattern.compile("\\[[^]]+]\\(([^)]+)\\)");

    /// The second column by environment.
    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new HashMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                assertThat(rows.put(row.group(1), row.group(2))).as(line).isNull();
            }
        }
        return rows;
    }

    @Test
    void everyEnvironmentHasALearningCurveOrIsUntested() throws IOException {
        Map<String, String> rows = rows();
        assertThat(rows.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Environments.all().stream().map(Environments.Entry::id).toList());
        for (Environments.Entry entry : entries()) {
            String curve = rows.getOrDefault(entry.id(), "");
            if (entry.untested()) {
                assertThat(curve).as(entry.id()).isEqualTo("untested");
            } else {
                assertThat(curve).as(entry.id()).isNotEqualTo("untested");
                assertCurve(entry.id(), curve);
            }
        }
    }

    /// Those that are listed, and those of the other simulators.
    private static List<Environments.Entry> entries() {
        return Stream.concat(
                        Environments.all().stream(),
                        ServiceLoader.load(EnvironmentProvider.class).stream()
                                .flatMap(provider -> provider.get().environments().stream()))
                .toList();
    }

    private static void assertCurve(String id, String cell) throws IOException {
        Matcher link = LINK.matcher(cell);
        assertThat(link.find()).as(id + ": " + cell).isTrue();
        Path file = PAGE.resolveSibling(link.group(1)).normalize();
        assertThat(file.getFileName().toString().contains(id)
                        || Files.readString(file).contains(id))
                .as("%s is of %s", file, id)
                .isTrue();
        assertThat(file).isNotEmptyFile();
    }

    @Test
    void theListSaysWhichAreUntested() throws IOException {
        Map<String, String> rows = rows();
        List<String> lines = Cli.run("list", "environments").out().lines().toList();
        for (Map.Entry<String, String> row : rows.entrySet()) {
            assertThat(lines)
                    .filteredOn(line -> line.startsWith(row.getKey() + " "))
                    .singleElement()
                    .satisfies(line -> assertThat(line.contains("; untested"))
                            .as(line)
                            .isEqualTo(row.getValue().equals("untested")));
        }
        assertThat(lines).filteredOn(line -> !line.contains("; untested")).hasSizeGreaterThan(3);
    }
}
