package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every command of the course works, in the order of the pages, and prints lines of the kind that the pages show. Budgets are
/// small: numbers differ, words do not.
final class CourseTest {
    private static final Path ROOT = Path.of("..");
    private static final Path COURSE = ROOT.resolve("docs/course");

    /// Commands that need a cluster, a browser or tens of minutes: pages mark them, and no page may mark more.
    private static final Map<String, Long> NOT_RUN = new TreeMap<>(Map.of(
            "1-quick-start.md", 2L,
            "2-bandit.md", 0L,
            "3-navigation.md", 0L,
            "4-half-cheetah.md", 1L,
            "5-own-environment.md", 0L,
            "6-ship.md", 0L,
            "7-compare.md", 1L,
            "8-cluster.md", 4L,
            "9-estimator.md", 0L));

    /// Budgets, by command. An option that the page gives is replaced.
    private static final Map<String, Map<String, String>> BUDGETS = Map.of(
            "train", Map.of("--iterations", "2", "--tasks", "2", "--test-tasks", "4"),
            "resume", Map.of("--iterations", "3"),
            "evaluate", Map.of("--tasks", "4"),
            "render", Map.of("--frames", "4"));

    /// The jars of the launcher's last build, as a reader names them.
    private static final String LAUNCHED = "target/launch/$(cat target/launch/current)/*";

    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)(?:\\.(\\w+))?`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)\\s]*)?\\)");

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
    private static final Pattern GLOB = Pattern.compile("^[^$]*\\*(\\.\\w+)?$");
    private static final Pattern NUMBER =
            Pattern.compile("[−-]?\\d[\\d,]*(\\.\\d+)?(e[−-]?\\d+)?", Pattern.CASE_INSENSITIVE);

    @TestFactory
    Stream<DynamicTest> commandsDoWhatThePagesShow(@TempDir Path folder) throws IOException {
        return pages().flatMap(page -> page.blocks().stream()
                .filter(block -> block.notRun() == null)
                .map(block -> DynamicTest.dynamicTest(
                        page.file().getFileName() + ":" + block.line(), () -> assertWorks(block, folder))));
    }

    @Test
    void commandsThatAreNotRunAreCounted() throws IOException {
        Map<String, Long> marked = new TreeMap<>();
        for (CoursePage page : pages().toList()) {
            marked.put(page.file().getFileName().toString(), page.commandsNotRun());
        }
        assertThat(marked).isEqualTo(NOT_RUN);
    }

    @Test
    void excerptsAreWhatTheFilesSay() throws IOException {
        List<CoursePage.Excerpt> excerpts =
                pages().flatMap(page -> page.excerpts().stream()).toList();
        assertThat(excerpts).isNotEmpty();
        for (CoursePage.Excerpt excerpt : excerpts) {
            assertThat(Files.readString(ROOT.resolve(excerpt.source())))
                    .as(excerpt.source())
                    .contains(excerpt.text());
        }
    }

    @Test
    void theIndexNamesEveryPageInOrder() throws IOException {
        String index = Files.readString(COURSE.resolve("README.md"));
        assertThat(index).containsSubsequence(NOT_RUN.keySet());
    }

    /// Of core and its tests: `Class` and `Class.method`.
    @Test
    void thePageOfTheEstimatorNamesWhatThereIs() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("core/src"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        List<MatchResult> names = NAME.matcher(Files.readString(COURSE.resolve("9-estimator.md")))
                .results()
                .toList();
        assertThat(names).hasSizeGreaterThan(30);
        for (MatchResult name : names) {
            String method = name.group(2) == null ? "" : " " + name.group(2) + "(";
            String source = sources.getOrDefault(name.group(1), "");
            assertThat(!source.isEmpty() && source.contains(method))
                    .as("%s is in core", name.group())
                    .isTrue();
        }
    }

    @Test
    void linksLeadToFiles() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".md")).toList()) {
                LINK.matcher(Files.readString(file))
                        .results()
                        .map(link -> link.group(1))
                        .filter(target -> !target.contains(":"))
                        .forEach(target -> assertThat(file.resolveSibling(target))
                                .as("a link of %s", file)
                                .exists());
            }
        }
    }

    @Test
    void aPageIsReadAsItIsMeant(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("page.md"), """
                Text.

                    ./sgmrl train \\
                        --seed 1
                    ./sgmrl list environments  # all

                ```text
                shown
                ```
                <!-- not run: a reason -->
                    ./sgmrl watch runs/first
                <!-- from: file.toml -->
                ```toml
                a = 1
                ```
                """);

        CoursePage page = CoursePage.read(file);

        assertThat(page.blocks())
                .containsExactly(
                        new CoursePage.Block(
                                3,
                                List.of("./sgmrl train --seed 1", "./sgmrl list environments"),
                                null,
                                List.of("shown")),
                        new CoursePage.Block(11, List.of("./sgmrl watch runs/first"), "a reason", List.of()));
        assertThat(page.commandsNotRun()).isEqualTo(1);
        assertThat(page.excerpts()).containsExactly(new CoursePage.Excerpt("file.toml", "a = 1"));
        Files.writeString(file, "```\n./sgmrl train\n```\n");
        assertThatThrownBy(() -> CoursePage.read(file)).hasMessageContaining("indent commands");
        Files.writeString(file, "<!-- not run: a reason -->\n");
        assertThatThrownBy(() -> CoursePage.read(file)).hasMessageContaining("nothing stands after");
    }

    @Test
    void whatIsShownAndNotPrintedIsFound() {
        assertThat(notPrinted(List.of("return 1.5 → -2", "…"), "  return  -0.3e-7 → 4,000\n"))
                .isEmpty();
        assertThat(notPrinted(List.of("mean return 1.5"), "return 1.5\n")).containsExactly("mean return 1.5");
    }

    private static Stream<CoursePage> pages() throws IOException {
        List<CoursePage> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(COURSE)) {
            for (Path file : files.filter(file -> file.getFileName().toString().matches("\\d-.*\\.md"))
                    .sorted()
                    .toList()) {
                pages.add(CoursePage.read(file));
            }
        }
        return pages.stream();
    }

    private static void assertWorks(CoursePage.Block block, Path folder) throws IOException, InterruptedException {
        StringBuilder printed = new StringBuilder();
        for (String command : block.commands()) {
            List<String> words = words(command, folder);
            String program = words.getFirst();
            List<String> arguments = words.subList(1, words.size());
            if (program.equals("./sgmrl")) {
                Cli.Result result = Cli.run(inexpensive(arguments, folder).toArray(String[]::new));
                printed.append(result.out()).append(result.err());
                assertThat(result.exitCode()).as(command + "\n" + result.err()).isZero();
            } else {
                printed.append(program.equals("java") ? java(arguments, folder) : tool(command, program, arguments));
            }
        }
        String relative = printed.toString()
                .replace(folder + "/", "")
                .replace(ROOT.toAbsolutePath().normalize() + "/", "");
        assertThat(notPrinted(block.shown(), relative))
                .as("lines that the page shows and that are not in\n%s", printed)
                .isEmpty();
    }

    /// A program of the JDK that runs in this process.
    private static String tool(String command, String program, List<String> arguments) {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        int code = ToolProvider.findFirst(program)
                .orElseThrow(() ->
                        new AssertionError("this test cannot run " + command + "; mark it: <!-- not run: REASON -->"))
                .run(writer, writer, arguments.toArray(String[]::new));
        assertThat(code).as(command + "\n" + said).isZero();
        return said.toString();
    }

    /// A program of the reader's own, in a process of its own.
    private static String java(List<String> arguments, Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(arguments);
        command.addFirst(ProcessHandle.current().info().command().orElseThrow());
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int code = Cli.end(process, command.toArray(String[]::new));
        String said = Files.readString(output);
        assertThat(code).as(said).isZero();
        return said;
    }

    /// The words of a command with its places: what it writes under `runs` goes into the test's folder.
    private static List<String> words(String command, Path folder) throws IOException {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            String word = Stream.of(matcher.group(1), matcher.group(2), matcher.group(3))
                    .filter(part -> part != null)
                    .findFirst()
                    .orElseThrow();
            String placed = word.replace(LAUNCHED, System.getProperty("java.class.path"))
                    .replaceFirst("(^|:)(?=runs/)", "$1" + Matcher.quoteReplacement(folder + "/"))
                    .replaceFirst("(^|:)(?=(examples|docs)/)", "$1" + ROOT + "/");
            words.addAll(GLOB.matcher(word).find() ? matching(placed) : List.of(placed));
        }
        return words;
    }

    private static List<String> matching(String glob) throws IOException {
        Path path = Path.of(glob);
        List<String> names = new ArrayList<>();
        try (var files = Files.newDirectoryStream(path.getParent(), String.valueOf(path.getFileName()))) {
            files.forEach(file -> names.add(file.toString()));
        }
        return names.stream().sorted().toList();
    }

    private static List<String> inexpensive(List<String> arguments, Path folder) throws IOException {
        List<String> result = new ArrayList<>(arguments);
        if (result.getFirst().equals("experiment")) {
            Path file = Path.of(result.get(1));
            Path small = folder.resolve(file.getFileName());
            Files.writeString(
                    small,
                    Files.readString(file)
                            .replaceFirst("env-steps = [\\d_]+", "env-steps = 50_000")
                            .replaceFirst("test-tasks = \\d+", "test-tasks = 4"));
            result.set(1, small.toString());
        }
        BUDGETS.getOrDefault(result.getFirst(), Map.of()).forEach((option, value) -> {
            int given = result.indexOf(option);
            if (given >= 0) {
                result.set(given + 1, value);
            } else {
                result.addAll(List.of(option, value));
            }
        });
        return result;
    }

    /// The lines of `shown` of whose kind none was printed.
    private static List<String> notPrinted(List<String> shown, String printed) {
        List<String> lines = printed.lines().map(CourseTest::kind).toList();
        return shown.stream()
                .filter(line -> !line.isBlank() && !line.equals("…"))
                .filter(line -> !lines.contains(kind(line)))
                .toList();
    }

    /// A line without its numbers, places and spacing.
    private static String kind(String line) {
        return NUMBER.matcher(line.replaceAll("\\S*(?=examples/)", ""))
                .replaceAll("#")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
