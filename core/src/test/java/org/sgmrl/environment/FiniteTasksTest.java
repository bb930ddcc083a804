package org.sgmrl.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.Tails;
import org.sgmrl.testing.Vectors;

/// Bandits, random MDPs and the grid: their laws, and that they are the finite MDPs that they say. Thirty tests of chance at
/// 1e-6 or less each: the class raises a false alarm with probability 3e-5 at most.
final class FiniteTasksTest {
    private static final double FALSE_ALARM = 1e-6;
    private static final int DRAWS = 20_000;
    private static final int ROLLOUTS = 3_000;

    @Test
    void successProbabilitiesAreUniform() {
        TaskDistribution<FiniteMdp> tasks = new BernoulliBandit(10).tasks();
        RandomStream random = Vectors.stream(1);
        double[] drawn = new double[10 * DRAWS / 10];
        for (int i = 0; i < drawn.length; i += 10) {
            FiniteMdp task = tasks.sample(random);
            for (int a = 0; a < 10; a++) {
                drawn[i + a] = task.reward(0, a);
            }
        }
        assertThat(fit(drawn, p -> p)).isGreaterThan(FALSE_ALARM);
    }

    @Test
    void anArmPaysOneWithItsProbabilityAndNothingOtherwise() {
        double[] probabilities = {0, 0.05, 0.5, 0.9, 1};
        BernoulliBandit bandit = new BernoulliBandit(5);
        FiniteMdp task = bandit.tasks().task(probabilities);
        for (int arm = 0; arm < 5; arm++) {
            long[] counts = new long[2];
            for (double reward : firstRewards(bandit, task, arm)) {
                counts[reward == 1 ? 1 : 0]++;
                assertThat(reward == 0 || reward == 1).isTrue();
            }
            double p = probabilities[arm];
            assertThat(Tails.pearson(counts, new double[] {1 - p, p}))
                    .as("arm %d", arm)
                    .isGreaterThan(FALSE_ALARM);
            // The test can tell: a neighbour's probability is refused.
            double other = probabilities[(arm + 1) % 5];
            assertThat(Tails.pearson(counts, new double[] {1 - other, other})).isLessThan(FALSE_ALARM);
        }
    }

    @Test
    void knowingTheBestOfKArmsIsWorthKOverKPlusOne() {
        for (int arms : new int[] {5, 50}) {
            TaskDistribution<FiniteMdp> tasks = new BernoulliBandit(arms).tasks();
            RandomStream random = Vectors.stream(arms);
            double sum = 0;
            for (int i = 0; i < DRAWS; i++) {
                FiniteMdp task = tasks.sample(random);
                double best = 0;
                for (int a = 0; a < arms; a++) {
                    best = Math.max(best, task.reward(0, a));
                }
                sum += best;
            }
            // The largest of K is Beta(K, 1). Five standard errors: false alarm 6e-7.
            double deviation = Math.sqrt(arms / (arms + 2.0)) / (arms + 1);
            assertThat(sum / DRAWS).isCloseTo(arms / (arms + 1.0), within(5 * deviation / Math.sqrt(DRAWS)));
        }
    }

    @Test
    void outcomesAsStatesPayWhatAPullPays() {
        FiniteMdp task = new BernoulliBandit(3).tasks().task(new double[] {0.2, 0.7, 1});
        FiniteMdp outcomes = BernoulliBandit.withOutcomes(task);
        TabularEnvironment tabular = new TabularEnvironment(new MdpProblem(1, 1, List.of(new MdpTask(1, outcomes))));
        for (int arm = 0; arm < 3; arm++) {
            long[] counts = new long[2];
            for (double sum : returns(tabular, new TabularEnvironment.MdpIndex(0), arm)) {
                counts[sum == 1 ? 1 : 0]++;
            }
            double p = task.reward(0, arm);
            assertThat(Tails.pearson(counts, new double[] {1 - p, p})).isGreaterThan(FALSE_ALARM);
        }
    }

