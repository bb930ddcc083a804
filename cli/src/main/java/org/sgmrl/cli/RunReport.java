package org.sgmrl.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.io.AtomicFile;
import tools.jackson.databind.JsonNode;

/// `report.html`: one page without outside parts that shows what a run learned.
final class RunReport {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 300;
    private static final int MARGIN = 48;
    private static final int SMOOTHING = 10;

    private RunReport() {}

    /// Writes the page from the run's files and its final parameters.
    static void write(RunFolder folder, RunRequest request, double[] theta) throws IOException {
        StringBuilder html = new StringBuilder(32_768);
        String title = request.settings().algorithm().id() + " on " + request.environmentId();
        html.append("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s</title>
                <style>
                :root { color-scheme: light dark; --before: #b36b00; --after: #0067c0; --grid: #8886; }
                @media (prefers-color-scheme: dark) { :root { --before: #ffb454; --after: #6cb8ff; } }
                body { font: 16px/1.5 system-ui, sans-serif; max-width: 780px; margin: 2rem auto; padding: 0 1rem; }
                svg { width: 100%%; height: auto; font: 12px system-ui, sans-serif; fill: currentColor; }
                .grid { stroke: var(--grid); stroke-width: 1; }
                .before { stroke: var(--before); } .after { stroke: var(--after); }
                .line { fill: none; stroke-width: 2; } .path { fill: none; stroke-width: 1.2; opacity: .8; }
                .raw { fill: none; stroke-width: 1; opacity: .3; }
                b.before { color: var(--before); } b.after { color: var(--after); }
                table { border-collapse: collapse; } td, th { padding: .15rem 1rem .15rem 0; text-align: left; }
                td.number { text-align: right; font-variant-numeric: tabular-nums; }
                .maps { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 1rem; }
                </style>
                </head>
                <body>
                <h1>%1$s</h1>
                """.formatted(escape(title)));
        evaluation(html, folder);
        curves(html, folder.metricLines(Integer.MAX_VALUE));
        if (request.environment() instanceof PointNavigation navigation) {
            paths(html, NavigationPaths.sample(navigation, request.settings(), theta, 6));
        }
        settings(html, request);
        html.append("</body>\n</html>\n");
        AtomicFile.write(folder.report(), html.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void evaluation(StringBuilder html, RunFolder folder) throws IOException {
        JsonNode evaluation = Json.parse(java.nio.file.Files.readString(folder.evaluation()));
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

    private static void curves(StringBuilder html, List<String> lines) {
        double[] steps = new double[lines.size()];
        double[] before = new double[lines.size()];
        double[] after = new double[lines.size()];
        for (int i = 0; i < lines.size(); i++) {
            JsonNode line = Json.parse(lines.get(i));
            steps[i] = line.path("envSteps").asDouble();
            before[i] = line.path("preReturn").asDouble(Double.NaN);
            after[i] = line.path("postReturn").asDouble(Double.NaN);
        }
        if (lines.isEmpty()) {
            html.append("<h2>Learning curve</h2>\n<p>No iteration has been recorded.</p>\n");
            return;
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] values : List.of(before, after)) {
            for (double value : values) {
                if (Double.isFinite(value)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
        }
        if (!(low < high)) {
            low = Double.isFinite(low) ? low - 1 : -1;
            high = low + 2;
        }
        Axes axes = new Axes(0, steps[steps.length - 1], low, high);
        html.append("<h2>Learning curve</h2>\n<p>Mean return of a meta-batch <b class=\"before\">before</b> and ")
                .append(
                        "<b class=\"after\">after</b> adaptation against environment steps; the thick line is a mean over ")
                .append(SMOOTHING)
                .append(" iterations.</p>\n<svg viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append("\" role=\"img\" aria-label=\"learning curve\">\n");
        axes.draw(html);
        for (var curve : List.of(Map.entry("before", before), Map.entry("after", after))) {
            polyline(html, axes, "raw " + curve.getKey(), steps, curve.getValue());
            polyline(html, axes, "line " + curve.getKey(), steps, smooth(curve.getValue()));
        }
        html.append("</svg>\n");
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

    private static void polyline(StringBuilder html, Axes axes, String style, double[] xs, double[] ys) {
        html.append("<polyline class=\"").append(style).append("\" points=\"");
        for (int i = 0; i < xs.length; i++) {
            if (Double.isFinite(ys[i])) {
                html.append(String.format(Locale.ROOT, "%.1f,%.1f ", axes.x(xs[i]), axes.y(ys[i])));
            }
        }
        html.append("\"/>\n");
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
                    .append(escape(row.getKey()))
                    .append("</th><td>")
                    .append(escape(String.valueOf(SettingKey.toJson(row.getValue()))))
                    .append("</td></tr>\n");
        }
        html.append("</table>\n<p>Raw files: <a href=\"config.json\">config.json</a>, ")
                .append(
                        "<a href=\"metrics.jsonl\">metrics.jsonl</a>, <a href=\"evaluation.json\">evaluation.json</a>, ")
                .append("<a href=\"policy.safetensors\">policy.safetensors</a>. sgmrl ")
                .append(escape(Provenance.version()))
                .append(".</p>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /// Data coordinates in a chart with ticks at round numbers.
    private record Axes(double left, double right, double low, double high) {
        double x(double value) {
            return MARGIN + (value - left) / (right - left) * (WIDTH - MARGIN - 10);
        }

        double y(double value) {
            return HEIGHT - 28 - (value - low) / (high - low) * (HEIGHT - 40);
        }

        void draw(StringBuilder html) {
            for (double tick : ticks(low, high)) {
                html.append(String.format(
                        Locale.ROOT,
                        "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                                + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                        MARGIN,
                        WIDTH - 10,
                        y(tick),
                        y(tick),
                        MARGIN - 6,
                        y(tick) + 4,
                        label(tick)));
            }
            for (double tick : ticks(left, right)) {
                html.append(String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                        x(tick),
                        HEIGHT - 8,
                        label(tick)));
            }
        }

        private static List<Double> ticks(double from, double to) {
            double rough = (to - from) / 6;
            double power = StrictMath.pow(10, Math.floor(StrictMath.log10(rough)));
            double unit = rough / power < 2 ? 2 : rough / power < 5 ? 5 : 10;
            List<Double> ticks = new ArrayList<>();
            double step = unit * power;
            for (double i = Math.ceil(from / step); i * step <= to; i++) {
                ticks.add(i * step);
            }
            return ticks;
        }

        private static String label(double tick) {
            if (Math.abs(tick) >= 1e6) {
                return String.format(Locale.ROOT, "%.3g million", tick / 1e6).replaceAll("\\.?0+ m", " m");
            }
            return String.format(Locale.ROOT, "%.6g", tick)
                    .replaceAll("(\\.\\d*?)0+$", "$1")
                    .replaceAll("\\.$", "");
        }
    }
}
