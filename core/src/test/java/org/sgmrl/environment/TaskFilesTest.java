package org.sgmrl.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpProblemReader;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.mdp.ProblemFormatException;
import org.sgmrl.mdp.RewardRange;
import org.sgmrl.oracle.Adaptation;
import org.sgmrl.oracle.MetaOracle;
import org.sgmrl.oracle.OracleSettings;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;

/// The problem files of the finite environments are tasks of these. `-Dsgmrl.tasks=write` makes them again.
final class TaskFilesTest {
    private static final String RENEW = "./mvnw -pl core test -Dtest=TaskFilesTest -Dsgmrl.tasks=write";
    private static final int TASKS = 4;
    /// What is added to the grid's rewards: theory needs some that are not negative.
    private static final double SHIFT = 0.1;

    /// A file and what it must hold.
    record TaskFile(String name, MdpProblem problem) {
        @Override
        public String toString() {
            return name;
        }

        Path path() {
            return Path.of("..", "examples", "mdp", name + ".json");
        }
    }

    static List<TaskFile> files() {
        List<TaskFile> files = new ArrayList<>();
        for (int arms : new int[] {5, 10, 50}) {
            TaskDistribution<FiniteMdp> bandits = new BernoulliBandit(arms).tasks();
            files.add(new TaskFile(
                    "bernoulli-bandit-" + arms,
                    problem(
                            1,
                            IntStream.range(0, TASKS)
                                    .mapToObj(i -> BernoulliBandit.withOutcomes(bandits.sample(stream(i))))
                                    .toList())));
        }
        TaskDistribution<FiniteMdp> mdps = new RandomMdp(3, 2).tasks();
        files.add(new TaskFile(
                "random-mdp-3x2",
                problem(
                        2,
                        IntStream.iterate(0, i -> i + 1)
                                .mapToObj(i -> mdps.sample(stream(i)))
                                .filter(TaskFilesTest::paysNothingNegative)
                                .limit(TASKS)
                                .toList())));
        HiddenGoalGrid grid = new HiddenGoalGrid(3);
        files.add(new TaskFile(
                "grid-goal-3x3",
                problem(
                        3,
                        allGoals(grid).stream()
                                .map(goal -> shifted(grid.mdp(goal)))
                                .toList())));
        return files;
    }

    private static RandomStream stream(int task) {
        return RandomStream.of(0, StreamDomain.DEMONSTRATION, 0, task, 0, 0, StreamPurpose.TASK);
    }

    private static MdpProblem problem(int horizon, List<FiniteMdp> mdps) {
        return new MdpProblem(
                horizon,
                0.95,
                mdps.stream().map(mdp -> new MdpTask(1.0 / mdps.size(), mdp)).toList());
    }

    private static boolean paysNothingNegative(FiniteMdp mdp) {
        return IntStream.range(0, mdp.states() * mdp.actions())
                .allMatch(sa -> mdp.reward(sa / mdp.actions(), sa % mdp.actions()) >= 0);
    }

    private static List<Goal> allGoals(HiddenGoalGrid grid) {
        RandomStream random = stream(0);
        Set<Integer> cells = new TreeSet<>();
        for (int i = 0; i < 1000; i++) {
            Goal goal = grid.tasks().sample(random);
            cells.add(grid.side() * (int) goal.y() + (int) goal.x());
        }
        return cells.stream().map(cell -> goal(cell, grid.side())).toList();
    }

    private static Goal goal(int cell, int side) {
        int column = cell % side;
        int row = cell / side;
        return new Goal(column, row);
    }

    private static FiniteMdp shifted(FiniteMdp mdp) {
        double[] initial = new double[mdp.states()];
        double[][][] transition = new double[mdp.states()][mdp.actions()][mdp.states()];
        double[][] reward = new double[mdp.states()][mdp.actions()];
        for (int s = 0; s < mdp.states(); s++) {
            initial[s] = mdp.initial(s);
            for (int a = 0; a < mdp.actions(); a++) {
                reward[s][a] = mdp.reward(s, a) + SHIFT;
                for (int next = 0; next < mdp.states(); next++) {
                    transition[s][a][next] = mdp.transition(s, a, next);
                }
            }
        }
        return FiniteMdp.of(initial, transition, reward);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileHasTheFirstTasksOfItsEnvironment(TaskFile file) throws IOException {
        String expected = json(file.problem());
        if ("write".equals(System.getProperty("sgmrl.tasks"))) {
            Files.writeString(file.path(), expected);
        }
        assertThat(Files.exists(file.path()) ? Files.readString(file.path()) : "")
                .as("%s is old; make it again: %s", file.path(), RENEW)
                .isEqualTo(expected);
    }

    /// With a step of size 0 nothing is adapted: V is the mean of J, here of the uniform policy.
    @ParameterizedTest
    @MethodSource("files")
    void exactOraclesEnumerateIt(TaskFile file) throws ProblemFormatException {
        MdpProblem problem = MdpProblemReader.parse(json(file.problem()), RewardRange.NON_NEGATIVE)
                .problem();
        double[] uniform = new double[problem.states() * problem.actions()];
        MetaOracle oracle = MetaOracle.create(
                problem, new Adaptation(1, 1, 0), OracleSettings.defaults().withThreads(1));

        assertThat(oracle.value(uniform)).isCloseTo(uniformReturn(problem), within(1e-12));
    }

    /// By forward recursion of the state's law.
    private static double uniformReturn(MdpProblem problem) {
        double mean = 0;
        for (MdpTask task : problem.tasks()) {
            FiniteMdp mdp = task.mdp();
            double[] law = new double[mdp.states()];
            for (int s = 0; s < law.length; s++) {
                law[s] = mdp.initial(s);
            }
            double weight = task.probability();
            for (int h = 0; h <= problem.horizon(); h++) {
                double[] next = new double[law.length];
                for (int s = 0; s < law.length; s++) {
                    for (int a = 0; a < mdp.actions(); a++) {
                        double p = law[s] / mdp.actions();
                        mean += weight * p * mdp.reward(s, a);
                        for (int s2 = 0; s2 < law.length; s2++) {
                            next[s2] += p * mdp.transition(s, a, s2);
                        }
                    }
                }
                law = next;
                weight *= problem.discount();
            }
        }
        return mean;
    }

    private static String json(MdpProblem problem) {
        String tasks = problem.tasks().stream().map(TaskFilesTest::json).collect(Collectors.joining(",\n"));
        String zeros = list(problem.actions(), _ -> "0.0");
        return "{\n  \"horizon\": " + problem.horizon() + ",\n  \"discount\": " + problem.discount()
                + ",\n  \"tasks\": [\n" + tasks + "\n  ],\n  \"theta\": " + list(problem.states(), _ -> zeros)
                + "\n}\n";
    }

    private static String json(MdpTask task) {
        FiniteMdp mdp = task.mdp();
        int states = mdp.states();
        int actions = mdp.actions();
        String transition = IntStream.range(0, states)
                .mapToObj(s -> "        " + list(actions, a -> list(states, s2 -> "" + mdp.transition(s, a, s2))))
                .collect(Collectors.joining(",\n"));
        return "    {\n      \"probability\": " + task.probability()
                + ",\n      \"initial\": " + list(states, s -> "" + mdp.initial(s))
                + ",\n      \"transition\": [\n" + transition + "\n      ]"
                + ",\n      \"reward\": " + list(states, s -> list(actions, a -> "" + mdp.reward(s, a)))
                + "\n    }";
    }

    private static String list(int count, IntFunction<String> element) {
        return IntStream.range(0, count).mapToObj(element).collect(Collectors.joining(", ", "[", "]"));
    }
}
