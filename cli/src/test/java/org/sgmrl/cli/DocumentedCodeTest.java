package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every block of Java in the documents compiles as it stands: a reader copies it, with its imports, into a file. A block
/// without a class of its own is what stands in a method, after its imports. A block after `<!-- from: FILE -->` is a part of
/// a file that is compiled itself, and `CourseTest` compares them.
final class DocumentedCodeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile(
            "(?<!<!-- from: \\S{1,200} -->\\n)^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile(
            "^(?:public |final |sealed |abstract )*(?:class|interface|record|enum) (\\w+)", Pattern.MULTILINE);
    private static final Pattern IMPORTS = Pattern.compile("\\A(?:import [^;]+;\\n|\\n|//.*\\n)*");

    @TempDir
    Path classes;

    /// A block of a document.
    ///
    /// @param where document and line, for people
    record Block(String where, String text) {
        @Override
        public String toString() {
            return where;
        }
    }

    static List<Block> blocks() throws IOException {
        List<Path> documents = new ArrayList<>();
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> examples = Files.walk(ROOT.resolve("examples"))) {
            Stream.of(top, docs, examples)
                    .flatMap(files -> files)
                    .filter(file ->
                            file.toString().endsWith(".md") && !file.toString().contains("/target/"))
                    .forEach(documents::add);
        }
        List<Block> blocks = new ArrayList<>();
        for (Path document : documents) {
            String text = Files.readString(document);
            Matcher matcher = BLOCK.matcher(text);
            while (matcher.find()) {
                long line = text.substring(0, matcher.start(1)).lines().count() + 1;
                blocks.add(new Block(ROOT.relativize(document) + ":" + line, matcher.group(1)));
            }
        }
        return blocks;
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void compiles(Block block) throws IOException {
        assertThat(errors(block)).isEmpty();
    }

    @Test
    void aBlockThatDoesNotCompileIsFound() throws IOException {
        assertThat(errors(new Block("here", "int i = \"text\";\n")))
                .singleElement()
                .asString()
                .contains("incompatible");
        assertThat(errors(new Block("here", "List<String> list = List.of();\n")))
                .hasSize(2); // no import
        assertThat(errors(new Block("here", "import java.util.List;\n\nList<String> list = List.of();\n")))
                .isEmpty();
        assertThat(errors(new Block("here", "record Pair(int a, int b) {}\n"))).isEmpty();
    }

    private List<String> errors(Block block) throws IOException {
        Matcher type = TYPE.matcher(block.text());
        String name = "Snippet";
        String source = block.text();
        if (type.find()) {
            // What is public gives the file its name.
            name = type.group(1);
        } else {
            Matcher imports = IMPORTS.matcher(source);
            int end = imports.find() ? imports.end() : 0;
            source = source.substring(0, end) + "class Snippet { void snippet() throws Exception {\n"
                    + source.substring(end) + "} }\n";
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        compiler.getTask(
                        Writer.nullWriter(),
                        null,
                        said,
                        List.of("-d", classes.toString(), "-proc:none", "-cp", System.getProperty("java.class.path")),
                        null,
                        List.of(new Source(name, source)))
                .call();
        return said.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> diagnostic.getLineNumber() + ": " + diagnostic.getMessage(Locale.ROOT))
                .toList();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
