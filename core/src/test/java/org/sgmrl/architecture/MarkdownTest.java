package org.sgmrl.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The documentation in the sources of all modules is Markdown in which every line is at its place. A tool that fills
/// lines, as the formatter once did, joins a heading or a block of code with the text around it: javadoc then shows
/// it as prose, without a warning.
final class MarkdownTest {
    private static final Pattern COMMENT = Pattern.compile("\\s*///( ?)(.*)");
    private static final Pattern WAITING = Pattern.compile("@[A-Z]{3,}@");
    private static final Pattern FENCE = Pattern.compile("```\\w*");

    /// A heading of so many characters is one with the text below joined to it.
    private static final Pattern SPOILT = Pattern.compile(".*```.*|#{1,6} .{50,}|.* ## .*");

    @Test
    void headingsAndFencesStandAlone() throws IOException {
        List<String> faults = new ArrayList<>();
        List<Path> sources = sources();
        for (Path source : sources) {
            faults(Files.readAllLines(source), source.toString(), faults);
        }
        assertThat(faults).isEmpty();
        assertThat(sources).hasSizeGreaterThan(200);
    }

    @Test
    void whatTheFormatterOnceMadeIsFound() {
        List<String> faults = new ArrayList<>();
        faults(
                List.of(
                        "/// ```java RandomStream random = new RandomStream();",
                        "/// random.nextInt(); ```",
                        "/// ## Layout The generator is Threefry-4×32 with 20 rounds (J. K. Salmon et al.",
                        "    /// ends here. ## Two faces, one position A stream has",
                        "/// ```java",
                        "/// a /* not closed */",
                        "final class X {}"),
                "X",
                faults);
        assertThat(faults)
                .extracting(fault -> fault.substring(0, 3))
                .containsExactly("X:1", "X:2", "X:3", "X:4", "X:7");
    }

    /// What a page is written with before its figures are there, such as the word BIAS between two signs of @.
    @Test
    void noPageWaitsForItsFigures() throws IOException {
        List<String> faults = new ArrayList<>();
        List<Path> pages = new ArrayList<>(List.of(Path.of("../README.md"), Path.of("../CHANGELOG.md")));
        try (Stream<Path> docs = Files.walk(Path.of("../docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).forEach(pages::add);
        }
        for (Path page : pages) {
            for (String line : Files.readAllLines(page)) {
                if (WAITING.matcher(line).find()) {
                    faults.add(page + ": " + line);
                }
            }
        }
        assertThat(faults).isEmpty();
        assertThat(pages).hasSizeGreaterThan(30);
        assertThat("on the half-cheetah. @STEPS@ First").containsPattern(WAITING);
    }

    private static void faults(List<String> lines, String source, List<String> faults) {
        boolean code = false;
        for (int i = 0; i < lines.size(); i++) {
            Matcher comment = COMMENT.matcher(lines.get(i));
            String where = source + ":" + (i + 1) + ": ";
            if (!comment.matches()) {
                if (code) {
                    faults.add(where + "the comment ends in a block of code");
                }
                code = false;
                continue;
            }
            String text = comment.group(2);
            if (FENCE.matcher(text).matches()) {
                code = !code;
            } else if (!code && SPOILT.matcher(text).matches()) {
                faults.add(where + text);
            }
        }
    }

    static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            for (Path root : modules.map(module -> module.resolve("src")).toList()) {
                if (Files.isDirectory(root)) {
                    try (Stream<Path> files = Files.walk(root)) {
                        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }
}
