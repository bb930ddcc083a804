package org.sgmrl.run.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.io.Output;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.run.Engines;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.AccessFailed;
import org.sgmrl.run.failure.NotComparable;
import org.sgmrl.run.folder.Checkpoints;
import org.sgmrl.run.folder.NewestParameters;
import org.sgmrl.run.folder.RunFolder;
import org.sgmrl.run.settings.GivenSettings;
import org.sgmrl.run.settings.Simulator;
import org.sgmrl.run.text.Errors;
import org.sgmrl.run.text.IntervalText;
import org.sgmrl.run.text.Json;
import org.sgmrl.statistics.CrossedIntervals;
import org.sgmrl.statistics.Interval;
import org.sgmrl.training.EngineProvider;
import org.sgmrl.training.MetaTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Several runs of one environment tested on the same fresh tasks: runs that differ in their seed only are a group, and
/// the groups are compared.
///
/// @param tasks number of test tasks
/// @param innerSteps most adaptation steps
/// @param runs in the order asked for
/// @param comparisons of each group with each later one, after the last step; corrected together
public record RunsEvaluation(int tasks, int innerSteps, List<Tested> runs, List<Comparison> comparisons) {
    /// What to test.
    ///
    /// @param tasks test tasks
    /// @param innerSteps most adaptation steps; null for as many as trained
    /// @param seed seed of tasks and rollouts
    /// @param validationTasks tasks to select a checkpoint on; 0 for none, which tests final policies
    /// @param simulator who computes the steps; null for whom each run was trained with
    public record Request(
            int tasks,
            @Nullable Integer innerSteps,
            long seed,
            int validationTasks,
            @Nullable Simulator simulator) {}

    /// A run's returns.
    ///
    /// @param run its folder
    /// @param group name of its group
    /// @param simulator who computed the steps; null where there is no choice
    /// @param selected iteration of the selected checkpoint; 0 for none: the final policy was tested
    /// @param returns `[innerSteps + 1][tasks]`
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Tested(Path run, String group, @Nullable Simulator simulator, int selected, double[][] returns) {}

    private record Opened(Path path, RunFolder folder, RunRequest request) {}

    /// Tests runs.
    ///
    /// @param folders run folders, at least one
    /// @param execution threads and engine, as far as they are given
    /// @param progress told what is being done
    @SuppressWarnings("try") // held, not used: workers stay between the runs
    public static RunsEvaluation of(
            List<Path> folders, Request what, GivenSettings execution, Consumer<String> progress) {
        List<Opened> opened = new ArrayList<>();
        Map<String, Path> digests = new HashMap<>();
        for (Path path : folders) {
            RunFolder folder = RunFolder.open(path);
            RunRequest request = folder.readConfig(execution);
            Path twin = digests.putIfAbsent(
                    request.digest() + " " + request.settings().iterations(), path);
            if (twin != null) {
                throw new NotComparable(
                        path + " and " + twin + " have the same settings, seed and length: one run would count twice");
            }
            opened.add(new Opened(path, folder, request));
        }
        Opened first = opened.getFirst();
        for (Opened run : opened) {
            requireAlike(
                    first,
                    run,
                    "environment",
                    run.request().environmentId(),
                    first.request().environmentId());
            if (!Objects.equals(run.request().mdpText(), first.request().mdpText())) {
                throw new NotComparable(run.path() + " and " + first.path()
                        + " are runs on different finite problems: they cannot be compared");
            }
            if (what.innerSteps() == null) {
                requireAlike(
                        first,
                        run,
                        "number of adaptation steps",
                        run.request().settings().innerStep().steps(),
                        first.request().settings().innerStep().steps());
            }
        }
        int steps = what.innerSteps() == null
                ? first.request().settings().innerStep().steps()
                : what.innerSteps();
        Evaluation.requireRoom(steps, what.tasks(), opened.size());
        List<JsonNode> configs = new ArrayList<>();
        opened.forEach(run -> {
            ObjectNode settings = run.request().decisive();
            configs.add(settings.put("iterations", run.request().settings().iterations()));
        });
        List<String> names = RunGroups.names(configs);
        List<Tested> tested = new ArrayList<>();
        try (EngineProvider.Hold hold = Engines.hold(first.request().options().engine())) {
            for (int i = 0; i < opened.size(); i++) {
                Opened run = opened.get(i);
                progress.accept(run.path() + ": testing, run " + (i + 1) + " of " + opened.size());
                RunRequest request = run.request().in(what.simulator());
                tested.add(test(run, request.environment(), request.simulator(), names.get(i), steps, what, progress));
            }
        }
        return new RunsEvaluation(
                what.tasks(), steps, tested, compare(tested, first.request().environmentId()));
    }

    private static void requireAlike(Opened first, Opened run, String what, Object value, Object expected) {
        if (!value.equals(expected)) {
            throw new NotComparable(run.path() + " has " + what + " " + value + ", " + first.path() + " has " + expected
                    + ": they cannot be compared"
                    + (what.startsWith("number") ? "; give --inner-steps K" : ""));
        }
    }

