package org.sgmrl.report.chart;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.sgmrl.run.folder.MetricsLog;
import org.sgmrl.training.IterationReport;
import tools.jackson.databind.JsonNode;

/// The curves of a run's `metrics.jsonl`, read line by line. Beyond [#MOST] points, neighbours are averaged; their least
/// and greatest values are kept.
public final class RunCurves {
    /// Most points of a curve.
    static final int MOST = 400;

    /// Iterations that a smoothed return averages.
    public static final int WINDOW = 10;

    /// What is drawn: what an iteration measures, and the speed.
    ///
    /// @param title for people
    /// @param key in `metrics.jsonl`
    /// @param optional whether only some runs have it, and others no chart for it
    public record Metric(String title, String key, boolean optional) {
        private static final Metric THROUGHPUT = new Metric("environment steps per second", "throughput", false);

        private static final List<Metric> ALL = Stream.concat(
                        Arrays.stream(IterationReport.Measure.values()).map(Metric::of), Stream.of(THROUGHPUT))
                .toList();

        /// A number of iterations.
        public static Metric of(IterationReport.Measure measure) {
            return new Metric(measure.title(), measure.key(), measure.optional());
        }

        /// What stands above its chart.
        public String heading() {
            return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
        }

        /// Everything that is drawn, in this order.
        public static List<Metric> all() {
            return ALL;
        }
    }

    private static final List<Metric> METRICS = Metric.all();

    /// Of some iterations: of each metric the sum, the number, the least and the greatest of its finite values.
    private static final class Bin {
        private double steps;
        private int iterations;
        private final double[] sums = new double[METRICS.size()];
        private final int[] counts = new int[METRICS.size()];
        private final double[] least = new double[METRICS.size()];
        private final double[] greatest = new double[METRICS.size()];

        /// Of each metric the mean over the last iterations, the bin's last one among them.
        private double[] smoothed = {};

        Bin() {
            Arrays.fill(least, Double.NaN);
            Arrays.fill(greatest, Double.NaN);
        }

        void add(int metric, double value) {
            sums[metric] += value;
            counts[metric]++;
            least[metric] = counts[metric] == 1 ? value : Math.min(least[metric], value);
            greatest[metric] = counts[metric] == 1 ? value : Math.max(greatest[metric], value);
        }

        /// Takes the iterations that follow.
        void join(Bin next) {
            steps = next.steps;
            iterations += next.iterations;
            smoothed = next.smoothed;
            for (int m = 0; m < sums.length; m++) {
                if (next.counts[m] > 0) {
                    boolean first = counts[m] == 0;
                    sums[m] += next.sums[m];
                    counts[m] += next.counts[m];
                    least[m] = first ? next.least[m] : Math.min(least[m], next.least[m]);
                    greatest[m] = first ? next.greatest[m] : Math.max(greatest[m], next.greatest[m]);
                }
            }
        }
    }

    private final List<Bin> bins = new ArrayList<>();

    private Bin open = new Bin();
    private int binSize = 1;
    private int iterations;
    private boolean damaged;
    private double bestPost = Double.NaN;
    private List<Double> begin = List.of();

    /// The values of the last iterations, the newest last.
    private final Deque<double[]> window = new ArrayDeque<>();

    private double previousSteps;
    private double seconds;

    /// Curves without a point.
    public RunCurves() {}

    /// Reads up to the first line that is incomplete or out of order; no file is no iterations.
    ///
    /// @param log the run's metrics
    /// @return its curves
    /// @throws IOException if the file cannot be read
    public static RunCurves read(MetricsLog log) throws IOException {
        RunCurves curves = new RunCurves();
        curves.damaged = !log.scan(curves::add).whole();
        return curves;
    }

    /// Takes the next line.
    ///
    /// @return false if it is not that of the next iteration
    public boolean add(JsonNode node) {
        if (node.path("iteration").asInt(-1) != iterations + 1) {
            damaged = true;
            return false;
        }
        iterations++;
        double steps = node.path("envSteps").asDouble(Double.NaN);
        double duration = node.path("timing").path("seconds").asDouble(Double.NaN);
        double[] values = new double[METRICS.size()];
        for (int m = 0; m < values.length; m++) {
            values[m] = METRICS.get(m).equals(Metric.THROUGHPUT)
                    ? (steps - previousSteps) / duration
                    : node.path(METRICS.get(m).key()).asDouble(Double.NaN);
            if (Double.isFinite(values[m])) {
                open.add(m, values[m]);
            }
        }
        seconds += Double.isFinite(duration) ? duration : 0;
        previousSteps = steps;
        open.steps = steps;
        open.smoothed = slide(values);
        open.iterations++;
        double lastPost = last(IterationReport.Measure.POST_RETURN);
        if (open.iterations >= binSize) {
            close();
        }
        // A window that is not full has fewer iterations: a lucky first one would stay the best.
        if (iterations <= WINDOW || lastPost > bestPost || Double.isNaN(bestPost)) {
            bestPost = lastPost;
        }
        if (iterations == 1) {
            begin = List.of(
                    node.path("preReturn").asDouble(Double.NaN),
                    node.path("postReturn").asDouble(Double.NaN),
                    node.path("gradientNorm").asDouble(Double.NaN));
        }
        return true;
    }

