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
import org.sgmrl.report.chart.HtmlPage;
import org.sgmrl.report.chart.MethodStyle;
import org.sgmrl.report.chart.RunCurves;
import org.sgmrl.report.chart.RunCurves.Metric;
import org.sgmrl.run.Provenance;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.evaluation.RunGroups;
import org.sgmrl.run.failure.RequestException;
import org.sgmrl.run.failure.RunFailedException;
import org.sgmrl.run.failure.UnfinishedRun;
import org.sgmrl.run.folder.MetricsLog;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.folder.TrainedPolicy;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.text.IntervalText;
import org.sgmrl.run.text.Json;
import org.sgmrl.statistics.Interval;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One page without outside parts that shows what runs learned; what is missing in a folder is said.
public final class RunReport {
    /// Up to so many runs have a curve and a table of settings each; of more, only the means are drawn.
    private static final int FEW = 20;

    private static final int GRID = 200;
    private static final List<String> COLOURS = List.of("before", "after", "c2", "c3", "c4", "c5");

    /// CSS of charts and paths.
    public static final String STYLE = MethodStyle.PAGE + """
            :root { --before: #b36b00; --after: #0067c0; --c2: #1a7f37; --c3: #a32a8f; --c4: #666; --c5: #b3261e; }
            @media (prefers-color-scheme: dark) {
            :root { --before: #ffb454; --after: #6cb8ff; --c2: #5fd27a; --c3: #f08be0; --c4: #aaa; --c5: #ff8a80; }
            }
            .before { stroke: var(--before); } .after { stroke: var(--after); } .c2 { stroke: var(--c2); }
            .c3 { stroke: var(--c3); } .c4 { stroke: var(--c4); } .c5 { stroke: var(--c5); }
            .raw { fill: none; stroke-width: 1; opacity: .5; stroke-dasharray: 4 3; }
            body { max-width: 1060px; } .wide { overflow-x: auto; } .wide td { white-space: pre; overflow-wrap: normal; vertical-align: top; }
            .drawn > svg { display: none; } a, td { overflow-wrap: anywhere; }
            @media print { .drawn > svg { display: block; } .uplot { display: none; } }
            """ + NavigationPaths.STYLE;

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
        StringBuilder html = new StringBuilder(1 << 17);
        String title = runs.size() == 1 ? runs.getFirst().group() : "Comparison of " + runs.size() + " runs";
        HtmlPage.open(html, title, STYLE + HtmlPage.resource("uPlot.min.css"));
        missing(html, runs, twice);
        table(html, runs);
        html.append("<h2>Learning curves</h2>\n");
        ArrayNode data = Json.object().putArray("charts");
        for (Metric metric : Metric.all()) {
            chart(html, data, metric, runs);
        }
        if (runs.size() == 1) {
            paths(html, runs.getFirst());
        }
        foot(html, runs, target);
        html.append("<script type=\"application/json\" id=\"data\">")
                .append(Json.line(data).replace("<", "\\u003c"))
                .append("</script>\n<script>")
                .append(HtmlPage.resource("uPlot.iife.min.js"))
                .append("</script>\n<script>")
                .append(HtmlPage.resource("charts.js"))
                .append("</script>\n<script>")
                .append(HtmlPage.resource(RunReport.class, "report.js"))
                .append("</script>\n");
        HtmlPage.close(html);
        Output.write(target, html.toString());
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

    private static void missing(StringBuilder html, List<Run> runs, List<String> twice) {
        if (!twice.isEmpty()) {
            html.append("<p>Given twice and shown once: ")
                    .append(HtmlPage.escape(String.join("; ", twice)))
                    .append(".</p>\n");
        }
        if (runs.stream().allMatch(run -> run.missing().isEmpty())) {
            return;
        }
        html.append("<details open><summary>What is missing</summary>\n<ul>\n");
        for (Run run : runs) {
            if (!run.missing().isEmpty()) {
                html.append("<li>")
                        .append(HtmlPage.escape(run.name() + ": " + String.join("; ", run.missing())))
                        .append("</li>\n");
            }
        }
        html.append("</ul></details>\n");
    }

