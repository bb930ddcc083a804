package org.sgmrl.run.experiment;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.sgmrl.run.folder.RunFolder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Returns of a run's meta-batches over its training.
public final class LearningCurve {
    private static final int MOST_POINTS = 100;
    private static final MathContext DIGITS = new MathContext(6);

    /// A level counts as reached by a mean over this part of the run's iterations: one meta-batch is noise.
    private static final int WINDOWS = 50;

    private final long[] envSteps;
    private final double[] before;
    private final double[] after;

    /// A curve.
    ///
    /// @param envSteps environment steps up to and with each iteration
    /// @param before mean return before adaptation of each iteration
    /// @param after the same after adaptation
    LearningCurve(long[] envSteps, double[] before, double[] after) {
        this.envSteps = envSteps.clone();
        this.before = before.clone();
        this.after = after.clone();
    }

    /// The curve of a run as far as it is on disk.
    ///
    /// @param run its folder
    /// @return the curve
    /// @throws IOException if it cannot be read
    public static LearningCurve read(Path run) throws IOException {
        List<JsonNode> lines = RunFolder.open(run).metricsLog().lines();
        long[] envSteps = new long[lines.size()];
        double[] before = new double[envSteps.length];
        double[] after = new double[envSteps.length];
        for (int i = 0; i < envSteps.length; i++) {
            envSteps[i] = lines.get(i).path("envSteps").asLong();
            before[i] = lines.get(i).path("preReturn").asDouble(Double.NaN);
            after[i] = lines.get(i).path("postReturn").asDouble(Double.NaN);
        }
        return new LearningCurve(envSteps, before, after);
    }

    /// Iterations on the curve.
    ///
    /// @return how many
    public int length() {
        return envSteps.length;
    }

    /// Environment steps.
    ///
    /// @param i iteration, from 0
    /// @return up to and with it
    public long envSteps(int i) {
        return envSteps[i];
    }

    /// Mean return before adaptation over the last iterations.
    ///
    /// @param i iteration, from 0
    /// @param window how many iterations, at most, with i the last
    /// @return the mean
    public double before(int i, int window) {
        return recent(before, i, window);
    }

    /// Mean return after adaptation over the last iterations.
    ///
    /// @param i iteration, from 0
    /// @param window how many iterations, at most, with i the last
    /// @return the mean
    public double after(int i, int window) {
        return recent(after, i, window);
    }

    private static double recent(double[] values, int i, int window) {
        double sum = 0;
        int from = Math.max(0, i - window + 1);
        for (int j = from; j <= i; j++) {
            sum += values[j];
        }
        return sum / (i - from + 1);
    }

    /// After how many environment steps the return after adaptation, as a mean over a fiftieth of the run, first
    /// reaches a
    /// level.
    ///
    /// @param level the return
    /// @return environment steps; empty if it is never reached
    public OptionalLong stepsTo(double level) {
        int window = Math.max(1, Math.round(length() / (float) WINDOWS));
        for (int i = window - 1; i < length(); i++) {
            if (after(i, window) >= level) {
                return OptionalLong.of(envSteps[i]);
            }
        }
        return OptionalLong.empty();
    }

    /// What the last quarter of the run brought: the mean return after adaptation over the last tenth of its iterations, less
    /// that over the tenth before the last quarter. Near 0 where the curve is flat.
    ///
    /// @return the gain; NaN where the run has fewer than four iterations
    public double lastQuarterGain() {
        int tenth = Math.max(1, length() / 10);
        int last = length() - 1;
        return length() < 4 ? Double.NaN : after(last, tenth) - after(last - length() / 4, tenth);
    }

    /// The curve in at most 100 points, each a mean over as many iterations as `iterationsPerPoint` says.
    void put(ObjectNode node) {
        int each = Math.max(1, Math.ceilDiv(length(), MOST_POINTS));
        node.put("iterationsPerPoint", each);
        ArrayNode steps = node.putArray("envSteps");
        ArrayNode pre = node.putArray("preReturn");
        ArrayNode post = node.putArray("postReturn");
        for (int i = 0; i < length(); i += each) {
            int last = Math.min(length(), i + each) - 1;
            steps.add(envSteps[last]);
            add(pre, before(last, last - i + 1));
            add(post, after(last, last - i + 1));
        }
    }

    private static void add(ArrayNode array, double value) {
        if (Double.isFinite(value)) {
            array.add(new BigDecimal(value).round(DIGITS).doubleValue());
        } else {
            array.addNull();
        }
    }
}
