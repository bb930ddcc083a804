package org.sgmrl.report.chart;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sgmrl.report.chart.RunCurves.Metric;
import org.sgmrl.statistics.Interval;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The lines of one chart, as SVG and as data for a script.
public final class ChartLines {
    private final List<String> names = new ArrayList<>();
    private final List<String> styles = new ArrayList<>();
    private final List<Boolean> faint = new ArrayList<>();
    private final List<double[]> xs = new ArrayList<>();
    private final List<double[]> ys = new ArrayList<>();

    /// Single measurements with their intervals, drawn at the end.
    private final List<Mark> marks = new ArrayList<>();

    /// A measurement at a place.
    ///
    /// @param style CSS class of its colour
    private record Mark(String name, String style, double x, Interval interval) {}

    /// What bands show, by the positions of means; the two lines that follow one are the edges of its band.
    private final Map<Integer, String> bands = new HashMap<>();

    /// Adds a line.
    ///
    /// @param style CSS class of its colour
    /// @param thin whether it stands in the background
    public void add(String name, String style, boolean thin, double[] x, double[] y) {
        names.add(name);
        styles.add(style);
        faint.add(thin);
        xs.add(x);
        ys.add(y);
    }

    /// Adds the curve of a run. Where its points are means over iterations, their least and greatest values are its band.
    ///
    /// @param style CSS class of its colour
    public void add(String name, String style, RunCurves curves, Metric metric) {
        if (curves.iterationsPerPoint() == 1) {
            add(name, style, false, curves.steps(), curves.values(metric));
        } else {
            addBand(name, style, curves, metric, curves.values(metric));
        }
    }

    private void addBand(String name, String style, RunCurves curves, Metric metric, double[] line) {
        bands.put(
                names.size(),
                ", means of up to " + curves.iterationsPerPoint()
                        + " iterations with the least and the greatest of them");
        add(name, style, false, curves.steps(), line);
        add(name + ", least", style, true, curves.steps(), curves.least(metric));
        add(name + ", greatest", style, true, curves.steps(), curves.greatest(metric));
    }

    /// Adds the curve of a run as a mean over the last iterations, before the single iterations, or with the least and the
    /// greatest of them where points are means.
    ///
    /// @param style CSS class of its colour
    public void addSmoothed(String name, String style, RunCurves curves, Metric metric) {
        if (curves.iterationsPerPoint() == 1) {
            add(name + ", each iteration", style, true, curves.steps(), curves.values(metric));
            add(
                    name + ", mean of " + RunCurves.WINDOW + " iterations",
                    style,
                    false,
                    curves.steps(),
                    curves.smoothed(metric));
        } else {
            addBand(name, style, curves, metric, curves.smoothed(metric));
        }
    }

    /// Adds a measurement with its interval.
    ///
    /// @param style CSS class of its colour
    public void addMark(String name, String style, double x, Interval interval) {
        marks.add(new Mark(name, style, x, interval));
    }

    /// Adds the mean of several curves over the steps that all of them reach, and the mean plus and minus one
    /// standard deviation.
    public void addMean(String name, String style, List<RunCurves> curves, Metric metric, int points) {
        double from = 0;
        double to = Double.POSITIVE_INFINITY;
        List<double[]> steps = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        for (RunCurves curve : curves) {
            double[] x = curve.steps();
            from = Math.max(from, x[0]);
            to = Math.min(to, x[x.length - 1]);
            steps.add(x);
            values.add(curve.values(metric));
        }
        if (!(from <= to)) {
            return;
        }
        double[] grid = new double[points];
        double[] sum = new double[points];
        double[] squares = new double[points];
        for (int i = 0; i < points; i++) {
            grid[i] = from + (to - from) * i / (points - 1);
        }
        for (int c = 0; c < steps.size(); c++) {
            int j = 0;
            double[] x = steps.get(c);
            double[] y = values.get(c);
            for (int i = 0; i < points; i++) {
                while (j + 1 < x.length && x[j + 1] <= grid[i]) {
                    j++;
                }
                double value = j + 1 < x.length && x[j + 1] > x[j]
                        ? y[j] + (y[j + 1] - y[j]) * (grid[i] - x[j]) / (x[j + 1] - x[j])
                        : y[j];
                // Welford's update: the band of nearly equal curves must not drown in rounding.
                double delta = value - sum[i];
                sum[i] += delta / (c + 1);
                squares[i] += delta * (value - sum[i]);
            }
        }
        double[] low = new double[points];
        double[] high = new double[points];
        for (int i = 0; i < points; i++) {
            double deviation = Math.sqrt(squares[i] / (steps.size() - 1));
            low[i] = sum[i] - deviation;
            high[i] = sum[i] + deviation;
        }
        bands.put(names.size(), " ± one standard deviation");
        add(name, style, false, grid, sum);
        add(name + ", −1 standard deviation", style, true, grid, low);
        add(name + ", +1 standard deviation", style, true, grid, high);
    }

