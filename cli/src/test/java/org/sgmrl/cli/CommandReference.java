package org.sgmrl.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The pages of `docs/reference`, one for each command, from what the commands say of themselves.
final class CommandReference {
    private static final String MADE =
            "<!-- Made from the command's definition; CommandReferenceTest says how to make it again. -->\n\n";

    /// An option or parameter, what it does, and how often it may be given.
    private record Line(String name, String meaning) {}

    private CommandReference() {}

    /// All pages by file name, the index included.
    static Map<String, String> pages() {
        CommandLine main = Main.command(new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter()));
        Map<String, String> pages = new TreeMap<>();
        List<CommandSpec> commands = main.getSubcommands().values().stream()
                .filter(command -> !(command.getCommand() instanceof CommandLine.HelpCommand))
                .map(CommandLine::getCommandSpec)
                .toList();
        for (CommandSpec command : commands) {
            pages.put(command.name() + ".md", page(command));
        }
        pages.put("README.md", index(main.getCommandSpec(), commands));
        return pages;
    }

    private static String index(CommandSpec main, List<CommandSpec> commands) {
        StringBuilder page = new StringBuilder("# Reference of the command\n\n").append(MADE);
        page.append(
                        "One page for each command; `./sgmrl COMMAND --help` says the same. [The course](../course/README.md) shows")
                .append(" them at work, [usage](../usage.md) what they are for.\n\n");
        page.append("| command | what it does |\n|---|---|\n");
        for (CommandSpec command : commands) {
            page.append("| [`")
                    .append(command.name())
                    .append("`](")
                    .append(command.name())
                    .append(".md) | ")
                    .append(cell(text(command.usageMessage().description()[0])))
                    .append(" |\n");
        }
        appendFooter(page, main);
        return page.toString();
    }

    private static String page(CommandSpec command) {
        StringBuilder page = new StringBuilder("# sgmrl " + command.name() + "\n\n").append(MADE);
        for (String line : command.usageMessage().description()) {
            page.append(text(line)).append("\n\n");
        }
        List<Line> lines = new ArrayList<>();
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            lines.add(new Line(parameter.paramLabel(), meaning(parameter)));
        }
        for (OptionSpec option : command.options()) {
            if (!option.usageHelp() && !option.versionHelp()) {
                lines.add(new Line(name(option), meaning(option)));
            }
        }
        page.append("| argument | meaning |\n|---|---|\n");
        for (Line line : lines) {
            page.append("| `")
                    .append(cell(line.name()))
                    .append("` | ")
                    .append(cell(line.meaning()))
                    .append(" |\n");
        }
        appendFooter(page, command);
        return page.toString();
    }

    private static String name(OptionSpec option) {
        if (option.typeInfo().isBoolean() && option.arity().max() == 0) {
            return option.longestName();
        }
        String value = option.arity().min() == 0 ? "[=" + option.paramLabel() + "]" : "=" + option.paramLabel();
        return option.longestName() + value + (option.splitRegex().isEmpty() ? "" : "[,…]");
    }

    private static String meaning(ArgSpec argument) {
        String meaning = text(String.join(" ", argument.description()))
                .replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValueString()));
        return argument.required() && argument.isOption() ? meaning + "; must be given" : meaning;
    }

    /// Blank lines divide, lines that begin with spaces belong to the one before.
    private static void appendFooter(StringBuilder page, CommandSpec command) {
        String footer = Arrays.stream(command.usageMessage().footer())
                .map(CommandReference::text)
                .map(line -> line.isBlank() ? "" : "    " + line)
                .collect(Collectors.joining("\n"));
        page.append(footer.startsWith("\n") ? "" : "\n").append(footer).append('\n');
    }

    private static String text(String of) {
        return Ansi.OFF.string(of.replace("%n", "\n").replace("%%", "%"));
    }

    private static String cell(String of) {
        return of.replace("|", "\\|");
    }
}
