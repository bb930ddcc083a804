package org.sgmrl.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sgmrl.cli.option.InvalidOption;
import org.sgmrl.cli.option.Outputs;
import org.sgmrl.report.page.RunReport;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.failure.NotARunFolder;
import org.sgmrl.run.text.Errors;
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
    private static final List<String> OF_A_RUN = List.of("config.json", "metrics.jsonl", "evaluation.json");

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
            requireRun(folder);
        }
        Path target = out != null
                ? out
                : folders.size() == 1 ? folders.getFirst().resolve("report.html") : Path.of("comparison.html");
        Outputs.check(spec, "--out", target);
        Outputs.write(target, file -> RunReport.write(folders, file));
        spec.commandLine().getOut().println("report: " + target);
        return 0;
    }

    /// A run of which little is left, or nothing is there yet, has its page. A folder of other things gets none.
    private static void requireRun(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> names = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            if (!names.isEmpty() && Collections.disjoint(names, OF_A_RUN)) {
                throw new NotARunFolder(folder + " is not a run folder: it has none of " + String.join(", ", OF_A_RUN));
            }
        } catch (IOException e) {
            throw new AccessFailed(folder + " cannot be read: " + Errors.reason(e));
        }
    }
}
