package org.sgmrl.report.chart;

import java.util.Locale;

/// Where the entries of a legend stand: each a stroke of its line, so that dashes are told too, and its name; in rows as wide as a
/// chart.
final class LegendLayout {
    private static final int LEFT = 48;
    private static final int STROKE = 24;
    private static final int GAP = 6;
    /// Of a letter of 12 pixels, generously: no viewer has told its font yet.
    private static final int LETTER = 7;

    private final int row;
    private int x = LEFT;
    private int rows = 1;

    /// @param row height of a row in pixels
    LegendLayout(int row) {
        this.row = row;
    }

    /// The place of the next entry.
    Place next(String text) {
        int width = 2 * STROKE + LETTER * text.length();
        if (x + width > Axes.WIDTH && x > LEFT) {
            x = LEFT;
            rows++;
        }
        Place place = new Place(x, rows * row - GAP);
        x += width;
        return place;
    }

    /// The height of all rows so far, in pixels.
    int height() {
        return rows * row;
    }

    /// A place.
    ///
    /// @param x left end of the stroke
    /// @param y base line of the name
    record Place(int x, int y) {
        void draw(StringBuilder svg, String lineClass, String textClass, String text) {
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
        }
    }
}
