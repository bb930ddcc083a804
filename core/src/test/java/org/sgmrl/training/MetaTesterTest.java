package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.Method;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.random.StreamPurpose;
import org.sgmrl.testing.Vectors;

final class MetaTesterTest {
    private static final PointNavigation ROBOT = PointNavigation.distance();
    private static final TrainingSettings SETTINGS = MetaTrainerTest.robot(Method.SG_MRL, Coefficient.LEAVE_ONE_OUT, 1);
    private static final Policy POLICY = SETTINGS.newPolicy(ROBOT.spec());

    @Test
    void thereIsAReturnForEveryTaskAfterZeroToKSteps() {
        for (int steps = 0; steps <= 3; steps++) {
            double[][] returns = returns(steps, 2, 5, 7, StreamDomain.TEST);
            assertThat(returns).hasDimensions(steps + 1, 5);
            for (double[] row : returns) {
                assertThat(row).doesNotHaveDuplicates();
                for (double value : row) {
                    assertThat(value).isBetween(-15 * 1.5, -0.01);
                }
            }
        }
    }

    @Test
    void returnsDoNotDependOnThreadsNorOnHowManyTasksFollow() {
        double[][] one = returns(2, 1, 6, 7, StreamDomain.TEST);
        assertThat(returns(2, 3, 6, 7, StreamDomain.TEST)).isDeepEqualTo(one);
        double[][] fewer = returns(2, 2, 4, 7, StreamDomain.TEST);
        for (int t = 0; t <= 2; t++) {
            for (int i = 0; i < 4; i++) {
                assertThat(fewer[t][i]).isEqualTo(one[t][i]);
            }
        }
    }

    @Test
    void moreStepsDoNotChangeWhatWasSampledBefore() {
        double[][] two = returns(2, 1, 5, 7, StreamDomain.TEST);
        double[][] three = returns(3, 1, 5, 7, StreamDomain.TEST);
        assertThat(three[0]).isEqualTo(two[0]);
        assertThat(three[1]).isEqualTo(two[1]);
    }

    @Test
    void aStageIsTheMeanReturnAtTheParametersOfThatStage() {
        // With step size zero every stage has the same expectation, and with this little noise in the policy about
        // the same value.
        TrainingSettings still =
                SETTINGS.withInnerStep(step -> step.withSize(0)).withPolicy(policy -> policy.withInitialLogStd(-12));
        Policy policy = still.newPolicy(ROBOT.spec());
        double[] theta = new double[policy.parameterCount()];
        policy.initialize(Vectors.stream(1), theta);
        try (MetaTester<Goal> tester = new MetaTester<>(ROBOT, policy, still, 2, 1)) {
            double[][] returns = tester.returns(theta, 4, 7, StreamDomain.TEST);
            for (int i = 0; i < 4; i++) {
                assertThat(returns[1][i]).isCloseTo(returns[0][i], within(1e-4)).isNotEqualTo(returns[0][i]);
                assertThat(returns[2][i]).isCloseTo(returns[0][i], within(1e-4));
            }
        }
    }

    @Test
    void testTasksAndRolloutsShareNothingWithTrainingOrValidation() {
        Set<Goal> goals = new HashSet<>();
        try (MetaTester<Goal> tester = new MetaTester<>(ROBOT, POLICY, SETTINGS, 1, 1)) {
            for (int i = 0; i < 50; i++) {
                goals.add(tester.task(3, StreamDomain.TEST, i));
                goals.add(tester.task(3, StreamDomain.VALIDATION, i));
                for (int iteration = 0; iteration < 5; iteration++) {
                    RandomStream stream =
                            RandomStream.of(3, StreamDomain.TRAINING, iteration, i, 0, 0, StreamPurpose.TASK);
                    goals.add(ROBOT.tasks().sample(stream));
                }
            }
        }
        assertThat(goals).hasSize(50 * 7);
        assertThat(returns(1, 1, 5, 7, StreamDomain.TEST)[0])
                .doesNotContain(returns(1, 1, 5, 7, StreamDomain.VALIDATION)[0]);
        assertThat(returns(1, 1, 5, 7, StreamDomain.TEST)[0]).doesNotContain(returns(1, 1, 5, 8, StreamDomain.TEST)[0]);
    }

    @Test
    void theDomainOfTrainingIsRefused() {
        assertThatThrownBy(() -> returns(1, 1, 5, 7, StreamDomain.TRAINING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TRAINING would test on tasks of the training");
    }

    private static double[][] returns(int steps, int threads, int tasks, long seed, StreamDomain domain) {
        double[] theta = new double[POLICY.parameterCount()];
        POLICY.initialize(Vectors.stream(1), theta);
        try (MetaTester<Goal> tester = new MetaTester<>(ROBOT, POLICY, SETTINGS, steps, threads)) {
            return tester.returns(theta, tasks, seed, domain);
        }
    }
}
