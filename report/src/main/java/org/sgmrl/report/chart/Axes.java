package org.sgmrl.report.chart;

import java.util.Locale;
import java.util.function.Consumer;
import org.sgmrl.statistics.Interval;

/// A chart with lines in a rectangle of `width` × `height` whose corner is at the origin.
///
/// @param x horizontal axis
/// @param y vertical axis, upwards
/// @param margin left of the rectangle, for the labels of the vertical axis
public record Axes(Scale x, Scale y, int width, int height, int margin) {
    /// Width of a chart, pixels.
    public static final int WIDTH = 720;
    /// Height of a chart, pixels.
    public static final int HEIGHT = 300;

    private static final int LEAST_MARGIN = 48;
    private static final double LETTER = 6.5;
    private static final int RIGHT = 10;

    /// From the middle of a stroke to its end.
    private static final int STROKE = 5;

    /// Axes of the usual size.
    ///
    /// @param x the horizontal one
    /// @param y the vertical one
    public Axes(Scale x, Scale y) {
        this(x, y, WIDTH, HEIGHT);
    }

    /// Axes with room for their labels.
    ///
    /// @param x the horizontal one
    /// @param y the vertical one
    /// @param width of the chart, pixels
    /// @param height of the chart, pixels
    public Axes(Scale x, Scale y, int width, int height) {
        this(x, y, width, height, margin(y));
    }

    private static int margin(Scale y) {
        int longest = 0;
        for (double tick : y.ticks()) {
            longest = Math.max(longest, Scale.label(tick).length());
        }
        return Math.max(LEAST_MARGIN, (int) Math.ceil(12 + LETTER * longest));
    }

    private double left(double value) {
        return margin + x.position(value) * (width - margin - RIGHT);
    }

    private double top(double value) {
        return height - 28 - y.position(value) * (height - 40);
    }

    /// A picture for a page.
    ///
    /// @param label what it shows
    /// @param lines draws on grid and labels
    /// @return an SVG element
    public String svg(String label, Consumer<StringBuilder> lines) {
        StringBuilder svg = new StringBuilder(1 << 14);
        svg.append("<svg viewBox=\"0 0 ").append(width).append(' ').append(height);
        svg.append("\" role=\"img\" aria-label=\"")
                .append(SvgText.escape(label))
                .append("\">\n");
        draw(svg);
        lines.accept(svg);
        return svg.append("</svg>").toString();
    }

    /// Grid and labels.
    public void draw(StringBuilder svg) {
        for (double tick : y.ticks()) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                    margin,
                    width - RIGHT,
                    top(tick),
                    top(tick),
                    margin - 6,
                    top(tick) + 4,
                    Scale.label(tick)));
        }
        for (double tick : x.ticks()) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                    left(tick),
                    height - 8,
                    Scale.label(tick)));
        }
    }

    /// A line through the points that can be shown; of one point, a stroke through it.
    ///
    /// @param style CSS classes
    public void line(StringBuilder svg, String style, double[] xs, double[] ys) {
        svg.append("<polyline class=\"").append(style).append("\" points=\"");
        int reach = xs.length == 1 ? STROKE : 0;
        for (int i = 0; i < xs.length; i++) {
            if (x.shows(xs[i]) && y.shows(ys[i])) {
                if (reach > 0) {
                    svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", left(xs[i]) - reach, top(ys[i])));
                }
                svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", left(xs[i]) + reach, top(ys[i])));
            }
        }
        svg.append("\"/>\n");
    }

    /// A point with a bar from the least to the greatest value of its interval.
    ///
    /// @param style CSS class of its colour
    public void mark(StringBuilder svg, String style, double at, Interval interval) {
        if (!x.shows(at) || !y.shows(interval.estimate())) {
            return;
        }
        if (interval.exists()) {
            line(svg, "line " + style, new double[] {at, at}, new double[] {interval.low(), interval.high()});
        }
        svg.append(String.format(
                Locale.ROOT,
                "<circle class=\"mark %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>%n",
                style,
                left(at),
                top(interval.estimate())));
    }

    /// The area between two lines.
    ///
    /// @param style CSS classes
    public void band(StringBuilder svg, String style, double[] xs, double[] low, double[] high) {
        svg.append("<polygon class=\"").append(style).append("\" points=\"");
        for (int k = 0; k < 2 * xs.length; k++) {
            int i = k < xs.length ? k : 2 * xs.length - 1 - k;
            double y = k < xs.length ? low[i] : high[i];
            if (x.shows(xs[i]) && this.y.shows(y)) {
                svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", left(xs[i]), top(y)));
            }
        }
        svg.append("\"/>\n");
    }
}