    @Test
    void transitionsOfRandomMdpsAreFlatDirichletAndTheirRewardsNormal() {
        RandomMdp environment = new RandomMdp(10, 5);
        RandomStream random = Vectors.stream(2);
        int tasks = DRAWS / 50;
        double[] first = new double[tasks * 50];
        double[] last = new double[tasks * 50];
        double[] rewards = new double[tasks * 50];
        int n = 0;
        for (int i = 0; i < tasks; i++) {
            FiniteMdp task = environment.tasks().sample(random);
            assertThat(task.initial(0)).isEqualTo(1);
            for (int s = 0; s < 10; s++) {
                for (int a = 0; a < 5; a++) {
                    double sum = 0;
                    for (int next = 0; next < 10; next++) {
                        sum += task.transition(s, a, next);
                    }
                    assertThat(sum).isCloseTo(1, within(1e-14));
                    first[n] = task.transition(s, a, 0);
                    last[n] = task.transition(s, a, 9);
                    rewards[n++] = task.reward(s, a);
                }
            }
        }
        // A coordinate of Dirichlet(1, …, 1) in ten dimensions is Beta(1, 9).
        assertThat(fit(first, p -> 1 - Math.pow(1 - p, 9))).isGreaterThan(FALSE_ALARM);
        assertThat(fit(last, p -> 1 - Math.pow(1 - p, 9))).isGreaterThan(FALSE_ALARM);
        assertThat(fit(rewards, r -> normal(r - 1))).isGreaterThan(FALSE_ALARM);
        // The test can tell: not a uniform coordinate, not mean 0.
        assertThat(fit(first, p -> p)).isLessThan(FALSE_ALARM);
        assertThat(fit(rewards, FiniteTasksTest::normal)).isLessThan(FALSE_ALARM);
    }

    @Test
    void aRandomMdpMovesByItsTableAndItsRewardsHaveVarianceOne() {
        RandomMdp environment = new RandomMdp(4, 2);
        FiniteMdp task = environment.tasks().sample(Vectors.stream(3));
        for (int s = 0; s < 4; s++) {
            for (int a = 0; a < 2; a++) {
                long[] counts = new long[4];
                double[] noise = new double[DRAWS];
                double[] observation = new double[4];
                try (StatefulEnvironment<FiniteMdp> single =
                        environment.createStateful().orElseThrow()) {
                    single.reset(task, Vectors.stream(10 + 2 * s + a), observation);
                    for (int i = 0; i < DRAWS; i++) {
                        single.restore(task, new double[] {s}, observation);
                        noise[i] = single.step(new double[] {a}, observation) - task.reward(s, a);
                        counts[hot(observation)]++;
                    }
                }
                double[] row = new double[4];
                for (int next = 0; next < 4; next++) {
                    row[next] = task.transition(s, a, next);
                }
                assertThat(Tails.pearson(counts, row)).isGreaterThan(FALSE_ALARM);
                assertThat(fit(noise, FiniteTasksTest::normal)).isGreaterThan(FALSE_ALARM);
            }
        }
    }

