package org.sgmrl.report.chart;

import java.util.Locale;

/// A legend: of each entry a stroke of its line, so that dashes are told too, and its name; in rows as wide as a chart.
final class Legend {
    private static final int LEFT = 48;
    private static final int ROW = 18;
    private static final int STROKE = 24;
    private static final int GAP = 6;
    /// Of a letter of 12 pixels, generously: no viewer has told its font yet.
    private static final int LETTER = 7;

    private final StringBuilder svg;
    private int x = LEFT;
    private int rows = 1;

    /// @param svg what it is drawn into, from the top
    Legend(StringBuilder svg) {
        this.svg = svg;
    }

    /// Adds an entry.
    ///
    /// @param textClass of the name; empty for none
    void add(String lineClass, String textClass, String text) {
        int width = 2 * STROKE + LETTER * text.length();
        if (x + width > Axes.WIDTH && x > LEFT) {
            x = LEFT;
            rows++;
        }
        int y = height() - GAP;
        svg.append(String.format(
                Locale.ROOT,
                "<polyline class=\"%s\" points=\"%d,%d %d,%d\"/><text%s x=\"%d\" y=\"%d\">%s</text>%n",
                lineClass,
                x,
                y - 4,
                x + STROKE,
                y - 4,
                textClass.isEmpty() ? "" : " class=\"" + textClass + "\"",
                x + STROKE + GAP,
                y,
                SvgText.escape(text)));
        x += width;
    }

    /// The height of all rows so far, in pixels.
    int height() {
        return rows * ROW;
    }
}
