package org.sgmrl.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.Tails;
import org.sgmrl.testing.Vectors;

final class PointNavigationTest {
    private static final RandomStream[] STREAMS = {new RandomStream(), new RandomStream(), new RandomStream()};

    @Test
    void theRobotStartsAtTheOriginAndMovesByItsAction() {
        try (BatchedEnvironment<Goal> environment = PointNavigation.distance().create(1)) {
            double[] observation = {7, 7};
            environment.reset(new Goal(0.3, -0.4), STREAMS, 1, observation);
            assertThat(observation).containsExactly(0, 0);
            double[] reward = new double[1];
            boolean[] terminated = new boolean[1];
            environment.step(new int[] {0}, 1, new double[] {0.1, -0.1}, observation, reward, terminated);
            assertThat(observation).containsExactly(0.1, -0.1);
            // From (0.1, -0.1) to (0.3, -0.4): √(0.04 + 0.09).
            assertThat(reward[0]).isCloseTo(-Math.sqrt(0.13), within(1e-15));
            assertThat(terminated[0]).isFalse();
            environment.step(new int[] {0}, 1, new double[] {-0.05, 0}, observation, reward, terminated);
            assertThat(observation).containsExactly(0.05, -0.1);
            assertThat(reward[0]).isCloseTo(-Math.sqrt(0.0625 + 0.09), within(1e-15));
        }
    }

    @Test
    void theSquaredVariantRewardsMinusTheSquaredDistance() {
        try (BatchedEnvironment<Goal> environment =
                PointNavigation.squaredDistance().create(1)) {
            double[] observation = new double[2];
            double[] reward = new double[1];
            environment.reset(new Goal(0.3, -0.4), STREAMS, 1, observation);
            environment.step(new int[] {0}, 1, new double[] {0.1, -0.1}, observation, reward, new boolean[1]);
            assertThat(reward[0]).isCloseTo(-0.13, within(1e-15));
        }
    }

    @Test
    void wallsStopTheRobotAtHalf() {
        try (BatchedEnvironment<Goal> environment = PointNavigation.distance().create(1)) {
            double[] observation = new double[2];
            double[] reward = new double[1];
            environment.reset(new Goal(0.5, 0), STREAMS, 1, observation);
            for (int h = 0; h < 7; h++) {
                environment.step(new int[] {0}, 1, new double[] {-0.1, 0.1}, observation, reward, new boolean[1]);
            }
            assertThat(observation).containsExactly(-0.5, 0.5);
            assertThat(reward[0]).isCloseTo(-Math.sqrt(1.25), within(1e-15));
        }
    }

    @Test
    void anEpisodeEndsWithinAHundredthOfTheGoalOnBothAxes() {
        assertThat(endsAfterOneStepTo(0.0995, 0.0)).isTrue();
        assertThat(endsAfterOneStepTo(0.0905, 0.0095)).isTrue();
        assertThat(endsAfterOneStepTo(0.0895, 0.0)).isFalse();
        assertThat(endsAfterOneStepTo(0.0995, 0.0105)).isFalse();
        assertThat(endsAfterOneStepTo(0.0995, -0.0105)).isFalse();
    }

    private static boolean endsAfterOneStepTo(double x, double y) {
        try (BatchedEnvironment<Goal> environment = PointNavigation.distance().create(1)) {
            boolean[] terminated = new boolean[1];
            environment.reset(new Goal(0.1, 0), STREAMS, 1, new double[2]);
            environment.step(new int[] {0}, 1, new double[] {x, y}, new double[2], new double[1], terminated);
            return terminated[0];
        }
    }

    @Test
    void rowsOfAStepBelongToTheActiveRollouts() {
        try (BatchedEnvironment<Goal> environment = PointNavigation.distance().create(3)) {
            double[] observations = new double[6];
            environment.reset(new Goal(0.5, 0.5), STREAMS, 3, observations);
            double[] rewards = new double[3];
            boolean[] terminated = new boolean[3];
            environment.step(
                    new int[] {0, 1, 2},
                    3,
                    new double[] {0.01, 0, 0.02, 0, 0.03, 0},
                    observations,
                    rewards,
                    terminated);
            environment.step(new int[] {0, 2}, 2, new double[] {0.01, 0, 0.03, 0}, observations, rewards, terminated);
            assertThat(Arrays.copyOf(observations, 4)).containsExactly(0.02, 0, 0.06, 0);
        }
    }

    @Test
    void goalsAreUniformOverTheSquare() {
        TaskDistribution<Goal> goals = PointNavigation.distance().tasks();
        RandomStream random = Vectors.stream(1);
        long[] cells = new long[16];
        double[] expected = new double[16];
        Arrays.fill(expected, 1.0 / 16);
        double[] parameters = new double[goals.parameterCount()];
        for (int i = 0; i < 16_000; i++) {
            Goal goal = goals.sample(random);
            goals.parameters(goal, parameters);
            assertThat(parameters).containsExactly(goal.x(), goal.y());
            assertThat(Math.max(Math.abs(goal.x()), Math.abs(goal.y()))).isLessThanOrEqualTo(0.5);
            int column = (int) ((goal.x() + 0.5) * 4);
            int row = (int) ((goal.y() + 0.5) * 4);
            cells[4 * column + row]++;
        }
        // False alarm: 1e-6.
        assertThat(Tails.pearson(cells, expected)).isGreaterThan(1e-6);
    }

    @Test
    void theRegistryKnowsTheBuiltInEnvironmentsAndNothingElseByTheirNames() {
        assertThat(Environments.byId("point-navigation-v1")).isPresent();
        assertThat(Environments.byId("point-navigation-squared-v1")).isPresent();
        assertThat(Environments.byId("point-navigation-v2")).isEmpty();
        assertThat(Environments.all())
                .extracting(Environments.Entry::id)
                .containsExactly(
                        "point-navigation-v1",
                        "point-navigation-squared-v1",
                        "point-sparse-semicircle-v1",
                        "point-sparse-corner-v1",
                        "point-safe-goal-v1",
                        "bernoulli-bandit-5-v1",
                        "bernoulli-bandit-10-v1",
                        "bernoulli-bandit-50-v1",
                        "random-mdp-10x5-v1",
                        "grid-goal-5x5-v1",
                        "cart-pole-hidden-v1");
    }
}
