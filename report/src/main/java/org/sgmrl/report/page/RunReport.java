package org.sgmrl.report.page;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.sgmrl.io.Output;
import org.sgmrl.report.chart.Resources;
import org.sgmrl.report.chart.RunCurves;
import org.sgmrl.run.Provenance;
import org.sgmrl.run.failure.RequestException;
import org.sgmrl.run.failure.RunFailedException;
import org.sgmrl.run.text.IntervalText;
import org.sgmrl.run.text.Json;
import org.sgmrl.run.text.OneLine;
import tools.jackson.databind.JsonNode;

/// One page without outside parts that shows what runs learned; what is missing in a folder is said.
public final class RunReport {
    private RunReport() {}

    /// Writes the page.
    ///
    /// @param folders of the runs, at least one
    /// @param target the page; links to raw files are relative to its folder
    /// @throws org.sgmrl.run.failure.AccessFailed if a run's folder cannot be read
    /// @throws IOException if the page cannot be written
    public static void write(List<Path> folders, Path target) throws IOException {
        List<String> twice = new ArrayList<>();
        List<ReportedRun> runs = ReportedRun.all(folders, twice);
        RunCharts charts = new RunCharts(runs);
        RunModel model = new RunModel(
                runs.size() == 1 ? runs.getFirst().group() : "Comparison of " + runs.size() + " runs",
                RunOutcome.subtitle(runs),
                Page.chartStyle() + (runs.size() == 1 ? "" : charts.styles().css()),
                RunOutcome.of(runs),
                String.join("; ", twice),
                missing(runs),
                runs.size() == 1 ? List.of() : RunOutcome.groups(runs, charts.styles()),
                charts.returns(),
                runs.size() == 1 ? RunPicture.of(runs.getFirst()) : RunModel.Picture.NONE,
                charts.others(),
                RunCurves.WINDOW,
                runs.stream().map(RunReport::returns).toList(),
                sources(runs, target),
                Provenance.version(),
                Json.line(charts.data()).replace("<", "\\u003c"),
                List.of(
                        Resources.text("/org/sgmrl/report/chart/uPlot.iife.min.js"),
                        Resources.text("/org/sgmrl/report/chart/charts.js"),
                        Resources.text("/org/sgmrl/report/page/report.js")));
        Output.write(target, Page.of("run", model));
    }

    private static List<String> missing(List<ReportedRun> runs) {
        return runs.stream()
                .filter(run -> !run.missing().isEmpty())
                .map(run -> run.name() + ": " + String.join("; ", run.missing()))
                .toList();
    }

    private static RunModel.Returns returns(ReportedRun run) {
        RunCurves curves = run.curves();
        List<String> evaluated = run.heldOut().stream()
                .map(point -> point.steps() + ": " + IntervalText.of(point.returns()))
                .toList();
        return new RunModel.Returns(
                run.name(),
                run.group(),
                run.seed(),
                curves.iterations(),
                RunOutcome.number(curves.lastPre()),
                RunOutcome.number(curves.lastPost()),
                RunOutcome.number(curves.bestPost()),
                evaluated.isEmpty() ? "not evaluated" : String.join("\n", evaluated),
                run.adapted()
                        .map(point -> Double.toString(point.returns().mean()))
                        .orElse(""));
    }

    private static List<RunModel.Source> sources(List<ReportedRun> runs, Path target) {
        List<RunModel.Source> sources = new ArrayList<>();
        Path base = target.toAbsolutePath().normalize().getParent();
        for (ReportedRun run : runs) {
            List<RunModel.Setting> settings = new ArrayList<>();
            settings(
                    "",
                    runs.size() <= RunCharts.FEW ? run.config() : run.config().path("provenance"),
                    settings);
            List<RunModel.Link> files = new ArrayList<>();
            for (String file : ReportedRun.read(run.path(), () -> rawFiles(run.path()))) {
                Path absolute = run.path().resolve(file).toAbsolutePath().normalize();
                files.add(new RunModel.Link(link(base == null ? absolute : base.relativize(absolute)), file));
            }
            sources.add(
                    new RunModel.Source(run.name(), runs.size() <= RunCharts.FEW ? command(run) : "", settings, files));
        }
        return sources;
    }

    /// What makes the same run; nothing where settings cannot say it, or cannot be read.
    private static String command(ReportedRun run) {
        if (!run.config().path("provenance").path("libraries").asString("").isEmpty()) {
            return ""; // where the libraries are, only the reader knows
        }
        try {
            return run.request()
                    .given()
                    .map(given -> OneLine.command(Stream.concat(Stream.of("./sgmrl", "train"), given.options().stream())
                            .toList()))
                    .orElse("");
        } catch (RequestException | RunFailedException e) {
            // What is wrong with the folder is said above.
            return "";
        }
    }

    private static List<String> rawFiles(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && !name.endsWith(".html"))
                    .sorted()
                    .toList();
        }
    }

    /// A relative address; a first `./` keeps a colon in a name from being a scheme.
    private static String link(Path relative) {
        StringBuilder address = new StringBuilder(".");
        for (Path part : relative) {
            address.append('/')
                    .append(URLEncoder.encode(part.toString(), StandardCharsets.UTF_8)
                            .replace("+", "%20"));
        }
        return address.toString();
    }

    private static void settings(String prefix, JsonNode node, List<RunModel.Setting> settings) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            JsonNode value = entry.getValue();
            if (value.isObject()) {
                settings(prefix + entry.getKey() + ".", value, settings);
            } else {
                settings.add(new RunModel.Setting(
                        prefix + entry.getKey(), value.isString() ? value.asString() : value.toString()));
            }
        }
    }
}
