package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The pages of reference are what the commands say of themselves. `-Dsgmrl.reference=write` makes them again.
final class CommandReferenceTest {
    private static final Path FOLDER = Path.of("../docs/reference");
    private static final String RENEW = "./mvnw -pl cli -am test -Dtest=CommandReferenceTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dsgmrl.reference=write";

    @Test
    void pagesAreWhatTheCommandsSay() throws IOException {
        Map<String, String> pages = CommandReference.pages();
        if ("write".equals(System.getProperty("sgmrl.reference"))) {
            Files.createDirectories(FOLDER);
            for (Map.Entry<String, String> page : pages.entrySet()) {
                Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
            }
        }
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Path file = FOLDER.resolve(page.getKey());
            assertThat(Files.exists(file) ? Files.readString(file) : "")
                    .as("%s is old; make it again: %s", file, RENEW)
                    .isEqualTo(page.getValue());
        }
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("pages of commands that are gone: remove them")
                    .containsExactlyInAnyOrderElementsOf(pages.keySet());
        }
    }

    @Test
    void everyArgumentOfEveryCommandIsThere() {
        Map<String, String> pages = CommandReference.pages();
        assertThat(pages).hasSizeGreaterThan(10);
        assertThat(pages.get("train.md"))
                .contains(
                        "| `--algorithm=sg-mrl\\|maml",
                        "| `--skip-bad-updates[=true\\|false]` |",
                        "| `--config=FILE.toml`")
                .doesNotContain("--version");
        assertThat(pages.get("evaluate.md")).contains("| `DIR` |", "test tasks (200)");
        assertThat(pages.get("certify.md"))
                .contains("| `--converge` |", "| `--flow=METHOD[,…]` |", "sg-mrl-first-order");
        assertThat(pages.get("check-environment.md")).contains("must be given");
    }
}
