package org.sgmrl.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.environment.Navigation.Region;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.Tails;
import org.sgmrl.testing.Vectors;

/// Rewards, starts and tasks of the environments in which exploration decides.
final class SparseNavigationTest {
    private static final int DRAWS = 16_000;

    private static List<SparseNavigation> all() {
        return List.of(SparseNavigation.semicircle(), SparseNavigation.corner(), SparseNavigation.safeGoal());
    }

    // Expected figures from 1 − d / radius with d of Pythagorean triangles.
    @ParameterizedTest
    @CsvSource({
        "0, 2, 1", // at the goal
        "0, 1.5, 0.5",
        "0.3, 1.6, 0.5", // 0.3, 0.4, 0.5
        "0, 1.0009765625, 0.0009765625",
        "0, 1, 0", // on the circle
        "0.6, 1.2, 0", // 0.6, 0.8, 1
        "0, 0.9, 0",
        "0, -2, 0",
    })
    void onTheHalfCircleTheRewardFallsFromOneToNothingAtDistanceOne(double x, double y, double reward) {
        assertThat(rewardAt(SparseNavigation.semicircle(), new Goal(0, 2), x, y))
                .isCloseTo(reward, within(1e-15));
    }

    @ParameterizedTest
    @CsvSource({"2, -2, 1", "2, -1, 0.5", "0.5, -2, 0.25", "2, 0, 0", "0, -2, 0", "0, 0, 0", "-2, -2, 0", "0.8, -0.4, 0"
    })
    void inACornerTheRewardFallsFromOneToNothingAtDistanceTwo(double x, double y, double reward) {
        assertThat(rewardAt(SparseNavigation.corner(), new Goal(2, -2), x, y)).isCloseTo(reward, within(1e-15));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0.5",
        "0.5, 0, 0.5", // the border belongs to the disc
        "0.3, -0.4, 0.5",
        "0.5009765625, 0, 0.0009765625", // only the other term: 1 − (1.5 − x)
        "0, 0.51, 0",
        "-0.75, 0, 0",
        "1.5, 0, 1",
        "-1.5, 0, 0",
    })
    void theSafeRewardIsPaidAtTheStartOnly(double x, double y, double reward) {
        assertThat(rewardAt(SparseNavigation.safeGoal(), new Goal(1.5, 0), x, y))
                .isCloseTo(reward, within(1e-15));
    }

    @Test
    void theRewardIsTheSumOfItsTerms() {
        // A goal that no task has, so that the discs overlap.
        double safe = rewardAt(SparseNavigation.safeGoal(), new Goal(-3, 3), 0.25, 0);
        double rich = rewardAt(SparseNavigation.semicircle(), new Goal(0.5, 0), 0.25, 0);

        assertThat(safe).isEqualTo(0.5);
        assertThat(rich).isEqualTo(0.75);
        assertThat(rewardAt(SparseNavigation.safeGoal(), new Goal(0.5, 0), 0.25, 0))
                .isEqualTo(safe + rich);
    }

    /// What makes the third environment a question of exploration, over a whole episode.
    @Test
    void stayingBeatsWalkingToOneSideAndKnowingTheSideBeatsStaying() {
        SparseNavigation environment = SparseNavigation.safeGoal();
        double staying = returnOf(environment, new Goal(1.5, 0), 0);
        double right = returnOf(environment, new Goal(1.5, 0), 0.1);
        double wrong = returnOf(environment, new Goal(-1.5, 0), 0.1);

        assertThat(staying).isEqualTo(50 * 0.5);
        // On the way five steps within 0.5, then 0.1 + 0.2 + … + 1, then 35 steps at the goal.
        assertThat(right).isCloseTo(5 * 0.5 + 5.5 + 35, within(1e-9));
        assertThat(wrong).isCloseTo(5 * 0.5, within(1e-9));
        assertThat(0.5 * (right + wrong)).isLessThan(staying);
        assertThat(right).isGreaterThan(1.7 * staying);
    }

    /// Walks to the right by `step` until at 1.5, then stays.
    private static double returnOf(SparseNavigation environment, Goal goal, double step) {
        double[] observation = new double[2];
        double sum = 0;
        try (StatefulEnvironment<Goal> robot = environment.createStateful().orElseThrow()) {
            robot.reset(goal, Vectors.stream(1), observation);
            for (int h = 0; h < environment.spec().horizon(); h++) {
                sum += robot.step(new double[] {h < 15 ? step : 0, 0}, observation);
            }
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("all")
    void wallsStopTheRobotAtThreeAndNothingEndsAnEpisode(SparseNavigation environment) {
        double[] observation = new double[2];
        try (StatefulEnvironment<Goal> robot = environment.createStateful().orElseThrow()) {
            robot.restore(new Goal(2, 2), new double[] {2, 2}, observation);
            robot.step(new double[] {0, 0}, observation);
            assertThat(robot.terminated()).isFalse();
            for (int h = 0; h < 6; h++) {
                robot.step(new double[] {1, -1}, observation);
                assertThat(robot.terminated()).isFalse();
            }
            assertThat(observation).containsExactly(3, -3);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void regionsAreTheDiscsOfTheRewards(SparseNavigation environment) {
        Goal goal = environment.tasks().sample(Vectors.stream(8));
        for (Region region : environment.regions(goal)) {
            double inside = rewardAt(environment, goal, region.x(), region.y() + 0.999 * region.radius());
            double outside = rewardAt(environment, goal, region.x(), region.y() + 1.001 * region.radius());
            assertThat(inside).isPositive();
            assertThat(outside).isZero();
        }
        assertThat(environment.regions(goal)).hasSize(environment.spec().id().equals("point-safe-goal-v1") ? 2 : 1);
    }

    @ParameterizedTest
    @MethodSource("all")
    void singleStepsAreThoseOfABatchToTheLastBit(SparseNavigation environment) {
        int rollouts = 7;
        Goal goal = environment.tasks().sample(Vectors.stream(2));
        RandomStream random = Vectors.stream(3);
        RandomStream[] streams = new RandomStream[rollouts];
        int[] all = new int[rollouts];
        for (int i = 0; i < rollouts; i++) {
            streams[i] = Vectors.stream(10 + i);
            all[i] = i;
        }
        double[] observations = new double[2 * rollouts];
        double[] rewards = new double[rollouts];
        boolean[] terminated = new boolean[rollouts];
        double[][] actions = new double[20][];
        double[][] seen = new double[20][];
        double[][] paid = new double[20][];
        double[] starts;
        try (BatchedEnvironment<Goal> batch = environment.create(rollouts)) {
            batch.reset(goal, streams, rollouts, observations);
            starts = observations.clone();
            for (int h = 0; h < actions.length; h++) {
                actions[h] = new double[2 * rollouts];
                for (int j = 0; j < actions[h].length; j++) {
                    actions[h][j] = random.nextDouble(-0.5, 0.7);
                }
                batch.step(all, rollouts, actions[h], observations, rewards, terminated);
                seen[h] = observations.clone();
                paid[h] = rewards.clone();
            }
        }
        assertThat(Arrays.stream(paid).flatMapToDouble(Arrays::stream)).anyMatch(reward -> reward > 0);
        double[] observation = new double[2];
        try (StatefulEnvironment<Goal> robot = environment.createStateful().orElseThrow()) {
            for (int i = 0; i < rollouts; i++) {
                robot.reset(goal, Vectors.stream(10 + i), observation);
                assertThat(observation).containsExactly(starts[2 * i], starts[2 * i + 1]);
                for (int h = 0; h < actions.length; h++) {
                    double reward = robot.step(new double[] {actions[h][2 * i], actions[h][2 * i + 1]}, observation);
                    assertThat(observation).containsExactly(seen[h][2 * i], seen[h][2 * i + 1]);
                    assertThat(reward).isEqualTo(paid[h][i]);
                }
            }
        }
    }

    @Test
    void goalsAreUniformOnTheHalfCircle() {
        TaskDistribution<Goal> goals = SparseNavigation.semicircle().tasks();
        RandomStream random = Vectors.stream(4);
        long[] sectors = new long[16];
        for (int i = 0; i < DRAWS; i++) {
            Goal goal = goals.sample(random);
            assertThat(Math.hypot(goal.x(), goal.y())).isCloseTo(2, within(1e-14));
            assertThat(goal.y()).isNotNegative();
            sectors[(int) (16 * Math.atan2(goal.y(), goal.x()) / Math.PI)]++;
        }
        // False alarm: 1e-6.
        assertThat(Tails.pearson(sectors, equal(16))).isGreaterThan(1e-6);
    }

    @Test
    void theFourCornersAreEquallyLikely() {
        TaskDistribution<Goal> goals = SparseNavigation.corner().tasks();
        RandomStream random = Vectors.stream(5);
        long[] corners = new long[4];
        for (int i = 0; i < DRAWS; i++) {
            Goal goal = goals.sample(random);
            assertThat(Math.abs(goal.x())).isEqualTo(2);
            assertThat(Math.abs(goal.y())).isEqualTo(2);
            corners[(goal.x() > 0 ? 1 : 0) + (goal.y() > 0 ? 2 : 0)]++;
        }
        // False alarm: 1e-6.
        assertThat(Tails.pearson(corners, equal(4))).isGreaterThan(1e-6);
    }

    @Test
    void bothSidesAreEquallyLikely() {
        TaskDistribution<Goal> goals = SparseNavigation.safeGoal().tasks();
        RandomStream random = Vectors.stream(6);
        long[] sides = new long[2];
        for (int i = 0; i < DRAWS; i++) {
            Goal goal = goals.sample(random);
            assertThat(Math.abs(goal.x())).isEqualTo(1.5);
            assertThat(goal.y()).isZero();
            sides[goal.x() > 0 ? 1 : 0]++;
        }
        // False alarm: 1e-6.
        assertThat(Tails.pearson(sides, equal(2))).isGreaterThan(1e-6);
    }

    @Test
    void cornersAreSoughtFromASquareAroundTheOriginAndTheOthersFromTheOrigin() {
        RandomStream[] stream = {Vectors.stream(7)};
        double[] observation = new double[2];
        long[] cells = new long[16];
        try (BatchedEnvironment<Goal> environment = SparseNavigation.corner().create(1)) {
            for (int i = 0; i < DRAWS; i++) {
                environment.reset(new Goal(2, 2), stream, 1, observation);
                assertThat(Math.max(Math.abs(observation[0]), Math.abs(observation[1])))
                        .isLessThanOrEqualTo(0.2);
                cells[4 * (int) ((observation[0] + 0.2) * 10) + (int) ((observation[1] + 0.2) * 10)]++;
            }
        }
        // False alarm: 1e-6.
        assertThat(Tails.pearson(cells, equal(16))).isGreaterThan(1e-6);
        for (SparseNavigation environment : List.of(SparseNavigation.semicircle(), SparseNavigation.safeGoal())) {
            try (BatchedEnvironment<Goal> batch = environment.create(1)) {
                batch.reset(new Goal(2, 0), stream, 1, observation);
                assertThat(observation).containsExactly(0, 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aTaskComesBackFromItsNumbers(SparseNavigation environment) {
        TaskDistribution<Goal> goals = environment.tasks();
        Goal goal = goals.sample(Vectors.stream(9));
        double[] numbers = new double[goals.parameterCount()];
        goals.parameters(goal, numbers);

        assertThat(goals.task(numbers)).isEqualTo(goal);
        assertThat(goals.label()).isEqualTo("goal");
        assertThat(Environments.byId(environment.spec().id())).isPresent();
    }

    private static double[] equal(int cells) {
        double[] probabilities = new double[cells];
        Arrays.fill(probabilities, 1.0 / cells);
        return probabilities;
    }

    private static double rewardAt(SparseNavigation environment, Goal goal, double x, double y) {
        double[] observation = new double[2];
        try (StatefulEnvironment<Goal> robot = environment.createStateful().orElseThrow()) {
            robot.restore(goal, new double[] {x, y}, observation);
            return robot.step(new double[] {0, 0}, observation);
        }
    }
}
