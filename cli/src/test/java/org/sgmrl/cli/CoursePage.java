package org.sgmrl.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A page of `docs/course` as its tests read it.
///
/// Indented lines are commands. A block of them that `<!-- not run: REASON -->` stands before is not executed. A fence
/// `text` after a block is what the block prints. A fence after `<!-- from: FILE -->` is a part of that file.
///
/// @param file the page
/// @param blocks its commands, in order
/// @param excerpts what it shows of files
record CoursePage(Path file, List<Block> blocks, List<Excerpt> excerpts) {
    private static final Pattern NOT_RUN = Pattern.compile("<!-- not run: (.+) -->");
    private static final Pattern FROM = Pattern.compile("<!-- from: (\\S+) -->");
    private static final String INDENT = "    ";
    private static final String COMMAND = "./sgmrl";

    /// Commands that stand together.
    ///
    /// @param line where they begin, from 1
    /// @param commands one a line
    /// @param notRun why they are not executed; null: they are
    /// @param shown lines of their output that the page shows
    record Block(int line, List<String> commands, @Nullable String notRun, List<String> shown) {}

    /// A part of a file.
    ///
    /// @param source the file, from the root of the project
    /// @param text the part
    record Excerpt(String source, String text) {}

    static CoursePage read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<Block> blocks = new ArrayList<>();
        List<Excerpt> excerpts = new ArrayList<>();
        String notRun = null;
        String source = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher marked = NOT_RUN.matcher(line);
            Matcher from = FROM.matcher(line);
            if (marked.matches()) {
                notRun = marked.group(1);
            } else if (from.matches()) {
                source = from.group(1);
            } else if (line.startsWith("```")) {
                List<String> text = new ArrayList<>();
                for (i++; !lines.get(i).equals("```"); i++) {
                    text.add(lines.get(i));
                }
                if (text.stream().anyMatch(shown -> shown.startsWith(COMMAND))) {
                    throw new IllegalStateException(file + ":" + i + ": indent commands, so that a test executes them");
                }
                if (line.equals("```text")) {
                    blocks.getLast().shown().addAll(text);
                } else if (source != null) {
                    excerpts.add(new Excerpt(source, String.join("\n", text)));
                    source = null;
                }
            } else if (line.startsWith(INDENT)) {
                List<String> commands = new ArrayList<>();
                int first = i + 1;
                StringBuilder command = new StringBuilder();
                for (; i < lines.size() && lines.get(i).startsWith(INDENT); i++) {
                    String part = lines.get(i).strip().replaceFirst("\\s{2,}#.*", "");
                    if (part.endsWith("\\")) {
                        command.append(part, 0, part.length() - 1);
                    } else {
                        commands.add(command.append(part).toString());
                        command.setLength(0);
                    }
                }
                i--;
                blocks.add(new Block(first, commands, notRun, new ArrayList<>()));
                notRun = null;
            }
        }
        if (notRun != null || source != null) {
            throw new IllegalStateException(file + ": nothing stands after the last comment that marks it");
        }
        return new CoursePage(file, blocks, excerpts);
    }

    /// How many commands are not executed.
    long commandsNotRun() {
        return blocks.stream()
                .filter(block -> block.notRun() != null)
                .mapToLong(block -> block.commands().size())
                .sum();
    }
}
