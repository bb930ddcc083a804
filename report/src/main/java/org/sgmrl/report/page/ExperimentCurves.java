package org.sgmrl.report.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.sgmrl.report.chart.Axes;
import org.sgmrl.report.chart.Picture;
import org.sgmrl.report.chart.Scale;
import org.sgmrl.report.chart.SvgText;
import org.sgmrl.run.experiment.Cell;
import org.sgmrl.run.experiment.Experiment;
import org.sgmrl.run.experiment.LearningCurve;

/// Learning curves of a row of an experiment: for each variant the mean over its seeds, and the seeds' range.
final class ExperimentCurves {
    /// Iterations that a point is a mean over.
    static final int SMOOTHING = 10;

    private static final int MOST_POINTS = 250;
    private static final int LINE_HEIGHT = 18;
    private static final int CHARACTERS_A_LINE = 95;

    /// Curves of one variant.
    ///
    /// @param steps environment steps
    /// @param before mean return before adaptation
    /// @param after mean return after adaptation
    /// @param low of the seeds, after adaptation
    /// @param high of the seeds, after adaptation
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Curve(double[] steps, double[] before, double[] after, double[] low, double[] high) {
        Curve(int points) {
            this(new double[points], new double[points], new double[points], new double[points], new double[points]);
        }
    }

    private final SequencedMap<Experiment.Variant, Curve> curves;

    private ExperimentCurves(SequencedMap<Experiment.Variant, Curve> curves) {
        this.curves = curves;
    }

    /// Reads the runs of a row as far as they are made.
    static ExperimentCurves read(Experiment experiment, Experiment.Row row, List<Cell> cells) throws IOException {
        SequencedMap<Experiment.Variant, Curve> curves = new LinkedHashMap<>();
        for (Experiment.Variant variant : experiment.variants()) {
            Curve curve = curve(cells.stream()
                    .filter(cell -> cell.row().equals(row) && cell.variant().equals(variant))
                    .toList());
            if (curve != null) {
                curves.put(variant, curve);
            }
        }
        return new ExperimentCurves(curves);
    }

    private static @Nullable Curve curve(List<Cell> cells) throws IOException {
        List<LearningCurve> runs = new ArrayList<>();
        for (Cell cell : cells) {
            if (cell.isBegun()) {
                LearningCurve run = LearningCurve.read(cell.path());
                if (run.length() > 0) {
                    runs.add(run);
                }
            }
        }
        if (runs.isEmpty()) {
            return null;
        }
        int length = runs.stream().mapToInt(LearningCurve::length).min().orElseThrow();
        int stride = Math.max(1, length / MOST_POINTS);
        Curve curve = new Curve(Math.ceilDiv(length, stride));
        for (int p = 0; p < curve.steps().length; p++) {
            int i = p * stride;
            curve.low()[p] = Double.POSITIVE_INFINITY;
            curve.high()[p] = Double.NEGATIVE_INFINITY;
            for (LearningCurve run : runs) {
                double after = run.after(i, SMOOTHING);
                curve.steps()[p] += run.envSteps(i) / (double) runs.size();
                curve.before()[p] += run.before(i, SMOOTHING) / runs.size();
                curve.after()[p] += after / runs.size();
                curve.low()[p] = Math.min(curve.low()[p], after);
                curve.high()[p] = Math.max(curve.high()[p], after);
            }
        }
        return curve;
    }

    boolean isEmpty() {
        return curves.isEmpty();
    }

    SequencedSet<Experiment.Variant> variants() {
        return curves.sequencedKeySet();
    }

    /// The curves as an element of a page.
    String svg(VariantStyles styles) {
        Axes axes = axes();
        return axes.svg("learning curves", text -> draw(axes, text, styles));
    }

    /// The curves as a picture of its own, with the variants' names in their colours.
    ///
    /// @param title above it
    String standalone(String title, VariantStyles styles) {
        StringBuilder body = new StringBuilder();
        int names = legend(body, styles);
        Axes axes = axes();
        body.append("<g transform=\"translate(0,").append(names).append(")\">\n");
        axes.draw(body);
        draw(axes, body, styles);
        body.append("</g>\n");
        return Picture.of(title, styles.pictureCss(), Axes.WIDTH, names + Axes.HEIGHT, body);
    }

    /// @return its height
    private int legend(StringBuilder svg, VariantStyles styles) {
        int line = 1;
        int characters = 0;
        svg.append("<text y=\"14\">");
        for (Experiment.Variant variant : curves.keySet()) {
            VariantStyles.Name name = styles.name(variant);
            boolean wraps = characters > 0 && characters + name.text().length() > CHARACTERS_A_LINE;
            line += wraps ? 1 : 0;
            characters = (wraps ? 0 : characters) + name.text().length() + 3;
            svg.append("<tspan class=\"")
                    .append(name.cssClass())
                    .append(
                            wraps || characters == name.text().length() + 3
                                    ? "\" x=\"48\" y=\"" + (line * LINE_HEIGHT - 4)
                                    : "\" dx=\"14")
                    .append("\">— ")
                    .append(SvgText.escape(name.text()))
                    .append("</tspan>");
        }
        svg.append("</text>\n");
        return line * LINE_HEIGHT;
    }

    private Axes axes() {
        List<double[]> values = new ArrayList<>();
        List<double[]> steps = new ArrayList<>();
        steps.add(new double[] {0});
        curves.values().forEach(curve -> {
            values.add(curve.before());
            values.add(curve.low());
            values.add(curve.high());
            steps.add(curve.steps());
        });
        return new Axes(Scale.linear(steps), Scale.linear(values));
    }

    private void draw(Axes axes, StringBuilder text, VariantStyles styles) {
        curves.forEach((variant, curve) -> {
            String style = styles.cssClass(variant);
            axes.band(text, "band " + style, curve.steps(), curve.low(), curve.high());
            axes.line(text, "line before " + style, curve.steps(), curve.before());
            axes.line(text, "line " + style, curve.steps(), curve.after());
        });
    }
}