    @Test
    void aRandomMdpComesBackFromItsNumbersAndRowsMustBeDistributions() {
        TaskDistribution<FiniteMdp> tasks = new RandomMdp(3, 2).tasks();
        FiniteMdp task = tasks.sample(Vectors.stream(4));
        double[] numbers = new double[tasks.parameterCount()];
        tasks.parameters(task, numbers);

        assertThat(numbers).hasSize(3 * 2 * 3 + 3 * 2);
        FiniteMdp back = tasks.task(numbers);
        assertThat(numbers[(1 * 2 + 1) * 3 + 2])
                .isEqualTo(task.transition(1, 1, 2))
                .isEqualTo(back.transition(1, 1, 2));
        assertThat(numbers[18 + 2 * 2]).isEqualTo(task.reward(2, 0)).isEqualTo(back.reward(2, 0));
        numbers[0] += 0.5;
        assertThatThrownBy(() -> tasks.task(numbers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("transition[0][0]");
        assertThatThrownBy(() -> new BernoulliBandit(2).tasks().task(new double[] {0.5, 1.5}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be probabilities");
    }

    /// The tables and the walk are written apart.
    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void theGridIsTheFiniteMdpThatItSays(int side) {
        HiddenGoalGrid grid = new HiddenGoalGrid(side);
        Goal goal = grid.tasks().sample(Vectors.stream(5));
        FiniteMdp mdp = grid.mdp(goal);
        double[] observation = new double[side * side];
        try (StatefulEnvironment<Goal> walk = grid.createStateful().orElseThrow()) {
            walk.reset(goal, Vectors.stream(6), observation);
            assertThat(mdp.initial(hot(observation))).isEqualTo(1);
            for (int s = 0; s < side * side; s++) {
                int column = s % side;
                int row = s / side;
                for (int a = 0; a < 5; a++) {
                    walk.restore(goal, new double[] {column, row}, observation);
                    assertThat(hot(observation)).isEqualTo(s);
                    assertThat(walk.step(new double[] {a}, observation)).isEqualTo(mdp.reward(s, a));
                    assertThat(mdp.transition(s, a, hot(observation))).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void onTheGridActionsMoveByOneCellAndTheGoalPays() {
        double[] observation = new double[25];
        double[] cell = new double[2];
        try (VisibleEnvironment<Goal> walk = (VisibleEnvironment<Goal>)
                new HiddenGoalGrid(5).createStateful().orElseThrow()) {
            walk.reset(new Goal(1, 2), Vectors.stream(7), observation);
            double[][] expected = { // action, column, row, reward
                {2, 0, 0, -0.1},
                {4, 0, 0, -0.1},
                {1, 1, 0, -0.1},
                {3, 1, 1, -0.1},
                {3, 1, 2, 1},
                {0, 1, 2, 1},
                {1, 2, 2, -0.1},
                {4, 2, 1, -0.1},
                {2, 1, 1, -0.1},
                {3, 1, 2, 1}
            };
            for (double[] step : expected) {
                assertThat(walk.step(new double[] {step[0]}, observation)).isEqualTo(step[3]);
                walk.state(cell);
                assertThat(cell).containsExactly(step[1], step[2]);
                assertThat(walk.terminated()).isFalse();
            }
            assertThat(walk.scenery().task()).isEqualTo("goal (1, 2)");
            assertThat(walk.progress(cell, new double[] {4, 4}, 1)).isEqualTo("5 moves from the goal");
        }
    }

    @Test
    void goalsAreUniformOverTheCellsAwayFromTheStart() {
        TaskDistribution<Goal> goals = new HiddenGoalGrid(4).tasks();
        RandomStream random = Vectors.stream(8);
        long[] counts = new long[16];
        for (int i = 0; i < DRAWS; i++) {
            Goal goal = goals.sample(random);
            counts[(int) (4 * goal.y() + goal.x())]++;
        }
        double[] expected = new double[16];
        Arrays.fill(expected, 1.0 / 12);
        for (int near : new int[] {0, 1, 4, 5}) {
            expected[near] = 0;
        }
        assertThat(Tails.pearson(counts, expected)).isGreaterThan(FALSE_ALARM);
    }

    @Test
    void wrongCellsAndStatesAreRefused() {
        TaskDistribution<Goal> goals = new HiddenGoalGrid(5).tasks();
        for (double wrong : new double[] {-1, 5, 0.5}) {
            assertThatThrownBy(() -> goals.task(new double[] {0, wrong}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("from 0 to 4");
        }
        BernoulliBandit bandit = new BernoulliBandit(2);
        FiniteMdp task = bandit.tasks().sample(Vectors.stream(9));
        try (StatefulEnvironment<FiniteMdp> single = bandit.createStateful().orElseThrow()) {
            assertThatThrownBy(() -> single.restore(task, new double[] {1}, new double[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("from 0 to 0");
        }
    }

    @Test
    void everySizeIsFoundByItsId() {
        assertThat(Environments.byId("bernoulli-bandit-17-v1")).contains(new BernoulliBandit(17));
        assertThat(Environments.byId("random-mdp-3x2-v1")).contains(new RandomMdp(3, 2));
        assertThat(Environments.byId("grid-goal-7x7-v1")).contains(new HiddenGoalGrid(7));
        for (MetaEnvironment<?> environment :
                List.of(new BernoulliBandit(999), new RandomMdp(2, 99), new HiddenGoalGrid(31))) {
            assertThat(Environments.isFoundById(environment)).isTrue();
            assertThat(Environments.code(environment)).isEmpty();
        }
        for (String wrong : List.of(
                "bernoulli-bandit-1-v1",
                "bernoulli-bandit-1000-v1",
                "bernoulli-bandit-05-v1",
                "random-mdp-1x5-v1",
                "random-mdp-5x1-v1",
                "random-mdp-5-v1",
                "grid-goal-2x2-v1",
                "grid-goal-5x6-v1",
                "grid-goal-32x32-v1")) {
            assertThat(Environments.byId(wrong)).as(wrong).isEmpty();
        }
        assertThatThrownBy(() -> new BernoulliBandit(1)).hasMessage("arms = 1 must be from 2 to 999");
        assertThatThrownBy(() -> new RandomMdp(2, 100)).hasMessage("actions = 100 must be from 2 to 99");
        assertThatThrownBy(() -> new HiddenGoalGrid(2)).hasMessage("side = 2 must be from 3 to 31");
    }

    @Test
    void otherSizesHaveNoFindings() {
        for (String id : List.of("bernoulli-bandit-2-v1", "random-mdp-2x3-v1", "grid-goal-3x3-v1")) {
            assertThat(EnvironmentCheck.findings(Environments.byId(id).orElseThrow(), 1))
                    .as(id)
                    .isEmpty();
        }
    }

    /// The rewards of the first step of many rollouts.
    private static <T> double[] firstRewards(MetaEnvironment<T> environment, T task, int action) {
        return run(environment, task, action, 1);
    }

    /// The sums of rewards of whole rollouts.
    private static <T> double[] returns(MetaEnvironment<T> environment, T task, int action) {
        return run(environment, task, action, environment.spec().horizon());
    }

    private static <T> double[] run(MetaEnvironment<T> environment, T task, int action, int steps) {
        RandomStream[] streams = new RandomStream[ROLLOUTS];
        int[] active = new int[ROLLOUTS];
        for (int i = 0; i < ROLLOUTS; i++) {
            streams[i] = Vectors.stream(100 + i);
            active[i] = i;
        }
        double[] observations = new double[ROLLOUTS * environment.spec().observationSize()];
        double[] actions = new double[ROLLOUTS];
        Arrays.fill(actions, action);
        double[] rewards = new double[ROLLOUTS];
        double[] sums = new double[ROLLOUTS];
        try (BatchedEnvironment<T> batch = environment.create(ROLLOUTS)) {
            batch.reset(task, streams, ROLLOUTS, observations);
            for (int h = 0; h < steps; h++) {
                batch.step(active, ROLLOUTS, actions, observations, rewards, new boolean[ROLLOUTS]);
                for (int i = 0; i < ROLLOUTS; i++) {
                    sums[i] += rewards[i];
                }
            }
        }
        return sums;
    }

    private static int hot(double[] observation) {
        assertThat(Arrays.stream(observation).sum()).isEqualTo(1);
        for (int s = 0; s < observation.length; s++) {
            if (observation[s] == 1) {
                return s;
            }
        }
        throw new AssertionError("not one-hot");
    }

    /// p-value of the Kolmogorov-Smirnov test that the draws have a distribution function.
    private static double fit(double[] draws, DoubleUnaryOperator distribution) {
        double[] sorted = draws.clone();
        Arrays.sort(sorted);
        double distance = 0;
        for (int i = 0; i < sorted.length; i++) {
            double f = distribution.applyAsDouble(sorted[i]);
            distance = Math.max(distance, Math.max(f - (double) i / sorted.length, (i + 1.0) / sorted.length - f));
        }
        return Tails.kolmogorovSmirnov(distance, sorted.length);
    }

    private static double normal(double z) {
        double upper = 0.5 * Tails.normalTwoSided(Math.abs(z));
        return z > 0 ? 1 - upper : upper;
    }
}