    private static void table(StringBuilder html, List<Run> runs) {
        html.append("<h2>Returns</h2>\n<p>Last and best are means over ")
                .append(RunCurves.WINDOW)
                .append(" iterations; on held-out tasks with its 95 % interval after 0, 1, … adaptation steps.</p>\n")
                .append("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Returns\"><table>\n<tr>");
        for (String head : List.of(
                "run",
                "algorithm and environment",
                "seed",
                "iterations",
                "last, before",
                "last, after",
                "best, after",
                "held-out tasks")) {
            html.append("<th>").append(head).append("</th>");
        }
        html.append("</tr>\n");
        for (Run run : runs) {
            RunCurves curves = run.curves();
            List<String> evaluated = new ArrayList<>();
            for (JsonNode entry : run.evaluation().path("returns")) {
                evaluated.add(entry.path("innerSteps").asString("?") + ": "
                        + IntervalText.of(new Interval(
                                entry.path("mean").asDouble(Double.NaN),
                                entry.path("low").asDouble(Double.NaN),
                                entry.path("high").asDouble(Double.NaN))));
            }
            html.append("<tr>");
            cell(html, run.name());
            cell(html, run.group());
            cell(html, run.seed());
            cell(html, String.valueOf(curves.iterations()));
            for (double value : new double[] {curves.lastPre(), curves.lastPost(), curves.bestPost()}) {
                cell(html, Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "–");
            }
            cell(html, evaluated.isEmpty() ? "not evaluated" : String.join("\n", evaluated));
            html.append("</tr>\n");
        }
        html.append("</table></div>\n");
    }

    private static void cell(StringBuilder html, String text) {
        html.append("<td>").append(HtmlPage.escape(text)).append("</td>");
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

    private static void chart(StringBuilder html, ArrayNode data, Metric metric, List<Run> runs) {
        html.append("<h3>").append(capital(metric.title())).append("</h3>\n");
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
            html.append("<p>Nothing has been recorded.</p>\n");
            return;
        }
        lines.draw(html, metric.title());
        ObjectNode chart = data.addObject();
        lines.describe(chart);
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static void paths(StringBuilder html, Run run) {
        try {
            RunFolder folder = RunFolder.open(run.path());
            RunRequest request = folder.readConfig(GivenSettings.NONE);
            if (request.environment() instanceof Navigation navigation) {
                List<String> told = new ArrayList<>();
                double[] theta = TrainedPolicy.newest(
                                folder, request, request.settings().newPolicy(navigation.spec()), told::add)
                        .tell(policy -> told.add("paths of " + policy))
                        .theta();
                paths(html, NavigationPaths.sample(navigation, request.settings(), theta, 6), told);
            }
        } catch (UnfinishedRun e) {
            // Without a policy there are no paths; that the run is not finished is said above.
        } catch (RequestException | RunFailedException e) {
            html.append("<p>No paths: ")
                    .append(HtmlPage.escape(String.valueOf(e.getMessage())))
                    .append("</p>\n");
        }
    }

    private static void paths(StringBuilder html, List<NavigationPaths> tasks, List<String> told) {
        html.append("<h2>Paths</h2>\n<p>").append(HtmlPage.escape(String.join(" ", told)));
        html.append(told.isEmpty() ? "" : ". ").append(NavigationPaths.LEGEND).append("</p>\n<div class=\"maps\">\n");
        tasks.forEach(task -> html.append(task.svg()).append('\n'));
        html.append("</div>\n");
    }

    private static void foot(StringBuilder html, List<Run> runs, Path target) throws IOException {
        html.append("<h2>Where the figures come from</h2>\n");
        Path base = target.toAbsolutePath().normalize().getParent();
        for (Run run : runs) {
            html.append("<details").append(runs.size() == 1 ? " open" : "").append("><summary>");
            html.append(HtmlPage.escape(run.name())).append("</summary>\n");
            html.append("<table>\n");
            if (runs.size() <= FEW) {
                rows(html, "", run.config());
            } else {
                rows(html, "", run.config().path("provenance"));
            }
            html.append("</table>\n<p>Raw files:");
            for (String file : rawFiles(run.path())) {
                Path absolute = run.path().resolve(file).toAbsolutePath().normalize();
                Path relative = base == null ? absolute : base.relativize(absolute);
                html.append(" <a href=\"")
                        .append(HtmlPage.escape(link(relative)))
                        .append("\">");
                html.append(HtmlPage.escape(file)).append("</a>");
            }
            html.append("</p></details>\n");
        }
        html.append("<p>Page written by sgmrl ")
                .append(HtmlPage.escape(Provenance.version()))
                .append(".</p>\n");
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

    private static void rows(StringBuilder html, String prefix, JsonNode node) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (entry.getValue().isObject()) {
                rows(html, prefix + entry.getKey() + ".", entry.getValue());
            } else {
                html.append("<tr><th>")
                        .append(HtmlPage.escape(prefix + entry.getKey()))
                        .append("</th>");
                cell(
                        html,
                        entry.getValue().isString()
                                ? entry.getValue().asString()
                                : entry.getValue().toString());
                html.append("</tr>\n");
            }
        }
    }
}
