package org.sgmrl.report.chart;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The frame of a page without outside parts, light and dark.
public final class HtmlPage {
    /// CSS of every page.
    public static final String STYLE = """
            :root { color-scheme: light dark; --grid: #8886; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 780px; margin: 2rem auto; padding: 0 1rem; }
            svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; fill: currentColor; }
            .grid { stroke: var(--grid); stroke-width: 1; }
            .line { fill: none; stroke-width: 2; }
            table { border-collapse: collapse; } td, th { padding: .15rem 1rem .15rem 0; text-align: left; }
            td.number { text-align: right; font-variant-numeric: tabular-nums; }
            """;

    private HtmlPage() {}

    /// Everything up to the page's heading.
    ///
    /// @param title plain text
    /// @param style further CSS
    public static void open(StringBuilder html, String title, String style) {
        html.append("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s</title>
                <style>
                %2$s%3$s</style>
                </head>
                <body>
                <h1>%1$s</h1>
                """.formatted(escape(title), STYLE, style));
    }

    /// Ends a page.
    ///
    /// @param html the page
    public static void close(StringBuilder html) {
        html.append("</body>\n</html>\n");
    }

    /// Text that is no markup.
    ///
    /// @param text any text
    /// @return the same for HTML
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /// Text of a file of both kinds of pages: uPlot and what draws charts by it.
    ///
    /// @param name file name
    /// @return its content
    /// @throws IOException if it cannot be read
    public static String resource(String name) throws IOException {
        return resource(HtmlPage.class, name);
    }

    /// Text of a file that lies beside a class.
    ///
    /// @param owner the class
    /// @param name file name
    /// @return its content
    /// @throws IOException if it cannot be read
    public static String resource(Class<?> owner, String name) throws IOException {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