    /// Whether there is nothing to draw.
    ///
    /// @return true without a line
    public boolean isEmpty() {
        return names.isEmpty();
    }

    /// What the lines are.
    ///
    /// @return their names, those of bands in words
    public String caption() {
        StringBuilder text = new StringBuilder();
        int shown = names.size() - 2 * bands.size();
        boolean alike = shown == bands.size() && Set.copyOf(bands.values()).size() == 1;
        for (int i = 0; i < names.size(); i++) {
            text.append(i == 0 ? "" : "; ").append(names.get(i));
            String band = bands.get(i);
            if (band != null) {
                text.append(alike ? "" : band);
                i += 2;
            }
        }
        if (alike) {
            text.append(bands.get(0));
        }
        marks.forEach(mark -> text.append("; ").append(mark.name()));
        return text.toString();
    }

    /// The chart without a script's help.
    ///
    /// @return an SVG element
    public String svg(String title) {
        List<double[]> shownX = new ArrayList<>(xs);
        shownX.add(new double[] {0});
        List<double[]> shownY = new ArrayList<>(ys);
        for (Mark mark : marks) {
            shownX.add(new double[] {mark.x()});
            shownY.add(new double[] {
                mark.interval().estimate(),
                mark.interval().low(),
                mark.interval().high()
            });
        }
        Axes axes = new Axes(Scale.linear(shownX), Scale.linear(shownY));
        return axes.svg(title, svg -> {
            for (int i = 0; i < names.size(); i++) {
                if (bands.containsKey(i)) {
                    axes.band(svg, "band " + styles.get(i), xs.get(i), ys.get(i + 1), ys.get(i + 2));
                }
                axes.line(svg, (faint.get(i) ? "raw " : "line ") + styles.get(i), xs.get(i), ys.get(i));
                if (bands.containsKey(i)) {
                    i += 2;
                }
            }
            marks.forEach(mark -> axes.mark(svg, mark.style(), mark.x(), mark.interval()));
        });
    }

    /// Puts names, colours and points; numbers that are not finite become null.
    public void describe(ObjectNode chart) {
        ArrayNode series = chart.putArray("series");
        for (int i = 0; i < names.size(); i++) {
            ObjectNode line = series.addObject();
            line.put("name", names.get(i));
            line.put("colour", styles.get(i));
            line.put("faint", faint.get(i));
            line.put("band", bands.containsKey(i));
            numbers(line.putArray("x"), xs.get(i));
            numbers(line.putArray("y"), ys.get(i));
        }
        ArrayNode points = chart.putArray("marks");
        for (Mark mark : marks) {
            ObjectNode point = points.addObject();
            point.put("name", mark.name());
            point.put("colour", mark.style());
            numbers(point.putArray("at"), new double[] {
                mark.x(),
                mark.interval().estimate(),
                mark.interval().low(),
                mark.interval().high()
            });
        }
    }

    private static void numbers(ArrayNode array, double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                array.addNull();
            } else if (value == 0 || (Math.abs(value) >= Float.MIN_NORMAL && Math.abs(value) <= Float.MAX_VALUE)) {
                array.add((float) value); // half the digits, twice the size is not worth it
            } else {
                array.add(value);
            }
        }
    }
}