    private void close() {
        bins.add(open);
        open = new Bin();
        if (bins.size() < MOST) {
            return;
        }
        List<Bin> halved = new ArrayList<>();
        for (int i = 0; i < bins.size(); i += 2) {
            bins.get(i).join(bins.get(i + 1));
            halved.add(bins.get(i));
        }
        bins.clear();
        bins.addAll(halved);
        binSize *= 2;
    }

    private double[] slide(double[] values) {
        window.addLast(values);
        if (window.size() > WINDOW) {
            window.removeFirst();
        }
        double[] means = new double[values.length];
        for (double[] each : window) {
            for (int m = 0; m < means.length; m++) {
                means[m] += each[m];
            }
        }
        for (int m = 0; m < means.length; m++) {
            means[m] /= window.size();
        }
        return means;
    }

    /// Mean over the last iterations; NaN without one.
    private double last(IterationReport.Measure measure) {
        Bin newest = open.iterations > 0 || bins.isEmpty() ? open : bins.getLast();
        return newest.iterations > 0 ? newest.smoothed[METRICS.indexOf(Metric.of(measure))] : Double.NaN;
    }

    /// Complete iterations.
    public int iterations() {
        return iterations;
    }

    /// Environment steps of all iterations.
    public double envSteps() {
        return iterations == 0 ? 0 : previousSteps;
    }

    /// How long the iterations took, seconds.
    public double seconds() {
        return seconds;
    }

    /// Whether reading ended at a line that is incomplete or out of order.
    public boolean damaged() {
        return damaged;
    }

    /// Mean return before adaptation of the last iterations; NaN if there is none.
    public double lastPre() {
        return last(IterationReport.Measure.PRE_RETURN);
    }

    /// Mean return after adaptation of the last iterations; NaN if there is none.
    public double lastPost() {
        return last(IterationReport.Measure.POST_RETURN);
    }

    /// Returns and gradient norm of the first iteration, which tell runs of different seeds or settings apart.
    public List<Double> begin() {
        return begin;
    }

    /// The greatest of all means of the return after adaptation over [#WINDOW] iterations; of a shorter run, that over
    /// all; NaN if there is none.
    public double bestPost() {
        return bestPost;
    }

    /// Iterations that a point stands for; the last one may stand for fewer.
    public int iterationsPerPoint() {
        return binSize;
    }

    /// Environment steps of the points.
    public double[] steps() {
        return points().mapToDouble(bin -> bin.steps).toArray();
    }

    /// A metric's values at [#steps]; NaN where there is none.
    public double[] values(Metric metric) {
        int m = METRICS.indexOf(metric);
        return points().mapToDouble(bin -> bin.counts[m] > 0 ? bin.sums[m] / bin.counts[m] : Double.NaN)
                .toArray();
    }

    /// A metric's mean over the last [#WINDOW] iterations up to each of [#steps], or over those that the point stands for,
    /// where these are more.
    public double[] smoothed(Metric metric) {
        int m = METRICS.indexOf(metric);
        return binSize >= WINDOW
                ? values(metric)
                : points().mapToDouble(bin -> bin.smoothed[m]).toArray();
    }

    /// Whether an iteration has a finite value of a metric.
    public boolean has(Metric metric) {
        return points().anyMatch(bin -> bin.counts[METRICS.indexOf(metric)] > 0);
    }

    /// The least of the values that each of [#values] is the mean of.
    public double[] least(Metric metric) {
        return points().mapToDouble(bin -> bin.least[METRICS.indexOf(metric)]).toArray();
    }

    /// The greatest of the values that each of [#values] is the mean of.
    public double[] greatest(Metric metric) {
        return points().mapToDouble(bin -> bin.greatest[METRICS.indexOf(metric)])
                .toArray();
    }

    private Stream<Bin> points() {
        return open.iterations > 0 ? Stream.concat(bins.stream(), Stream.of(open)) : bins.stream();
    }
}
