package org.sgmrl.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.SinglePointRobot;

/// One defect planted at a time.
final class EnvironmentCheckTest {
    private static final MetaEnvironment<Goal> SOUND = PointNavigation.distance();

    /// The point robot with a defect in its reward.
    private static List<String> findings(Defect defect) {
        return EnvironmentCheck.findings(
                MetaEnvironment.of(SOUND.spec(), SOUND.tasks(), () -> new Defective(defect)), 1);
    }

    private interface Defect {
        double reward(double right, int steps);
    }

    private static final class Defective implements Environment<Goal> {
        private final SinglePointRobot robot = new SinglePointRobot();
        private final Defect defect;
        private int steps;

        Defective(Defect defect) {
            this.defect = defect;
        }

        @Override
        public void reset(Goal task, RandomStream random, double[] observation) {
            robot.reset(task, random, observation); // and forgets the steps
        }

        @Override
        public double step(double[] action, double[] observation) {
            steps++;
            return defect.reward(robot.step(action, observation), steps);
        }

        @Override
        public boolean terminated() {
            return robot.terminated();
        }
    }

    @Test
    void soundEnvironmentsHaveNoFindings() {
        assertThat(findings((right, steps) -> right)).isEmpty();
        for (Environments.Entry entry : Environments.all()) {
            assertThat(EnvironmentCheck.findings(entry.environment(), 5))
                    .as(entry.id())
                    .isEmpty();
        }
    }

    @Test
    void aRewardThatIsNoNumberIsFound() {
        assertThat(findings((right, steps) -> steps == 3 ? Double.NaN : right))
                .first()
                .asString()
                .isEqualTo("step 3 of rollout 0 gave the reward = NaN, which must be a finite number");
    }

    @Test
    void stateThatResetLeavesIsFound() {
        assertThat(findings((right, steps) -> right + steps))
                .anySatisfy(line -> assertThat(line).contains("after another episode of the same instance"));
    }

    @Test
    void randomnessThatIsNoStreamIsFound() {
        AtomicInteger shared = new AtomicInteger();
        assertThat(findings((right, steps) -> right + shared.incrementAndGet()))
                .anySatisfy(line -> assertThat(line).contains("in another instance"));
    }

    @Test
    void tasksThatAreNotDrawnFromTheirStreamAreFound() {
        AtomicInteger shared = new AtomicInteger();
        TaskDistribution<Goal> drifting = new TaskDistribution<>() {
            @Override
            public Goal sample(RandomStream random) {
                return new Goal(0.1, 0.01 * shared.incrementAndGet());
            }

            @Override
            public String label() {
                return SOUND.tasks().label();
            }

            @Override
            public int parameterCount() {
                return SOUND.tasks().parameterCount();
            }

            @Override
            public void parameters(Goal task, double[] out) {
                SOUND.tasks().parameters(task, out);
            }
        };
        assertThat(EnvironmentCheck.findings(MetaEnvironment.of(SOUND.spec(), drifting, SinglePointRobot::new), 1))
                .anySatisfy(line -> assertThat(line).startsWith("the same random numbers drew the task "));
    }
}
