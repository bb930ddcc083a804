package org.sgmrl.environment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.Countdown;
import org.sgmrl.testing.Vectors;

/// Environments that start in a given state.
final class StatefulEnvironmentTest {
    @Test
    void twoDimensionalNavigationStartsWhereItIsTold() {
        try (StatefulEnvironment<Goal> robot =
                PointNavigation.distance().createStateful().orElseThrow()) {
            assertThat(robot.stateArrays()).containsExactly(new StatefulEnvironment.StateArray("position", 2));
            double[] observation = new double[2];
            robot.restore(new Goal(0.2, 0.3), new double[] {0.1, 0.3}, observation);
            assertThat(observation).containsExactly(0.1, 0.3);
            assertThat(robot.terminated()).isFalse();
            double reward = robot.step(new double[] {0.05, 0}, observation);
            assertThat(observation).containsExactly(0.1 + 0.05, 0.3);
            assertThat(reward).isEqualTo(-(0.2 - (0.1 + 0.05)));
            robot.step(new double[] {0.05, 0}, observation);
            assertThat(robot.terminated()).isTrue();
            robot.restore(new Goal(0.2, 0.3), new double[] {0.1, 0.3}, observation);
            assertThat(robot.terminated()).isFalse();
        }
    }

    @Test
    void singleStepsAreThoseOfABatch() {
        Goal goal = new Goal(-0.2, 0.4);
        RandomStream random = Vectors.stream(5);
        double[] single = new double[2];
        double[] batched = new double[2];
        double[] reward = new double[1];
        try (StatefulEnvironment<Goal> robot =
                        PointNavigation.squaredDistance().createStateful().orElseThrow();
                BatchedEnvironment<Goal> batch =
                        PointNavigation.squaredDistance().create(1)) {
            robot.reset(goal, random, single);
            batch.reset(goal, new RandomStream[] {random}, 1, batched);
            for (int h = 0; h < 30; h++) {
                double[] action = {random.nextDouble(-0.1, 0.1), random.nextDouble(-0.1, 0.1)};
                batch.step(new int[] {0}, 1, action, batched, reward, new boolean[1]);
                assertThat(robot.step(action, single)).isEqualTo(reward[0]);
                assertThat(single).isEqualTo(batched);
                assertThat(robot.diverged()).isFalse();
            }
        }
    }

    @Test
    void whatCannotBePutIntoAStateSaysSo() {
        assertThat(new Countdown(3).createStateful()).isEmpty();
    }
}
