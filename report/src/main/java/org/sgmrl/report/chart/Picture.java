package org.sgmrl.report.chart;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// A picture that stands in a file of its own: any viewer shows it, on light and dark grounds.
public final class Picture {
    private static final int TITLE_HEIGHT = 30;

    private static final String STYLE = """
            svg { font: 12px system-ui, sans-serif } text { fill: #222222 } .paper { fill: #ffffff }
            .grid { stroke: #bbbbbb; stroke-width: 1; stroke-opacity: .6 } .line { fill: none; stroke-width: 2 }
            .title { font-size: 14px; font-weight: 600 }
            @media (prefers-color-scheme: dark) { text { fill: #dddddd } .paper { fill: #16181c } }
            """;

    private Picture() {}

    /// A name that is shown in its colour.
    ///
    /// @param cssClass whose colour it is
    /// @param text the name
    public record Name(String cssClass, String text) {}

    /// A chart with a legend above it.
    ///
    /// @param title above both
    /// @param css of legend and lines
    /// @param names the legend, in order
    /// @param axes of the chart
    /// @param lines draws on grid and labels
    /// @return the file
    public static String ofChart(String title, String css, List<Name> names, Axes axes, Consumer<StringBuilder> lines) {
        StringBuilder body = new StringBuilder();
        int legend = legend(body, names);
        body.append("<g transform=\"translate(0,").append(legend).append(")\">\n");
        axes.draw(body);
        lines.accept(body);
        body.append("</g>\n");
        return of(title, css, axes.width(), legend + axes.height(), body);
    }

    /// @return its height
    private static int legend(StringBuilder svg, List<Name> names) {
        Legend legend = new Legend(svg);
        names.forEach(name -> legend.add("line " + name.cssClass(), name.cssClass(), name.text()));
        return legend.height();
    }

    /// A picture.
    ///
    /// @param title above it
    /// @param css of what it shows; colours written out, for few viewers of SVG know variables
    /// @param width in pixels
    /// @param height in pixels, without the title
    /// @param body SVG elements
    /// @return the file
    public static String of(String title, String css, int width, int height, CharSequence body) {
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\""
                                + " height=\"%2$d\">%n<style>%n",
                        width,
                        height + TITLE_HEIGHT)
                + STYLE
                + css
                + "</style>\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n"
                + "<text class=\"title\" x=\"10\" y=\"20\">" + SvgText.escape(title) + "</text>\n"
                + "<g transform=\"translate(0," + TITLE_HEIGHT + ")\">\n" + body + "</g>\n</svg>\n";
    }
}
