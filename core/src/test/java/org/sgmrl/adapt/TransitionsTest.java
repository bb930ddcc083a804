package org.sgmrl.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sgmrl.random.RandomStream;
import org.sgmrl.rollout.TrajectoryBatch;

/// Steps are kept in their order and in the episodes that they were in; what does not fit is refused and changes nothing.
final class TransitionsTest {
    private static final double[] ORIGIN = {0, 0};
    private static final double[] STILL = {0, 0};

    private final TrainedPolicy policy = Policies.robot();
    private final Transitions transitions = policy.newTransitions();
    private final Decision decision = policy.newDecision();
    private final RandomStream random = Actor.randomStream(1, 1);

    private void append(double reward, boolean terminated, boolean truncated) {
        policy.actor().act(new double[] {reward, -reward}, random, decision);
        transitions.append(decision, reward, terminated, truncated);
    }

    @Test
    void episodesOfAnyLengthAreKeptInOrderHoweverTheyEnd() {
        append(1, false, false);
        append(2, true, false);
        append(3, false, true);
        append(4, false, false);
        append(5, false, false);
        append(6, true, true);
        append(7, false, false);
        assertThat(transitions.openSteps()).isEqualTo(1);
        transitions.endEpisode();
        assertThat(transitions.openSteps()).isZero();
        TrajectoryBatch batch = transitions.toBatch();
        assertThat(batch.trajectories()).isEqualTo(transitions.episodes()).isEqualTo(4);
        assertThat(batch.rows()).isEqualTo(transitions.steps()).isEqualTo(7);
        assertThat(new int[] {batch.length(0), batch.length(1), batch.length(2), batch.length(3)})
                .containsExactly(2, 1, 3, 1);
        assertThat(batch.rewards()).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(batch.decisions().observations()).containsExactly(1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7);
        assertThat(batch.horizon()).isEqualTo(Policies.HORIZON);
        assertThat(transitions.meanReturn()).isEqualTo(7);
    }

