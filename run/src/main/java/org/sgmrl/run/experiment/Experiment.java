package org.sgmrl.run.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sgmrl.method.Method;
import org.sgmrl.run.failure.InvalidSettings;
import org.sgmrl.run.text.Nearest;

/// One of the paper's experiments: which runs, and the figures that the paper gives for them (Fallah et al. 2021,
/// Tables 1 and 2, Figure 1).
///
/// @param id name on the command line
/// @param title heading of its page
/// @param rows environments and numbers of inner steps
/// @param algorithms what is compared; the first is the one that the paper proposes
/// @param seeds runs of each row and algorithm, with seeds 0, 1, …
/// @param options options of `train` that all runs share
/// @param testTasks tasks of the final test
/// @param validationTasks tasks that select a checkpoint
/// @param reduction what is smaller than in the paper, or null if nothing is
public record Experiment(
        String id,
        String title,
        List<Row> rows,
        List<Method> algorithms,
        int seeds,
        Map<String, String> options,
        int testTasks,
        int validationTasks,
        @Nullable String reduction) {

    /// A figure of the paper: mean ± deviation over four seeds.
    public record Published(double mean, double deviation) {}

    /// One row of a table.
    ///
    /// @param id part of folder names
    /// @param title for people
    /// @param environment id of the environment
    /// @param innerSteps ζ
    /// @param published the paper's figures, possibly none
    public record Row(String id, String title, String environment, int innerSteps, Map<Method, Published> published) {}

    /// Names of all experiments.
    static final List<String> IDS = List.of("table1", "table2", "figure1");

    private static final int QUICK_SEEDS = 2;

    /// Copies the options.
    public Experiment {
        options = Map.copyOf(options);
    }

    /// The experiment of a name.
    ///
    /// @param quick a reduced version
    /// @param seeds number of seeds, or null for the experiment's own number
    /// @param preset settings
    public static Experiment of(String id, boolean quick, @Nullable Integer seeds, String preset) {
        Experiment experiment = switch (id) {
            case "table1" -> table1(quick, preset);
            case "table2" -> table2(quick, preset);
            case "figure1" -> figure1(quick, preset);
            default ->
                throw new InvalidSettings("experiment " + id + " is unknown; there are " + String.join(", ", IDS)
                        + Nearest.hint(id, IDS));
        };
        return seeds == null ? experiment : experiment.withSeeds(seeds);
    }

    private Experiment withSeeds(int count) {
        return new Experiment(id, title, rows, algorithms, count, options, testTasks, validationTasks, reduction);
    }

    /// The same with only some rows; an empty list stands for all.
    public Experiment withRows(List<String> ids) {
        List<String> known = rows.stream().map(Row::id).toList();
        for (String name : ids) {
            if (!known.contains(name)) {
                throw new InvalidSettings("--row = " + name + " is unknown; " + id + " has " + String.join(", ", known)
                        + Nearest.hint(name, known));
            }
        }
        return new Experiment(
                id,
                title,
                ids.isEmpty()
                        ? rows
                        : rows.stream().filter(row -> ids.contains(row.id())).toList(),
                algorithms,
                seeds,
                options,
                testTasks,
                validationTasks,
                reduction);
    }

    private static Experiment table1(boolean quick, String preset) {
        Row distance = new Row(
                "navigation",
                "2D navigation, reward −distance",
                "point-navigation-v1",
                1,
                Map.of(
                        Method.SG_MRL, new Published(-16.901, 0.699),
                        Method.MAML, new Published(-17.767, 0.106),
                        Method.E_MAML, new Published(-17.803, 0.115)));
        Row squared = new Row(
                "navigation-squared", "2D navigation, reward −distance²", "point-navigation-squared-v1", 1, Map.of());
        int iterations = quick ? 60 : 500;
        return new Experiment(
                "table1",
                "Table 1: 2D navigation",
                List.of(distance, squared),
                List.of(Method.SG_MRL, Method.MAML, Method.E_MAML),
                quick ? QUICK_SEEDS : 4,
                options(preset, iterations, Map.of()),
                quick ? 100 : 200,
                40,
                quick ? "60 of 500 iterations, 2 of 4 seeds, 100 of 200 test tasks" : null);
    }

    private static Experiment table2(boolean quick, String preset) {
        double[][][] published = {
            {{580.143, 38.22, 465.624, 54.07}, {580.203, 33.63, 441.247, 58.34}, {504.747, 45.07, 477.086, 64.71}},
            {{-91.73, 0.34, -92.92, 0.70}, {-52.64, 6.86, -56.71, 6.73}, {-33.39, 0.67, -32.48, 0.50}},
            {{118.77, 9.99, 104.53, 24.18}, {134.57, 1.67, 108.47, 23.36}, {110.91, 12.56, 90.60, 14.99}}
        };
        String[][] environments = {
            {"cheetah-direction", "Half-cheetah, direction", "half-cheetah-direction-v1"},
            {"cheetah-velocity", "Half-cheetah, velocity", "half-cheetah-velocity-v1"},
            // Its sign of the reward is the released code's; only that explains the paper's positive figures.
            {"swimmer-velocity", "Swimmer, velocity (released sign)", "swimmer-velocity-released-v1"}
        };
        List<Row> rows = new ArrayList<>();
        for (int e = 0; e < environments.length; e++) {
            for (int steps = 1; steps <= 3; steps++) {
                double[] numbers = published[e][steps - 1];
                rows.add(new Row(
                        environments[e][0] + "-" + steps,
                        environments[e][1] + ", " + steps + (steps == 1 ? " step" : " steps"),
                        environments[e][2],
                        steps,
                        Map.of(
                                Method.SG_MRL, new Published(numbers[0], numbers[1]),
                                Method.MAML, new Published(numbers[2], numbers[3]))));
            }
        }
        Map<String, String> smaller =
                Map.of("tasks", "10", "inner-trajectories", "10", "outer-trajectories", "10", "checkpoint-every", "10");
        return new Experiment(
                "table2",
                "Table 2: locomotion",
                rows,
                List.of(Method.SG_MRL, Method.MAML),
                quick ? 1 : 4,
                options(preset, quick ? 40 : 400, quick ? smaller : Map.of()),
                quick ? 20 : 100,
                quick ? 10 : 40,
                quick
                        ? "1.25 % of the environment steps of a run (40 of 400 iterations, 10 of 40 tasks, 10 of 20"
                                + " trajectories), 1 of 4 seeds, 20 of 100 test tasks; the horizon is the paper's"
                        : null);
    }

    private static Experiment figure1(boolean quick, String preset) {
        Experiment table = table1(quick, preset);
        Row row = table.rows.getFirst();
        return new Experiment(
                "figure1",
                "Figure 1: trajectories on 2D navigation",
                List.of(row),
                List.of(Method.SG_MRL, Method.MAML),
                1,
                table.options,
                table.testTasks,
                table.validationTasks,
                quick ? "60 of 500 iterations, 100 of 200 test tasks" : null);
    }

    private static Map<String, String> options(String preset, int iterations, Map<String, String> more) {
        Map<String, String> options = new LinkedHashMap<>(Map.of(
                "preset",
                preset,
                "iterations",
                Integer.toString(iterations),
                "checkpoint-every",
                "25",
                "keep-checkpoints",
                "1000"));
        options.putAll(more);
        return options;
    }
}
