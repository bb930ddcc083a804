package org.sgmrl.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Loops count in whole numbers. A counter in floating point need not advance where its step is below the last digit, and
/// then the loop never ends.
final class LoopCountersTest {
    private static final Pattern COUNTER =
            Pattern.compile("\\bfor \\((?:(?:double|float) \\w+ =|var \\w+ = [\\d_]*(?:\\.\\d|\\d[dfDF]\\b))");

    @Test
    void noLoopCountsInFloatingPoint() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path source : MarkdownTest.sources()) {
            if (!source.endsWith("LoopCountersTest.java")
                    && COUNTER.matcher(Files.readString(source)).find()) {
                faults.add(source.toString());
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void theRuleSeesSuchLoops() {
        assertThat(List.of(
                        "for (double x = low; x < high; x += step) {",
                        "for (float i = 0; i < n; i++) {",
                        "for (var x = 0.5; x < 2; x *= 1.1) {"))
                .allMatch(line -> COUNTER.matcher(line).find());
        assertThat(List.of("for (double x : values) {", "for (int i = 0; i < n; i++) {", "for (var x = 1; ; x++) {"))
                .noneMatch(line -> COUNTER.matcher(line).find());
    }
}
