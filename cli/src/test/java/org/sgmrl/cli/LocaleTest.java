package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sgmrl.run.text.Json;

/// What machines read, and what is printed, does not depend on the locale. In these the digits of formatted numbers are
/// Arabic, Persian or those of Devanagari, and the capital of i is İ.
final class LocaleTest {
    private static final List<Locale> LOCALES =
            List.of(Locale.of("ar", "EG"), Locale.of("fa", "IR"), Locale.of("ne", "NP"), Locale.of("tr", "TR"));

    private static final Path SAFE_ARM = Path.of("..", "examples", "mdp", "safe-arm.json");

    private final Locale before = Locale.getDefault();

    @TempDir
    private Path folder;

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    @Test
    void theseLocalesHaveOtherDigits() {
        assertThat(LOCALES.subList(0, 3))
                .allSatisfy(locale -> assertThat(String.format(locale, "%d", 1)).isNotEqualTo("1"));
    }

    @Test
    void filesAndOutputAreTheSameInEveryLocale() throws IOException {
        Locale.setDefault(Locale.ROOT);
        String expected = everything(folder.resolve("root"));
        for (Locale locale : LOCALES) {
            Locale.setDefault(locale);
            Path own = folder.resolve(locale.toString());
            assertThat(everything(own)).as(locale.toString()).isEqualTo(expected);
            Runs.assertSame(folder.resolve("root/run"), own.resolve("run"));
            assertThat(Runs.files(own.resolve("run")).stream()
                            .map(file -> file.getFileName().toString()))
                    .contains("events.out.tfevents.0000000000.sgmrl")
                    .allMatch(name -> name.chars().allMatch(c -> c < 128));
        }
    }

    /// What commands print, and the files that do not depend on the clock.
    private String everything(Path own) throws IOException {
        Files.createDirectories(own);
        Path run = own.resolve("run");
        StringBuilder all = new StringBuilder();
        run(Runs.train(run, "--iterations", "12", "--hidden", "3"));
        all.append(run("evaluate", run.toString(), "--tasks", "3"));
        all.append(run("variance", run.toString(), "--tasks", "2", "--inner-batches", "2", "--outer-batches", "2"));
        all.append(run("list", "environments"));
        Path result = own.resolve("certificate.json");
        run("certify", SAFE_ARM.toString(), "--flow", "sg-mrl", "--flow-steps", "3", "--out", result.toString());
        for (String name : List.of("value", "gradient", "estimators", "flows", "constants")) {
            all.append(Json.parse(Files.readString(result)).path(name)).append('\n');
        }
        Path svg = own.resolve("flows.svg");
        run("certify", SAFE_ARM.toString(), "--flow", "sg-mrl", "--flow-steps", "3", "--svg", svg.toString());
        all.append(Files.readString(svg));
        String page = Files.readString(run.resolve("report.html"));
        // Between and after these is how long it took.
        all.append(page, page.indexOf("<p class=\"lead\""), page.indexOf("training took"));
        all.append(page, page.indexOf("<main>"), page.indexOf("<h2>Environment steps per second"));
        return all.toString();
    }

    private static String run(String... args) {
        Cli.Result result = Cli.run(args);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }
}
