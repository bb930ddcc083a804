package org.sgmrl.run.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MetricsLogTest {
    private static final String TWO = "{\"iteration\":1}\n{\"iteration\":2}\n";

    @TempDir
    private Path folder;

    private MetricsLog log(String text) throws IOException {
        return new MetricsLog(Files.writeString(folder.resolve("metrics.jsonl"), text));
    }

    @Test
    void completeLinesAreTheWholeFile() throws IOException {
        assertThat(log(TWO).scan(_ -> {})).isEqualTo(new MetricsLog.Scanned(2, TWO.length(), true));
        assertThat(log("").scan(_ -> {})).isEqualTo(new MetricsLog.Scanned(0, 0, true));
        assertThat(new MetricsLog(folder.resolve("none")).scan(_ -> {})).isEqualTo(new MetricsLog.Scanned(0, 0, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"iteration\":3,\"env",
                "{\"iteration\":3}",
                "{\"iteration\":4}\n",
                "{\"iteration\":2}\n",
                "3\n",
                "\n",
                "{}\n{\"iteration\":3}\n"
            })
    void whatIsCutShortOrOutOfOrderEndsItAndIsCutOff(String rest) throws IOException {
        MetricsLog log = log(TWO + rest);
        assertThat(log.scan(_ -> {})).isEqualTo(new MetricsLog.Scanned(2, TWO.length(), false));
        log.truncate(log.complete());
        assertThat(folder.resolve("metrics.jsonl")).hasContent(TWO.strip()).hasSize(TWO.length());
        log.truncate(1);
        assertThat(log.lines())
                .singleElement()
                .satisfies(line -> assertThat(line.path("iteration").asInt()).isEqualTo(1));
    }

    @Test
    void aLineOfAnyLengthIsNotRead() throws IOException {
        MetricsLog log = log(TWO + "{\"iteration\":3,\"x\":\"" + "x".repeat(MetricsLog.MAX_LINE_BYTES) + "\"}\n");
        assertThat(log.complete()).isEqualTo(2);
    }

    /// Lines of many lengths, of characters of two bytes, over many blocks; one is as long as a line may be.
    @Test
    void linesMayLieAcrossBlocks() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 3000; i++) {
            String begin = "{\"iteration\":" + i + ",\"x\":\"";
            int bytes = i == 1500 ? MetricsLog.MAX_LINE_BYTES - begin.length() - 2 : 2 * (i % 97);
            text.append(begin)
                    .append("ü".repeat(bytes / 2))
                    .append(" ".repeat(bytes % 2))
                    .append("\"}\n");
        }
        MetricsLog log = log(text.toString());
        int size = Math.toIntExact(Files.size(folder.resolve("metrics.jsonl")));
        assertThat(log.scan(_ -> {})).isEqualTo(new MetricsLog.Scanned(3000, size, true));
        assertThat(log.lines().get(2999).path("x").asString()).isEqualTo("ü".repeat(3000 % 97));
    }
}
