package org.sgmrl.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.io.AtomicFile;
import tools.jackson.databind.JsonNode;

/// `report.html`: one page without outside parts that shows what a run learned.
final class RunReport {
    private static final int SMOOTHING = 10;
    private static final int MOST_POINTS = 2000;

    private static final String STYLE = """
            :root { --before: #b36b00; --after: #0067c0; }
            @media (prefers-color-scheme: dark) { :root { --before: #ffb454; --after: #6cb8ff; } }
            .before { stroke: var(--before); } .after { stroke: var(--after); }
            .path { fill: none; stroke-width: 1.2; opacity: .8; }
            .raw { fill: none; stroke-width: 1; opacity: .3; }
            b.before { color: var(--before); } b.after { color: var(--after); }
            .maps { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 1rem; }
            """;

    private RunReport() {}

    /// Writes the page from the run's files and its final parameters.
    static void write(RunFolder folder, RunRequest request, double[] theta) throws IOException {
        StringBuilder html = new StringBuilder(32_768);
        String title = request.settings().algorithm().id() + " on " + request.environmentId();
        HtmlPage.open(html, title, STYLE);
        evaluation(html, folder);
        curves(html, folder);
        if (request.environment() instanceof PointNavigation navigation) {
            paths(html, NavigationPaths.sample(navigation, request.settings(), theta, 6));
        }
        settings(html, request);
        HtmlPage.close(html);
        AtomicFile.write(folder.report(), html.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void evaluation(StringBuilder html, RunFolder folder) throws IOException {
        JsonNode evaluation = Json.parse(Files.readString(folder.evaluation()));
        html.append("<h2>On ")
                .append(evaluation.path("tasks").asInt())
                .append(" held-out tasks</h2>\n<table><tr><th>adaptation steps</th><th>mean return</th>")
                .append("<th>95 % interval</th></tr>\n");
        for (JsonNode entry : evaluation.path("returns")) {
            html.append(String.format(
                    Locale.ROOT,
                    "<tr><td>%d</td><td class=\"number\">%.3f</td><td class=\"number\">[%.3f, %.3f]</td></tr>%n",
                    entry.path("innerSteps").asInt(),
                    entry.path("mean").asDouble(Double.NaN),
                    entry.path("low").asDouble(Double.NaN),
                    entry.path("high").asDouble(Double.NaN)));
        }
        html.append("</table>\n");
    }

    private static void curves(StringBuilder html, RunFolder folder) throws IOException {
        int lines = folder.completeMetrics();
        double[] steps = new double[lines];
        double[] before = new double[lines];
        double[] after = new double[lines];
        int[] next = {0};
        folder.visitMetrics(line -> {
            int i = next[0];
            if (i < lines) {
                steps[i] = line.path("envSteps").asDouble(0);
                before[i] = line.path("preReturn").asDouble(Double.NaN);
                after[i] = line.path("postReturn").asDouble(Double.NaN);
                next[0] = i + 1;
            }
        });
        if (lines == 0) {
            html.append("<h2>Learning curve</h2>\n<p>No iteration has been recorded.</p>\n");
            return;
        }
        Axes axes = new Axes(Scale.linear(0, steps[steps.length - 1]), Scale.linear(List.of(before, after)));
        html.append("<h2>Learning curve</h2>\n<p>Mean return of a meta-batch <b class=\"before\">before</b> and ")
                .append(
                        "<b class=\"after\">after</b> adaptation against environment steps; the thick line is a mean over ")
                .append(SMOOTHING)
                .append(" iterations.</p>\n<svg viewBox=\"0 0 ")
                .append(Axes.WIDTH)
                .append(' ')
                .append(Axes.HEIGHT)
                .append("\" role=\"img\" aria-label=\"learning curve\">\n");
        axes.draw(html);
        for (var curve : List.of(Map.entry("before", before), Map.entry("after", after))) {
            int[] shown = thinned(lines);
            double[] smooth = smooth(curve.getValue());
            double[] xs = pick(steps, shown);
            axes.line(html, "raw " + curve.getKey(), xs, pick(curve.getValue(), shown));
            axes.line(html, "line " + curve.getKey(), xs, pick(smooth, shown));
        }
        html.append("</svg>\n");
    }

    /// More points than the page has pixels would only make it large.
    private static int[] thinned(int points) {
        int stride = Math.max(1, (points + MOST_POINTS - 1) / MOST_POINTS);
        // The last point is always one of them.
        int[] shown = new int[(points + stride - 1) / stride];
        for (int i = 0; i < shown.length; i++) {
            shown[i] = points - 1 - (shown.length - 1 - i) * stride;
        }
        return shown;
    }

    private static double[] pick(double[] values, int[] indices) {
        double[] picked = new double[indices.length];
        for (int i = 0; i < indices.length; i++) {
            picked[i] = values[indices[i]];
        }
        return picked;
    }

    private static double[] smooth(double[] values) {
        double[] smoothed = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double sum = 0;
            int from = Math.max(0, i - SMOOTHING + 1);
            for (int j = from; j <= i; j++) {
                sum += values[j];
            }
            smoothed[i] = sum / (i - from + 1);
        }
        return smoothed;
    }

    private static void paths(StringBuilder html, List<NavigationPaths> tasks) {
        html.append(
                        "<h2>Paths</h2>\n<p>Five paths to each of six unseen goals (+), <b class=\"before\">before</b> and ")
                .append("<b class=\"after\">after</b> adaptation.</p>\n<div class=\"maps\">\n");
        for (NavigationPaths task : tasks) {
            html.append("<svg viewBox=\"-0.54 -0.54 1.08 1.08\" role=\"img\" aria-label=\"paths\">\n")
                    .append("<rect x=\"-0.5\" y=\"-0.5\" width=\"1\" height=\"1\" fill=\"none\" class=\"grid\" ")
                    .append("style=\"stroke-width:.004\"/>\n");
            drawPaths(html, "before", task.before());
            drawPaths(html, "after", task.after());
            html.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%1$.3f %2$.3fm-.03 0h.06m-.03 -.03v.06\" stroke=\"currentColor\" stroke-width=\".012\"/>%n",
                    task.goal().x(),
                    -task.goal().y()));
            html.append("</svg>\n");
        }
        html.append("</div>\n");
    }

    private static void drawPaths(StringBuilder html, String style, List<double[]> paths) {
        for (double[] path : paths) {
            html.append("<polyline class=\"path ").append(style).append("\" style=\"stroke-width:.006\" points=\"");
            for (int i = 0; i < path.length; i += 2) {
                html.append(String.format(Locale.ROOT, "%.3f,%.3f ", path[i], -path[i + 1]));
            }
            html.append("\"/>\n");
        }
    }

    private static void settings(StringBuilder html, RunRequest request) {
        html.append("<h2>Settings</h2>\n<table>\n");
        List<Map.Entry<String, Object>> rows = new ArrayList<>();
        rows.add(Map.entry("preset", request.preset()));
        rows.addAll(SettingKeys.values(request.settings()).entrySet());
        for (Map.Entry<String, Object> row : rows) {
            html.append("<tr><th>")
                    .append(HtmlPage.escape(row.getKey()))
                    .append("</th><td>")
                    .append(HtmlPage.escape(String.valueOf(SettingKey.toJson(row.getValue()))))
                    .append("</td></tr>\n");
        }
        html.append("</table>\n<p>Raw files: <a href=\"config.json\">config.json</a>, ")
                .append(
                        "<a href=\"metrics.jsonl\">metrics.jsonl</a>, <a href=\"evaluation.json\">evaluation.json</a>, ")
                .append("<a href=\"policy.safetensors\">policy.safetensors</a>. sgmrl ")
                .append(HtmlPage.escape(Provenance.version()))
                .append(".</p>\n");
    }
}