    @Test
    void theRoomGrowsAndStaysAndClearingLeavesNothingBehind() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 1000; i++) {
                append(i, i % 25 == 24, false);
            }
            assertThat(transitions.steps()).isEqualTo(1000);
            assertThat(transitions.episodes()).isEqualTo(40);
            double[] rewards = transitions.toBatch().rewards();
            for (int i = 0; i < 1000; i++) {
                assertThat(rewards[i]).isEqualTo(i);
            }
            append(1, false, false);
            transitions.clear();
            assertThat(transitions.steps()).isZero();
            assertThat(transitions.episodes()).isZero();
            assertThat(transitions.openSteps()).isZero();
            assertThat(transitions.meanReturn()).isNaN();
        }
    }

    @Test
    void anUnfinishedEpisodeCanBeDropped() {
        append(1, true, false);
        append(2, false, false);
        append(3, false, false);
        assertThatThrownBy(() -> policy.adapt(transitions))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the last episode has 2 steps and must have ended");
        transitions.discardEpisode();
        assertThat(transitions.steps()).isEqualTo(1);
        transitions.discardEpisode();
        append(4, true, false);
        assertThat(transitions.toBatch().rewards()).containsExactly(1, 4);
    }

    @Test
    void anEpisodeLongerThanTheHorizonIsRefusedAndCanStillBeEnded() {
        for (int h = 0; h < Policies.HORIZON; h++) {
            append(h, false, false);
        }
        assertThatThrownBy(() -> append(99, false, false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("episode has 30 steps, and must have at most horizon = 30");
        assertThat(transitions.steps()).isEqualTo(Policies.HORIZON);
        transitions.endEpisode();
        append(100, true, false);
        assertThat(transitions.episodes()).isEqualTo(2);
    }

    @Test
    void adaptingWithoutAnEpisodeOrOfAnotherPolicyIsRefused() {
        assertThatThrownBy(() -> policy.adapt(transitions))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("transitions have 0 episodes, and must have at least 1");
        assertThatThrownBy(transitions::endEpisode)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("episode has 0 steps");
        append(1, false, false);
        append(3, true, false);
        TrainedPolicy adapted = policy.adapt(transitions);
        assertThatThrownBy(() -> adapted.adapt(transitions))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("transitions are of gaussian-mlp(2-8-8-2) for point-navigation-v1 after 12"
                        + " iterations and 0 steps of adaptation, and must be of")
                .hasMessageContaining("1 step of adaptation");
    }

    @Test
    void decisionsOfOthersAndThoseThatWereNotSampledAreRefused() {
        append(1, false, false);
        append(2, true, false);
        TrainedPolicy adapted = policy.adapt(transitions);
        adapted.actor().act(ORIGIN, random, decision);
        assertThatThrownBy(() -> transitions.append(decision, 0, false, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("decision is of")
                .hasMessageContaining("newTransitions()");
        policy.actor().mode(ORIGIN, decision);
        assertThatThrownBy(() -> transitions.append(decision, 0, false, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be sampled (Actor.act)");
        append(3, false, false);
        assertThatThrownBy(() -> transitions.append(decision, 4, false, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("appended before");
        assertThatThrownBy(() -> transitions.append(policy.newDecision(), 4, false, false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("decision is empty");
        assertThat(transitions.steps()).isEqualTo(3);
    }

    /// The same policy in two places of one program is one policy.
    @Test
    void decisionsOfTheSamePolicyLoadedTwiceAreTaken() {
        TrainedPolicy again = Policies.robot();
        again.actor().act(ORIGIN, random, decision);
        transitions.append(decision, 1, true, false);
        Transitions others = again.newTransitions();
        others.append(transitions);
        assertThat(others.steps()).isEqualTo(1);
    }

    @Test
    void numbersThatAreNoneAndActionsThatCannotBeAreRefusedByName() {
        refused(
                () -> transitions.appendPolicyAction(ORIGIN, STILL, Double.NaN, true, false),
                "reward = NaN must be a finite number");
        policy.actor().act(ORIGIN, random, decision);
        refused(
                () -> transitions.append(decision, Double.NEGATIVE_INFINITY, true, false),
                "reward = -Infinity must be a finite number");
        refused(
                () -> transitions.appendPolicyAction(new double[] {0, Double.NaN}, STILL, 0, true, false),
                "observation[1] = NaN must be a finite number of single precision");
        refused(
                () -> transitions.appendPolicyAction(new double[] {1e39, 0}, STILL, 0, true, false),
                "observation[0] = 1.0E39 must be a finite number of single precision");
        refused(
                () -> transitions.appendPolicyAction(new double[3], STILL, 0, true, false),
                "observation.length = 3 must be 2");
        refused(
                () -> transitions.appendPolicyAction(ORIGIN, new double[1], 0, true, false),
                "policyAction.length = 1 must be 2");
        refused(
                () -> transitions.appendPolicyAction(ORIGIN, new double[] {0, Double.NaN}, 0, true, false),
                "policyAction[1] = NaN must be a finite number");
        refused(
                () -> transitions.appendEnvironmentAction(ORIGIN, new double[] {0, 0.11}, 0, true, false),
                "action[1] = 0.11 must be in [-0.1, 0.1], the environment's bounds");
        refused(
                () -> transitions.appendEnvironmentAction(ORIGIN, new double[] {Double.NaN, 0}, 0, true, false),
                "action[0] = NaN must be in [-0.1, 0.1]");
        transitions.appendPolicyAction(ORIGIN, new double[] {-30, 11}, 0, true, false);
        assertThat(transitions.steps()).isEqualTo(1);
    }

    @Test
    void aTabularPolicyTakesOneHotStatesAndIndices() {
        TrainedPolicy table = Policies.table();
        Transitions ofTable = table.newTransitions();
        double[] state = {0, 1};
        double[] action = {1};
        refused(
                () -> ofTable.appendPolicyAction(new double[] {0, 0}, action, 0, true, false),
                "observation has 0 ones, and must have exactly 1");
        refused(
                () -> ofTable.appendPolicyAction(new double[] {1, 1}, action, 0, true, false),
                "observation has 2 ones, and must have exactly 1");
        refused(
                () -> ofTable.appendPolicyAction(new double[] {0.5, 0.5}, action, 0, true, false),
                "observation[0] = 0.5 must be 0 or 1");
        for (double wrong : new double[] {-1, 2, 0.5, Double.NaN}) {
            refused(
                    () -> ofTable.appendPolicyAction(state, new double[] {wrong}, 0, true, false),
                    "policyAction[0] = " + wrong + " must be a whole number in [0, 1], the index of an action");
            refused(
                    () -> ofTable.appendEnvironmentAction(state, new double[] {wrong}, 0, true, false),
                    "action[0] = " + wrong + " must be a whole number in [0, 1]");
        }
        assertThat(ofTable.steps()).isZero();
    }

    @Test
    void rewardsTooLargeForAStepAreTold() {
        transitions.appendPolicyAction(ORIGIN, new double[] {1, 2}, 1e308, false, false);
        transitions.appendPolicyAction(ORIGIN, new double[] {-1, 3}, -1e308, false, false);
        transitions.appendPolicyAction(ORIGIN, new double[] {-1, 3}, 1e308, true, false);
        assertThatThrownBy(() -> policy.adapt(transitions))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("which must be a finite number; their rewards or observations are too large");
    }

    @Test
    void thoseOfSeveralThreadsComeTogether() {
        append(1, false, false);
        append(2, true, false);
        Transitions others = policy.newTransitions();
        for (int i = 0; i < 200; i++) {
            others.appendPolicyAction(ORIGIN, STILL, i, i % 4 == 3, false);
        }
        transitions.append(others);
        assertThat(transitions.episodes()).isEqualTo(51);
        assertThat(transitions.toBatch().rewards())
                .startsWith(1, 2, 0, 1, 2, 3, 4)
                .hasSize(202);
        assertThat(others.steps()).isEqualTo(200);
        refused(() -> transitions.append(transitions), "others are these transitions themselves");
        Transitions strange = policy.adapt(transitions).newTransitions();
        refused(() -> transitions.append(strange), "others are of");
        others.appendPolicyAction(ORIGIN, STILL, 1, false, false);
        assertThatThrownBy(() -> transitions.append(others))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the last episode has 1 steps and must have ended");
    }

    /// A mistake of the caller, found whenever two calls meet: here one thread reads while the other appends until they
    /// do, and both go on until then.
    @Test
    void twoThreadsAtOnceAreToldAndWhatIsThereStaysWhole() throws InterruptedException {
        AtomicBoolean met = new AtomicBoolean();
        AtomicInteger appended = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(2);
        Runnable work = () -> {
            begun.countDown();
            double[] action = new double[2];
            while (!met.get() && appended.get() < 20_000_000) {
                try {
                    transitions.appendPolicyAction(ORIGIN, action, 1, true, false);
                    if (appended.incrementAndGet() % 1000 == 0) {
                        transitions.meanReturn();
                    }
                } catch (ConcurrentModificationException told) {
                    met.set(true);
                }
            }
        };
        Thread other = Thread.ofPlatform().start(work);
        work.run();
        other.join();
        assertThat(met).isTrue();
        assertThat(transitions.steps()).isEqualTo(transitions.episodes()).isEqualTo(appended.get());
        assertThat(Arrays.stream(transitions.toBatch().rewards()).sum()).isEqualTo(appended.get());
    }

    private static void refused(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