    private static <T> Tested test(
            Opened run,
            MetaEnvironment<T> environment,
            @Nullable Simulator simulator,
            String group,
            int steps,
            Request what,
            Consumer<String> progress) {
        RunRequest request = run.request();
        Policy policy = request.settings().newPolicy(environment.spec());
        RunRequest.requireAvailable(environment);
        run.folder().runConfig().tellChangedSource(request, progress);
        try (MetaTester<T> tester = request.newTester(environment, steps)) {
            int selected = 0;
            double[] theta;
            if (what.validationTasks() == 0) {
                theta = NewestParameters.newest(run.folder(), request, policy, progress)
                        .tell(tested -> progress.accept(run.path() + ": " + tested))
                        .theta();
            } else {
                CheckpointSelection selection = CheckpointSelection.of(
                        tester, new Checkpoints(run.path(), request), what.validationTasks(), what.seed());
                if (selection.candidates() == 1) {
                    throw new NotComparable(
                            run.path() + " has one checkpoint, so there is nothing to select; train with"
                                    + " --keep-checkpoints, or leave out --select");
                }
                selected = selection.best().iteration();
                theta = selection.best().theta();
            }
            double[][] returns = tester.returns(theta, what.tasks(), what.seed(), StreamDomain.TEST);
            Evaluation.requireFinite(run.path(), returns[steps]);
            return new Tested(run.path(), group, simulator, selected, returns);
        } catch (IOException e) {
            throw new AccessFailed(run.path() + " cannot be read: " + Errors.reason(e));
        }
    }

    private static List<Comparison> compare(List<Tested> runs, String environment) {
        List<Map.Entry<String, List<Tested>>> groups = List.copyOf(groups(runs).entrySet());
        List<Comparison> comparisons = new ArrayList<>();
        for (int a = 0; a < groups.size(); a++) {
            for (int b = a + 1; b < groups.size(); b++) {
                comparisons.add(Comparison.of(
                        environment,
                        groups.get(a).getKey(),
                        adapted(groups.get(a).getValue()),
                        groups.get(b).getKey(),
                        adapted(groups.get(b).getValue())));
            }
        }
        return Comparison.corrected(comparisons);
    }

    private static Map<String, List<Tested>> groups(List<Tested> runs) {
        Map<String, List<Tested>> groups = new LinkedHashMap<>();
        for (Tested run : runs) {
            groups.computeIfAbsent(run.group(), _ -> new ArrayList<>()).add(run);
        }
        return groups;
    }

    /// `[seeds][tasks]` after the last step.
    private static double[][] adapted(List<Tested> group) {
        return atStep(group, group.getFirst().returns().length - 1);
    }

    private static double[][] atStep(List<Tested> group, int step) {
        return group.stream().map(run -> run.returns()[step]).toArray(double[][]::new);
    }

    /// For people.
    ///
    /// @return lines
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("mean return on " + tasks + " held-out tasks (95 % interval over seeds and tasks), before and after "
                + innerSteps + (innerSteps == 1 ? " adaptation step:" : " adaptation steps:"));
        groups(runs).forEach((name, group) -> {
            lines.add("  " + name + ", " + group.size() + (group.size() == 1 ? " seed" : " seeds")
                    + selected(group) + ": " + text(CrossedIntervals.mean(atStep(group, 0))) + "  →  "
                    + text(CrossedIntervals.mean(adapted(group))));
        });
        if (!comparisons.isEmpty()) {
            lines.add("comparisons after adaptation (Welch's test of the seeds, corrected for " + comparisons.size()
                    + " by Holm):");
        }
        for (Comparison c : comparisons) {
            lines.add("  " + c.first() + " − " + c.second() + ": "
                    + text(c.outcome().difference())
                    + (Double.isFinite(c.outcome().welchP())
                            ? String.format(
                                    Locale.ROOT,
                                    ", Hedges' g %.2f, p %.4f: ",
                                    c.outcome().hedgesG(),
                                    c.outcome().holmP())
                            : ": ")
                    + c.verdict());
        }
        return lines;
    }

    private static String selected(List<Tested> group) {
        List<String> iterations = group.stream()
                .map(Tested::selected)
                .filter(iteration -> iteration > 0)
                .map(String::valueOf)
                .toList();
        return iterations.isEmpty() ? "" : ", selected after iteration " + String.join(", ", iterations);
    }

    private static String text(Interval interval) {
        return IntervalText.of(interval);
    }

    private ObjectNode toJson() {
        ObjectNode root = Json.object();
        root.put("tasks", tasks);
        ArrayNode runNodes = root.putArray("runs");
        for (Tested run : runs) {
            ObjectNode node = runNodes.addObject();
            node.put("run", run.run().toString());
            node.put("group", run.group());
            Evaluation.putSimulator(node, run.simulator());
            if (run.selected() > 0) {
                node.put("selectedIteration", run.selected());
            }
            putReturns(node, List.of(run));
            Json.putRows(node, "perTask", run.returns());
        }
        ArrayNode groupNodes = root.putArray("groups");
        groups(runs).forEach((name, group) -> {
            ObjectNode node = groupNodes.addObject();
            node.put("group", name);
            node.put("seeds", group.size());
            putReturns(node, group);
        });
        ArrayNode comparisonNodes = root.putArray("comparisons");
        comparisons.forEach(comparison -> comparison.put(comparisonNodes.addObject()));
        return root;
    }

    private void putReturns(ObjectNode node, List<Tested> group) {
        ArrayNode array = node.putArray("returns");
        for (int s = 0; s <= innerSteps; s++) {
            ObjectNode entry = array.addObject();
            entry.put("innerSteps", s);
            Json.putInterval(entry, CrossedIntervals.mean(atStep(group, s)));
        }
    }

    /// Writes the result as JSON.
    ///
    /// @param file where
    /// @throws IOException if that fails
    public void write(Path file) throws IOException {
        Output.write(file, Json.pretty(toJson()));
    }
}
