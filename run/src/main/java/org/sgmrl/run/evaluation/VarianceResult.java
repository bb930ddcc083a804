package org.sgmrl.run.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.run.text.Json;
import org.sgmrl.training.VarianceComponents;
import org.sgmrl.training.VarianceComponents.Expectation;
import tools.jackson.databind.node.ObjectNode;

/// Where the variance of the meta-gradient comes from at the policy of a run.
///
/// @param components what was measured
/// @param run the run's folder
/// @param iteration of the checkpoint that was asked for; null for the newest policy
/// @param seed of tasks and rollouts
/// @param leaveOut what was left out; null where nothing can be, with other than one inner step
public record VarianceResult(
        VarianceComponents components,
        Path run,
        @Nullable Integer iteration,
        long seed,
        @Nullable LeaveOut leaveOut) {
    /// For people.
    ///
    /// @return lines to print
    public List<String> lines() {
        VarianceComponents c = components;
        List<String> lines = new ArrayList<>();
        lines.add("variance of the mean return of an outer batch (mean " + number(c.meanReturn()) + "):");
        lines.add(line("between tasks", c.betweenTasks()));
        lines.add(line("inner data, within a task", c.innerData()));
        lines.add(line("outer batch, same inner data", c.outerNoise()));
        lines.add("norms of one task's share of the meta-gradient, expectations and noise:");
        lines.add(line("base: expectation", c.base()));
        lines.add(line("base: noise", c.baseNoise()));
        lines.add(line("score term: expectation", c.score()));
        lines.add(line("score term: cosine with the base", c.cosine()));
        lines.add(line("score term: noise, baseline none", c.scoreNoiseNone()));
        lines.add(line("the same, leave-one-out", c.scoreNoiseLeaveOneOut()));
        lines.add(line("the same, the task's mean", c.scoreNoiseTaskMean()));
        lines.add(line("the same, leave-trajectory-out", c.scoreNoiseLeaveTrajectoryOut()));
        lines.add(line("the same, leave-trajectory-out-linear", c.scoreNoiseLinear()));
        lines.add("Noise falls with the root of the number of tasks in a meta-batch, an expectation does not.");
        return lines;
    }

    private static String line(String name, Expectation expectation) {
        return line(
                name, expectation.seen() ? number(expectation.norm()) : "below " + number(expectation.smallestSeen()));
    }

    private static String line(String name, double value) {
        return line(name, number(value));
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, "  %-34s %14s", name, value);
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4g", value) : "not seen";
    }

    /// Writes the result into an object.
    ///
    /// @param root the object
    public void write(ObjectNode root) {
        VarianceComponents c = components;
        root.put("run", run.toString());
        if (iteration != null) {
            root.put("iteration", iteration);
        }
        root.put("seed", seed);
        root.put("tasks", c.tasks());
        root.put("innerBatches", c.innerBatches());
        root.put("outerBatches", c.outerBatches());
        if (leaveOut != null) {
            root.put("leaveOutGroups", leaveOut.groups());
            root.put("leaveOutRollouts", leaveOut.rollouts());
            root.put("leaveOutCap", leaveOut.cap());
        }
        Json.putNumber(root, "meanReturn", c.meanReturn());
        ObjectNode variance = root.putObject("returnVariance");
        Json.putNumber(variance, "betweenTasks", c.betweenTasks());
        Json.putNumber(variance, "innerData", c.innerData());
        Json.putNumber(variance, "outerNoise", c.outerNoise());
        ObjectNode norms = root.putObject("norms");
        put(norms, "base", c.base());
        Json.putNumber(norms, "baseNoise", c.baseNoise());
        put(norms, "score", c.score());
        Json.putNumber(norms, "scoreScale", c.scoreScale());
        Json.putNumber(norms, "scoreNoiseNone", c.scoreNoiseNone());
        Json.putNumber(norms, "scoreNoiseLeaveOneOut", c.scoreNoiseLeaveOneOut());
        Json.putNumber(norms, "scoreNoiseTaskMean", c.scoreNoiseTaskMean());
        Json.putNumber(norms, "scoreNoiseLeaveTrajectoryOut", c.scoreNoiseLeaveTrajectoryOut());
        Json.putNumber(norms, "scoreNoiseLeaveTrajectoryOutLinear", c.scoreNoiseLinear());
        Json.putNumber(root, "cosine", c.cosine());
    }

    private static void put(ObjectNode node, String name, Expectation expectation) {
        Json.putNumber(node, name + "Expectation", expectation.norm());
        Json.putNumber(node, name + "ExpectationSmallestSeen", expectation.smallestSeen());
    }
}
