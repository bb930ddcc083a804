package org.sgmrl.report.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.sgmrl.report.chart.Axes;
import org.sgmrl.report.chart.Picture;
import org.sgmrl.report.chart.Scale;
import org.sgmrl.run.experiment.Cell;
import org.sgmrl.run.experiment.Experiment;
import org.sgmrl.run.experiment.LearningCurve;

/// Learning curves of a row of an experiment: for each variant the mean over its seeds, and the seeds' range.
final class ExperimentCurves {
    /// Iterations that a point is a mean over.
    static final int SMOOTHING = 10;

    private static final int MOST_POINTS = 250;

    /// Curves of one variant.
    ///
    /// @param runs one for each seed, whole
    /// @param gains of the last quarter of those that are finished and have one
    /// @param steps environment steps
    /// @param before mean return before adaptation
    /// @param after mean return after adaptation
    /// @param low of the seeds, after adaptation
    /// @param high of the seeds, after adaptation
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Curve(
            List<LearningCurve> runs,
            List<Double> gains,
            double[] steps,
            double[] before,
            double[] after,
            double[] low,
            double[] high) {
        Curve(List<LearningCurve> runs, List<Double> gains, int points) {
            this(
                    runs,
                    gains,
                    new double[points],
                    new double[points],
                    new double[points],
                    new double[points],
                    new double[points]);
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
        List<Double> gains = new ArrayList<>();
        for (Cell cell : cells) {
            if (cell.isBegun()) {
                LearningCurve run = LearningCurve.read(cell.path());
                if (run.length() > 0) {
                    runs.add(run);
                }
                double gain = run.lastQuarterGain();
                if (run.length() == cell.request().settings().iterations() && Double.isFinite(gain)) {
                    gains.add(gain);
                }
            }
        }
        if (runs.isEmpty()) {
            return null;
        }
        int length = runs.stream().mapToInt(LearningCurve::length).min().orElseThrow();
        int stride = Math.max(1, length / MOST_POINTS);
        Curve curve = new Curve(runs, gains, Math.ceilDiv(length, stride));
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

    /// When a variant reaches a return.
    ///
    /// @param seeds of the variant
    /// @param reached seeds that reach it
    /// @param median environment steps of the seed in the middle; infinite if that one does not reach it
    record Arrival(int seeds, int reached, double median) {}

    /// When a variant that is among [#variants] reaches a return.
    Arrival arrival(Experiment.Variant variant, double level) {
        List<LearningCurve> runs = Objects.requireNonNull(curves.get(variant)).runs();
        double[] steps = runs.stream()
                .map(run -> run.stepsTo(level))
                .mapToDouble(to -> to.isPresent() ? to.getAsLong() : Double.POSITIVE_INFINITY)
                .sorted()
                .toArray();
        int reached = (int) Arrays.stream(steps).filter(Double::isFinite).count();
        // Of an even number the later one of the two in the middle: half the seeds must have arrived.
        return new Arrival(steps.length, reached, steps[steps.length / 2]);
    }

    /// What the last quarter of the finished runs brought, in words; empty where there are none.
    String lastQuarterGain(Experiment.Variant variant) {
        DoubleSummaryStatistics gains = Objects.requireNonNull(curves.get(variant)).gains().stream()
                .mapToDouble(Double::doubleValue)
                .summaryStatistics();
        if (gains.getCount() == 0) {
            return "";
        }
        String mean = String.format(Locale.ROOT, "%+.3f", gains.getAverage());
        return gains.getCount() == 1
                ? mean
                : mean + String.format(Locale.ROOT, " (seeds: %+.3f to %+.3f)", gains.getMin(), gains.getMax());
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
        Axes axes = axes();
        return Picture.ofChart(
                title,
                styles.pictureCss(),
                curves.keySet().stream()
                        .map(styles::name)
                        .map(name -> new Picture.Name(name.cssClass(), name.text()))
                        .toList(),
                axes,
                text -> draw(axes, text, styles));
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
