package org.sgmrl.report.page;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.sgmrl.environment.Navigation;
import org.sgmrl.io.Output;
import org.sgmrl.report.chart.ChartLines;
import org.sgmrl.report.chart.MethodStyle;
import org.sgmrl.report.chart.NavigationPaths;
import org.sgmrl.report.chart.Resources;
import org.sgmrl.report.chart.RunCurves;
import org.sgmrl.report.chart.RunCurves.Metric;
import org.sgmrl.run.Provenance;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.evaluation.RunGroups;
import org.sgmrl.run.failure.RequestException;
import org.sgmrl.run.failure.RunFailedException;
import org.sgmrl.run.failure.UnfinishedRun;
import org.sgmrl.run.folder.MetricsLog;
import org.sgmrl.run.folder.NewestParameters;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.text.IntervalText;
import org.sgmrl.run.text.Json;
import org.sgmrl.statistics.Interval;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// One page without outside parts that shows what runs learned; what is missing in a folder is said.
public final class RunReport {
    /// Up to so many runs have a curve and a table of settings each; of more, only the means are drawn.
    private static final int FEW = 20;

    private static final int GRID = 200;
    private static final List<String> COLOURS = List.of("before", "after", "c2", "c3", "c4", "c5");

    private record Run(
            String name,
            Path path,
            JsonNode config,
            JsonNode evaluation,
            RunCurves curves,
            List<String> missing,
            String group) {
        Run named(String newGroup) {
            return new Run(name, path, config, evaluation, curves, missing, newGroup);
        }

        String seed() {
            return config.path("seed").asString("");
        }
    }

    private RunReport() {}

    /// Writes the page.
    ///
    /// @param folders of the runs, at least one
    /// @param target the page; links to raw files are relative to its folder
    public static void write(List<Path> folders, Path target) throws IOException {
        List<String> twice = new ArrayList<>();
        List<Run> runs = runs(folders, twice);
        ArrayNode data = Json.object().putArray("charts");
        List<RunModel.Chart> charts = new ArrayList<>();
        for (Metric metric : Metric.all()) {
            if (!metric.optional() || runs.stream().anyMatch(run -> run.curves().has(metric))) {
                charts.add(chart(data, metric, runs));
            }
        }
        RunModel model = new RunModel(
                runs.size() == 1 ? runs.getFirst().group() : "Comparison of " + runs.size() + " runs",
                Page.chartStyle(),
                String.join("; ", twice),
                missing(runs),
                RunCurves.WINDOW,
                runs.stream().map(RunReport::returns).toList(),
                charts,
                runs.size() == 1 ? paths(runs.getFirst()) : RunModel.Paths.NONE,
                sources(runs, target),
                Provenance.version(),
                Json.line(data).replace("<", "\\u003c"),
                List.of(
                        Resources.text("/org/sgmrl/report/chart/uPlot.iife.min.js"),
                        Resources.text("/org/sgmrl/report/chart/charts.js"),
                        Resources.text("/org/sgmrl/report/page/report.js")));
        Output.write(target, Page.of("run", model));
    }

