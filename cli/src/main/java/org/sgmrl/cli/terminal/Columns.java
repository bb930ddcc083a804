package org.sgmrl.cli.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Sentences in a terminal's columns. What a script or a log reads stays in one line.
final class Columns {
    /// Of the narrowest terminal.
    static final int WIDTH = 80;

    private static final String INDENT = "    ";

    private Columns() {}

    /// Prints a sentence.
    static void say(PrintWriter out, String line) {
        if (TerminalProgress.terminal()) {
            fold(line).forEach(out::println);
        } else {
            out.println(line);
        }
    }

    /// Breaks a line at spaces where it is too long; a word that is too long stays whole, so that it can be copied.
    static List<String> fold(String line) {
        List<String> lines = new ArrayList<>();
        String rest = line;
        String indent = "";
        while (indent.length() + rest.length() > WIDTH) {
            int from = rest.length() - rest.stripLeading().length();
            int at = rest.lastIndexOf(' ', WIDTH - indent.length());
            if (at <= from) {
                at = rest.indexOf(' ', from);
            }
            if (at < 0) {
                break;
            }
            lines.add((indent + rest.substring(0, at)).stripTrailing());
            rest = rest.substring(at + 1).stripLeading();
            indent = INDENT;
        }
        lines.add(indent + rest);
        return lines;
    }
}
