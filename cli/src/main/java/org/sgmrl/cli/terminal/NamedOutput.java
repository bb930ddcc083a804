package org.sgmrl.cli.terminal;

import java.io.PrintWriter;

/// Begins every line with a name, where several runs speak at once. Meant for lines: no progress bar is drawn to it.
final class NamedOutput extends PrintWriter {
    private final String name;
    private final PrintWriter all;

    NamedOutput(String name, PrintWriter all) {
        super(all, true);
        this.name = name;
        this.all = all;
    }

    @Override
    public void println(String line) {
        all.println(name + ": " + line);
    }

    @Override
    public void println(Object line) {
        println(String.valueOf(line));
    }
}
