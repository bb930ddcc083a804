package org.sgmrl.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.cli.option.Outputs;
import org.sgmrl.report.page.RunReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sgmrl report`.
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes a page that works offline: the curves, returns and settings of one run or several.",
        footer = {"", "Example: ./sgmrl report runs/* --out comparison.html"})
final class ReportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "run folders, finished or not")
    @SuppressWarnings("NullAway.Init")
    private List<Path> folders;

    @Option(
            names = "--out",
            paramLabel = "FILE.html",
            description = "where to write the page (report.html in the run folder; comparison.html of several; - is the"
                    + " standard output)")
    private @Nullable Path out;

    @Override
    public Integer call() {
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new InvalidOption(folder + " is not a folder; give the run folder that `sgmrl train` made");
            }
        }
        Path target = out != null
                ? out
                : folders.size() == 1 ? folders.getFirst().resolve("report.html") : Path.of("comparison.html");
        Outputs.check(spec, "--out", target);
        Outputs.write(target, file -> RunReport.write(folders, file));
        spec.commandLine().getOut().println("report: " + target);
        return 0;
    }
}
