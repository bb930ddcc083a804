package org.sgmrl.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.estimator.InnerLoop;
import org.sgmrl.policy.DecisionBatch;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.rollout.RolloutKey;
import org.sgmrl.rollout.TrajectoryBatch;

/// Adapting by the public interface is training's inner step, bit for bit.
final class AdaptationTest {
    private static final RolloutKey KEY = new RolloutKey(3, StreamDomain.TEST, 0, 4);

    static Stream<Policies.Case<?>> cases() {
        return Policies.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void transitionsOfTrainingAdaptToTheParametersOfTraining(Policies.Case<T> kind) {
        TrainedPolicy policy = kind.trained();
        try (InnerLoop<T> training = new InnerLoop<>(kind.environment(), kind.policy(), kind.settings())) {
            training.adapt(policy.theta(), kind.task(), KEY);
            for (int t = 0; t < kind.settings().innerStep().steps(); t++) {
                policy = policy.adapt(transitions(policy, training.batch(t)));
                assertThat(policy.theta()).isEqualTo(training.theta(t + 1)).isNotEqualTo(training.theta(t));
                assertThat(policy.adaptedSteps()).isEqualTo(t + 1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void othersBesideDoNotMatterNorDoesTheOrderOfTheirCollection(Policies.Case<T> kind) {
        TrainedPolicy policy = kind.trained();
        try (InnerLoop<T> training = new InnerLoop<>(kind.environment(), kind.policy(), kind.settings())) {
            training.adapt(policy.theta(), kind.task(), KEY);
            Transitions all = transitions(policy, training.batch(0));
            Transitions first = policy.newTransitions();
            Transitions second = policy.newTransitions();
            for (int i = 0; i < Policies.TRAJECTORIES; i++) {
                append(i < 3 ? first : second, training.batch(0), i);
            }
            first.append(second);
            assertThat(policy.adapt(first).theta())
                    .isEqualTo(policy.adapt(all).theta())
                    .isEqualTo(training.theta(1));
        }
    }

    @Test
    void episodesInTheCasesHaveDifferentLengthsAndSomeActionsAreClipped() {
        int clipped = 0;
        int cases = 0;
        for (Policies.Case<?> kind : Policies.all().toList()) {
            if (kind.task() instanceof Goal goal) {
                Transitions transitions = Policies.collect(
                        PointNavigation.distance(), goal, kind.trained(), KEY, 0, Policies.TRAJECTORIES);
                assertThat(transitions.steps()).isLessThan(Policies.TRAJECTORIES * Policies.HORIZON);
                double[] actions = transitions.toBatch().decisions().actions();
                clipped += (int)
                        Arrays.stream(actions).filter(a -> Math.abs(a) > 10).count();
                cases++;
            }
        }
        assertThat(cases).isEqualTo(6);
        assertThat(clipped).isPositive();
    }

    /// What the environment saw of clipped actions is not what the policy drew.
    @Test
    void anActionInTheEnvironmentsUnitsComesBackUpToRoundingUnlessItWasClipped() {
        TrainedPolicy policy = Policies.robot();
        Decision decision = policy.newDecision();
        var random = Actor.randomStream(1, 2);
        Transitions exact = policy.newTransitions();
        Transitions computedBack = policy.newTransitions();
        for (int h = 0; h < Policies.HORIZON; h++) {
            double[] observation = {0.01 * h, -0.3};
            policy.actor().act(observation, random, decision);
            boolean last = h == Policies.HORIZON - 1;
            exact.append(decision, h % 3, false, last);
            computedBack.appendEnvironmentAction(observation, decision.action(), h % 3, false, last);
        }
        double[] drawn = exact.toBatch().decisions().actions();
        double[] actions = computedBack.toBatch().decisions().actions();
        for (int k = 0; k < drawn.length; k++) {
            assertThat(drawn[k]).isBetween(-10.0, 10.0);
            assertThat(actions[k]).isCloseTo(drawn[k], within(1e-13));
        }
        assertThat(actions).isNotEqualTo(drawn);
        Transitions clipped = policy.newTransitions();
        clipped.appendEnvironmentAction(new double[] {0, 0}, new double[] {0.1, -0.1}, 0, true, false);
        assertThat(clipped.toBatch().decisions().actions()).containsExactly(10, -10);
    }

    @Test
    void discreteActionsAreTheSameInBothUnits() {
        TrainedPolicy policy = Policies.table();
        Transitions one = policy.newTransitions();
        Transitions other = policy.newTransitions();
        for (int h = 0; h < 8; h++) {
            double[] state = {h % 2, 1 - h % 2};
            double[] action = {h / 2 % 2};
            one.appendPolicyAction(state, action, h, h == 7, false);
            other.appendEnvironmentAction(state, action, h, h == 7, false);
        }
        assertThat(policy.adapt(one).theta())
                .isEqualTo(policy.adapt(other).theta())
                .isNotEqualTo(policy.theta());
    }

    private static Transitions transitions(TrainedPolicy policy, TrajectoryBatch batch) {
        Transitions transitions = policy.newTransitions();
        for (int i = 0; i < batch.trajectories(); i++) {
            append(transitions, batch, i);
        }
        assertThat(transitions.meanReturn()).isEqualTo(batch.meanReturn(1));
        return transitions;
    }

    private static void append(Transitions transitions, TrajectoryBatch batch, int trajectory) {
        DecisionBatch decisions = batch.decisions();
        int o = decisions.observationSize();
        int a = decisions.actionSize();
        int end = batch.start(trajectory + 1);
        for (int n = batch.start(trajectory); n < end; n++) {
            transitions.appendPolicyAction(
                    Arrays.copyOfRange(decisions.observations(), n * o, (n + 1) * o),
                    Arrays.copyOfRange(decisions.actions(), n * a, (n + 1) * a),
                    batch.rewards()[n],
                    n == end - 1,
                    false);
        }
    }
}
