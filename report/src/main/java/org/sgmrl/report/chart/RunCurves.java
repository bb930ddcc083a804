package org.sgmrl.report.chart;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.sgmrl.run.folder.MetricsLog;
import org.sgmrl.training.IterationReport;
import tools.jackson.databind.JsonNode;

/// The curves of a run's `metrics.jsonl`, read line by line. Beyond [#MOST] points, neighbours are averaged.
public final class RunCurves {
    /// Most points of a curve.
    static final int MOST = 400;

    /// Iterations that a smoothed return averages.
    public static final int WINDOW = 10;

    /// What is drawn: what an iteration measures, and the speed.
    ///
    /// @param title for people
    /// @param key in `metrics.jsonl`
    public record Metric(String title, String key) {
        private static final Metric THROUGHPUT = new Metric("environment steps per second", "throughput");

        private static final List<Metric> ALL = Stream.concat(
                        Arrays.stream(IterationReport.Measure.values()).map(Metric::of), Stream.of(THROUGHPUT))
                .toList();

        /// A number of iterations.
        public static Metric of(IterationReport.Measure measure) {
            return new Metric(measure.title(), measure.key());
        }

        /// Everything that is drawn, in this order.
        public static List<Metric> all() {
            return ALL;
        }
    }

    private static final List<Metric> METRICS = Metric.all();

    /// Column 0 is environment steps; then the metrics, each a sum and a count of finite values.
    private final List<double[]> bins = new ArrayList<>();

    private double[] open = new double[2 * METRICS.size() + 2];
    private int binSize = 1;
    private int iterations;
    private boolean damaged;
    private double lastPre = Double.NaN;
    private double lastPost = Double.NaN;
    private double bestPost = Double.NaN;

    private final Deque<Double> pre = new ArrayDeque<>();
    private final Deque<Double> post = new ArrayDeque<>();
    private double previousSteps;

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
        double seconds = node.path("timing").path("seconds").asDouble(Double.NaN);
        for (int m = 0; m < METRICS.size(); m++) {
            double value = METRICS.get(m).equals(Metric.THROUGHPUT)
                    ? (steps - previousSteps) / seconds
                    : node.path(METRICS.get(m).key()).asDouble(Double.NaN);
            if (Double.isFinite(value)) {
                open[2 * m + 2] += value;
                open[2 * m + 3]++;
            }
        }
        previousSteps = steps;
        open[0] = steps;
        open[1]++;
        if (open[1] >= binSize) {
            close();
        }
        lastPre = slide(pre, node.path("preReturn").asDouble(Double.NaN));
        lastPost = slide(post, node.path("postReturn").asDouble(Double.NaN));
        bestPost = Double.isNaN(bestPost) ? lastPost : lastPost > bestPost ? lastPost : bestPost;
        return true;
    }

    private void close() {
        bins.add(open);
        open = new double[open.length];
        if (bins.size() < MOST) {
            return;
        }
        List<double[]> halved = new ArrayList<>();
        for (int i = 0; i < bins.size(); i += 2) {
            double[] sum = bins.get(i + 1);
            for (int k = 1; k < sum.length; k++) {
                sum[k] += bins.get(i)[k];
            }
            halved.add(sum);
        }
        bins.clear();
        bins.addAll(halved);
        binSize *= 2;
    }

    private static double slide(Deque<Double> window, double value) {
        window.addLast(value);
        if (window.size() > WINDOW) {
            window.removeFirst();
        }
        double sum = 0;
        for (double each : window) {
            sum += each;
        }
        return sum / window.size();
    }

    /// Complete iterations.
    public int iterations() {
        return iterations;
    }

    /// Whether reading ended at a line that is incomplete or out of order.
    public boolean damaged() {
        return damaged;
    }

    /// Mean return before adaptation of the last iterations; NaN if there is none.
    public double lastPre() {
        return lastPre;
    }

    /// Mean return after adaptation of the last iterations; NaN if there is none.
    public double lastPost() {
        return lastPost;
    }

    /// The greatest of all running means of the return after adaptation; NaN if there is none.
    public double bestPost() {
        return bestPost;
    }

    /// Iterations that a point stands for; the last one may stand for fewer.
    public int iterationsPerPoint() {
        return binSize;
    }

    /// Environment steps of the points.
    public double[] steps() {
        return points().mapToDouble(bin -> bin[0]).toArray();
    }

    /// A metric's values at [#steps]; NaN where there is none.
    public double[] values(Metric metric) {
        int k = 2 * METRICS.indexOf(metric) + 2;
        return points().mapToDouble(bin -> bin[k + 1] > 0 ? bin[k] / bin[k + 1] : Double.NaN)
                .toArray();
    }

    private Stream<double[]> points() {
        return open[1] > 0 ? Stream.concat(bins.stream(), Stream.of(open)) : bins.stream();
    }
}
