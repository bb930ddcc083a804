package org.sgmrl.run.experiment;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.bench.TrainingBench;
import org.sgmrl.training.LocalEngine;
import org.sgmrl.training.MetaTrainer;
import org.sgmrl.training.TrainingSettings;

/// Estimates the time that an experiment still needs from measured speed: of finished runs where there are some of the
/// environment, otherwise of a few seconds of training.
public final class TimeLeft {
    private static final double TRIAL_SECONDS = 1.5;

    private final int parallel;
    private final Set<Cell> unfinished = new LinkedHashSet<>();
    private final Map<Cell, Double> steps = new HashMap<>();
    /// By environment, environment steps a second.
    private final Map<String, Double> trials = new HashMap<>();
    private final Map<String, double[]> finished = new HashMap<>();

    /// For the runs of a plan.
    TimeLeft(ExperimentPlan plan) throws IOException {
        this.parallel = plan.execution().parallelCells();
        lookUp(plan.all());
        for (Cell cell : unfinished) {
            String id = cell.request().environmentId();
            if (!finished.containsKey(id)) {
                trials.computeIfAbsent(id, _ -> trial(cell.request().environment(), cell.request()));
            }
        }
    }

    /// Tuning has decided.
    void decided(ExperimentPlan before, ExperimentPlan after) throws IOException {
        unfinished.removeAll(before.cells());
        before.cells().forEach(steps::remove);
        lookUp(after.cells());
    }

    private void lookUp(List<Cell> cells) throws IOException {
        for (Cell cell : cells) {
            CellResult result = cell.result();
            if (result != null) {
                add(cell, (double) result.envSteps(), result.seconds());
            } else {
                unfinished.add(cell);
                steps.put(cell, cell.plannedSteps() * (1 - cell.done()));
            }
        }
    }

    /// Runs that are not done.
    ///
    /// @return how many
    public int unfinished() {
        return unfinished.size();
    }

    /// Seconds that the runs which are not done still need.
    public double seconds() {
        double sum = unfinished.stream()
                .mapToDouble(cell ->
                        steps.getOrDefault(cell, 0.0) / rate(cell.request().environmentId()))
                .sum();
        return sum / Math.clamp(unfinished.size(), 1, parallel);
    }

    /// Where the estimate comes from.
    public String reason() {
        StringBuilder text = new StringBuilder();
        for (String id : unfinished.stream()
                .map(cell -> cell.request().environmentId())
                .distinct()
                .toList()) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(String.format(Locale.ROOT, "%s at %,.0f env-steps/s", id, rate(id)));
        }
        return text.toString();
    }

    /// A run was finished in this process: its training counts as that of runs which were finished before, in steps and
    /// seconds of the training. What the clock showed would include tests, and only what was left of the training.
    void finished(Cell cell) throws IOException {
        unfinished.remove(cell);
        CellResult result = cell.result();
        if (result != null) {
            add(cell, (double) result.envSteps(), result.seconds());
        }
    }

    private void add(Cell cell, double count, double seconds) {
        double[] sum = finished.computeIfAbsent(cell.request().environmentId(), _ -> new double[2]);
        if (count > 0 && seconds > 0) {
            sum[0] += count;
            sum[1] += seconds;
        }
    }

    private double rate(String id) {
        double[] sum = finished.get(id);
        return sum != null && sum[1] > 0 ? sum[0] / sum[1] : trials.getOrDefault(id, Double.NaN);
    }

    /// Trains small meta-batches for a moment; the parameters are thrown away.
    private static <T> double trial(MetaEnvironment<T> environment, RunRequest request) {
        int tasks = Math.min(
                request.settings().tasks(), Math.max(2, request.options().threads()));
        TrainingSettings settings = request.settings().withTasks(tasks);
        Policy policy = settings.newPolicy(environment.spec());
        try (LocalEngine<T> engine = new LocalEngine<>(
                environment, policy, settings, request.options().threads())) {
            MetaTrainer<T> trainer = new MetaTrainer<>(environment, policy, settings, engine);
            TrainingBench.rate(trainer, TRIAL_SECONDS / 2);
            return TrainingBench.rate(trainer, TRIAL_SECONDS);
        }
    }

    /// A duration for people.
    public static String text(double seconds) {
        if (!Double.isFinite(seconds)) {
            return "an unknown time";
        }
        if (seconds < 90) {
            return String.format(Locale.ROOT, "%.0f s", seconds);
        }
        return seconds < 5400
                ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
                : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }
}
