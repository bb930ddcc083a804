package org.sgmrl.run.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.io.Output;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.failure.UnusableResult;
import org.sgmrl.run.settings.Settings;
import org.sgmrl.run.settings.Simulator;
import org.sgmrl.run.text.IntervalText;
import org.sgmrl.run.text.Json;
import org.sgmrl.statistics.Interval;
import org.sgmrl.statistics.StudentIntervals;
import org.sgmrl.training.MetaTester;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The result of meta-testing: the mean return over fresh tasks after 0 .. k adaptation steps.
///
/// @param tasks number of tasks
/// @param returns entry s: mean after s steps with its 95 % interval over tasks, Student's t
/// @param perTask row s: the mean return of each task after s steps
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Evaluation(int tasks, List<Interval> returns, double[][] perTask) {
    private static final long MOST_RETURNS = 50_000_000;

    /// Refuses tests whose returns take too much memory.
    ///
    /// @param steps most adaptation steps
    /// @param tasks test tasks of each run
    /// @param runs how many are tested
    /// @throws InvalidSettings if there would be more than 50 million returns
    public static void requireRoom(int steps, int tasks, int runs) {
        long most = MOST_RETURNS / ((steps + 1L) * runs);
        if (tasks > most) {
            throw new InvalidSettings("tasks = " + tasks + " must be at most " + most + " for so many steps and runs");
        }
    }

    /// Refuses returns that no mean can be taken of.
    ///
    /// @param run the folder of the run that was tested, for the message
    /// @param returns `[steps][tasks]`, returns on the test tasks
    /// @throws UnusableResult if one is not finite
    public static void requireFinite(Path run, double[]... returns) {
        for (double[] tasks : returns) {
            for (double value : tasks) {
                if (!Double.isFinite(value)) {
                    throw new UnusableResult(run + ": a return on the test tasks is not finite (" + value
                            + "); the policy is unusable: train with a smaller step size");
                }
            }
        }
    }

    /// Tests parameters on fresh tasks of a seed, by threads of this process.
    public static Evaluation of(RunRequest request, double[] theta, int tasks, int innerSteps, long seed) {
        return of(request.environment(), request, theta, tasks, innerSteps, seed);
    }

    private static <T> Evaluation of(
            MetaEnvironment<T> environment, RunRequest request, double[] theta, int tasks, int innerSteps, long seed) {
        try (MetaTester<T> tester = new MetaTester<>(
                environment,
                request.newPolicy(),
                request.settings(),
                request.parts(),
                innerSteps,
                request.options().threads())) {
            return of(tester, theta, tasks, seed);
        }
    }

    /// Tests parameters on fresh tasks of a seed.
    ///
    /// @param tester with as many inner steps as shall be tested
    public static Evaluation of(MetaTester<?> tester, double[] theta, int tasks, long seed) {
        Evaluation evaluation = of(tester.returns(theta, tasks, seed, StreamDomain.TEST));
        for (Interval interval : evaluation.returns()) {
            if (!Double.isFinite(interval.mean())) {
                throw new UnusableResult("the mean return on held-out tasks is not finite (" + interval.mean()
                        + "); the policy is unusable: train with a smaller step size");
            }
        }
        return evaluation;
    }

    /// The evaluation of returns that are known.
    ///
    /// @param returns `[innerSteps + 1][tasks]`
    /// @return means with intervals
    public static Evaluation of(double[][] returns) {
        return new Evaluation(
                returns[0].length,
                Arrays.stream(returns).map(StudentIntervals::ofMean).toList(),
                returns);
    }

    /// The result as JSON.
    ObjectNode toJson() {
        ObjectNode root = Json.object();
        root.put("tasks", tasks);
        putReturns(root);
        Json.putRows(root, "perTask", perTask);
        return root;
    }

    /// Puts `returns`.
    ///
    /// @param node receives an entry for each number of inner steps
    public void putReturns(ObjectNode node) {
        ArrayNode array = node.putArray("returns");
        for (int s = 0; s < returns.size(); s++) {
            ObjectNode entry = array.addObject();
            entry.put("innerSteps", s);
            Json.putInterval(entry, returns.get(s));
        }
    }

    /// Writes the result as JSON.
    ///
    /// @param file where
    /// @throws IOException if that fails
    public void write(Path file) throws IOException {
        Output.write(file, Json.pretty(toJson()));
    }

    /// Writes the result as JSON, with what was tested.
    ///
    /// @param file where
    /// @param iteration after how many iterations of the run
    /// @param simulator who computed the steps; null where there is no choice
    /// @throws IOException if that fails
    public void write(Path file, int iteration, @Nullable Simulator simulator) throws IOException {
        ObjectNode root = toJson().put("iteration", iteration);
        putSimulator(root, simulator);
        Output.write(file, Json.pretty(root));
    }

    static void putSimulator(ObjectNode node, @Nullable Simulator simulator) {
        if (simulator != null) {
            node.put(Settings.SIMULATOR.name(), simulator.id());
        }
    }

    /// For people.
    ///
    /// @return lines
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("mean return on " + tasks + " held-out tasks (95 % interval):");
        for (int s = 0; s < returns.size(); s++) {
            Interval interval = returns.get(s);
            String when = s == 0 ? "before adaptation" : "after " + s + (s == 1 ? " step" : " steps");
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-18s %9.3f  %s",
                    when,
                    interval.mean(),
                    interval.exists() ? IntervalText.ends(interval) : "(one task: no interval)"));
        }
        return lines;
    }
}