    /// Reads runs, each once: one that is given twice, through links or as a copy, would count twice in means.
    private static List<Run> runs(List<Path> folders, List<String> twice) throws IOException {
        Map<Path, Path> real = new LinkedHashMap<>();
        for (Path folder : folders) {
            Path first = real.putIfAbsent(folder.toRealPath(), folder);
            if (first != null) {
                twice.add(first + " and " + folder + " are the same folder");
            }
        }
        List<Path> paths = List.copyOf(real.values());
        List<String> names = names(paths);
        List<Run> read = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            read.add(read(paths.get(i), names.get(i)));
        }
        List<String> groups = RunGroups.names(read.stream().map(Run::config).toList());
        Map<List<Object>, Run> unique = new LinkedHashMap<>();
        for (int i = 0; i < read.size(); i++) {
            Run run = read.get(i).named(groups.get(i));
            List<Object> key = run.curves().begin().isEmpty()
                    ? List.of(run.path())
                    : List.of(run.group(), run.seed(), run.curves().begin());
            Run first = unique.get(key);
            if (first == null) {
                unique.put(key, run);
            } else {
                twice.add(first.name() + " and " + run.name()
                        + " are the same run: settings, seed and results are equal");
                if (run.curves().iterations() > first.curves().iterations()) {
                    unique.put(key, run);
                }
            }
        }
        return new ArrayList<>(unique.values());
    }

    /// Names that tell folders apart: the last part of each path, and as many before it as are needed.
    static List<String> names(List<Path> folders) {
        List<Path> paths = folders.stream()
                .map(folder -> folder.toAbsolutePath().normalize())
                .toList();
        List<String> names = new ArrayList<>();
        for (Path path : paths) {
            int parts = 1;
            while (parts < path.getNameCount() && isTaken(path, parts, paths)) {
                parts++;
            }
            int count = path.getNameCount();
            names.add(
                    count == 0
                            ? "/"
                            : path.subpath(Math.max(0, count - parts), count).toString());
        }
        return names;
    }

    private static boolean isTaken(Path path, int parts, List<Path> paths) {
        Path end = path.subpath(path.getNameCount() - parts, path.getNameCount());
        return paths.stream().anyMatch(other -> !other.equals(path) && other.endsWith(end));
    }

    private static Run read(Path folder, String name) throws IOException {
        List<String> missing = new ArrayList<>();
        JsonNode config = json(folder.resolve("config.json"), missing);
        RunCurves curves = RunCurves.read(new MetricsLog(folder.resolve("metrics.jsonl")));
        if (curves.iterations() == 0) {
            missing.add("no iteration has been recorded");
        } else if (config.path("iterations").asInt(0) > curves.iterations()) {
            missing.add("the run is not finished: " + curves.iterations() + " of "
                    + config.path("iterations").asInt() + " iterations");
        }
        if (curves.damaged()) {
            missing.add("metrics.jsonl is incomplete after iteration " + curves.iterations());
        }
        JsonNode evaluation = json(folder.resolve("evaluation.json"), missing);
        return new Run(name, folder, config, evaluation, curves, missing, "");
    }

    private static JsonNode json(Path file, List<String> missing) throws IOException {
        if (!Files.isRegularFile(file)) {
            missing.add("there is no " + file.getFileName());
        } else {
            try {
                return Json.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            } catch (JacksonException e) {
                missing.add(file.getFileName() + " is not valid JSON");
            }
        }
        return Json.object();
    }

    private static List<String> missing(List<Run> runs) {
        return runs.stream()
                .filter(run -> !run.missing().isEmpty())
                .map(run -> run.name() + ": " + String.join("; ", run.missing()))
                .toList();
    }

    private static RunModel.Returns returns(Run run) {
        RunCurves curves = run.curves();
        List<String> evaluated = new ArrayList<>();
        for (JsonNode entry : run.evaluation().path("returns")) {
            evaluated.add(entry.path("innerSteps").asString("?") + ": "
                    + IntervalText.of(new Interval(
                            entry.path("mean").asDouble(Double.NaN),
                            entry.path("low").asDouble(Double.NaN),
                            entry.path("high").asDouble(Double.NaN))));
        }
        return new RunModel.Returns(
                run.name(),
                run.group(),
                run.seed(),
                curves.iterations(),
                number(curves.lastPre()),
                number(curves.lastPost()),
                number(curves.bestPost()),
                evaluated.isEmpty() ? "not evaluated" : String.join("\n", evaluated));
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "–";
    }

    /// The colours of groups: those of their methods where each has another one.
    private static List<String> styles(Collection<List<Run>> groups) {
        List<String> methods = groups.stream()
                .map(group -> group.getFirst().config().path("algorithm").asString(""))
                .flatMap(id -> MethodStyle.ofId(id).stream())
                .distinct()
                .toList();
        return methods.size() == groups.size()
                ? methods
                : IntStream.range(0, groups.size())
                        .mapToObj(i -> COLOURS.get(i % COLOURS.size()))
                        .toList();
    }

    private static RunModel.Chart chart(ArrayNode data, Metric metric, List<Run> runs) {
        Map<String, List<Run>> groups = new LinkedHashMap<>();
        for (Run run : runs) {
            if (run.curves().iterations() > 0) {
                groups.computeIfAbsent(run.group(), key -> new ArrayList<>()).add(run);
            }
        }
        ChartLines lines = new ChartLines();
        Iterator<String> styles = styles(groups.values()).iterator();
        for (Map.Entry<String, List<Run>> group : groups.entrySet()) {
            String style = styles.next();
            List<Run> members = group.getValue();
            if (members.size() > 1) {
                lines.addMean(
                        group.getKey() + ", mean of " + members.size(),
                        style,
                        members.stream().map(Run::curves).toList(),
                        metric,
                        GRID);
            }
            if (runs.size() <= FEW) {
                for (Run run : members) {
                    if (members.size() == 1) {
                        lines.add(run.name(), style, run.curves(), metric);
                    } else {
                        lines.add(
                                run.name(),
                                style,
                                true,
                                run.curves().steps(),
                                run.curves().values(metric));
                    }
                }
            }
        }
        if (lines.isEmpty()) {
            return new RunModel.Chart(capital(metric.title()), "", "");
        }
        lines.describe(data.addObject());
        return new RunModel.Chart(capital(metric.title()), lines.caption(), lines.svg(metric.title()));
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static RunModel.Paths paths(Run run) {
        try {
            RunFolder folder = RunFolder.open(run.path());
            RunRequest request = folder.readConfig(GivenSettings.NONE);
            if (request.environment() instanceof Navigation navigation) {
                List<String> told = new ArrayList<>();
                double[] theta = NewestParameters.newest(
                                folder, request, request.settings().newPolicy(navigation.spec()), told::add)
                        .tell(policy -> told.add("paths of " + policy))
                        .theta();
                return new RunModel.Paths(
                        NavigationPaths.sample(navigation, request.settings(), theta, 6).stream()
                                .map(NavigationPaths::svg)
                                .toList(),
                        String.join(" ", told),
                        "");
            }
            return RunModel.Paths.NONE;
        } catch (UnfinishedRun e) {
            // Without a policy there are no paths; that the run is not finished is said above.
            return RunModel.Paths.NONE;
        } catch (RequestException | RunFailedException e) {
            return new RunModel.Paths(List.of(), "", String.valueOf(e.getMessage()));
        }
    }

    private static List<RunModel.Source> sources(List<Run> runs, Path target) throws IOException {
        List<RunModel.Source> sources = new ArrayList<>();
        Path base = target.toAbsolutePath().normalize().getParent();
        for (Run run : runs) {
            List<RunModel.Setting> settings = new ArrayList<>();
            settings("", runs.size() <= FEW ? run.config() : run.config().path("provenance"), settings);
            List<RunModel.Link> files = new ArrayList<>();
            for (String file : rawFiles(run.path())) {
                Path absolute = run.path().resolve(file).toAbsolutePath().normalize();
                files.add(new RunModel.Link(link(base == null ? absolute : base.relativize(absolute)), file));
            }
            sources.add(new RunModel.Source(run.name(), settings, files));
        }
        return sources;
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
