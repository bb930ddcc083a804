package org.sgmrl.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.estimator.Weighting;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.CategoricalMlpPolicy;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.FreshJvm;

final class ActorTest {
    private static final int THREADS = 16;
    private static final int ACTIONS = 2000;

    static Stream<Policies.Case<?>> cases() {
        return Policies.all();
    }

    static Stream<List<String>> flags() {
        return Stream.of(List.of(FreshJvm.VECTORS), List.of());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anActionIsTheEvaluatorsClippedToTheBounds(Policies.Case<?> kind) {
        TrainedPolicy trained = kind.trained();
        PolicyEvaluator evaluator = kind.policy().newEvaluator();
        evaluator.setParameters(trained.theta());
        double[] noise = new double[evaluator.noiseSize()];
        double[] expected = new double[kind.policy().actionSize()];
        RandomStream random = Actor.randomStream(4, 5);
        RandomStream same = Actor.randomStream(4, 5);
        Decision decision = trained.newDecision();
        for (int i = 0; i < 200; i++) {
            double[] observation = observation(trained, i);
            evaluator.drawNoise(same, 1, noise, 0);
            evaluator.act(1, observation, noise, expected);
            trained.actor().act(observation, random, decision);
            assertThat(decision.policyAction()).isEqualTo(expected);
            assertThat(decision.observation()).isEqualTo(observation);
            assertThat(decision.sampled()).isTrue();
            requireLegal(decision);
            evaluator.mode(1, observation, expected);
            trained.actor().mode(observation, decision);
            assertThat(decision.policyAction()).isEqualTo(expected);
            assertThat(decision.sampled()).isFalse();
            requireLegal(decision);
        }
    }

    private static void requireLegal(Decision decision) {
        switch (decision.policy().actionSpace()) {
            case ActionSpace.Box box -> {
                for (int j = 0; j < box.size(); j++) {
                    double unclipped = 0.5 * (box.low(j) + box.high(j))
                            + 0.5 * (box.high(j) - box.low(j)) / 10 * decision.policyAction()[j];
                    assertThat(decision.action()[j]).isEqualTo(Math.clamp(unclipped, box.low(j), box.high(j)));
                }
            }
            case ActionSpace.Discrete discrete ->
                assertThat(decision.actionIndex())
                        .isBetween(0, discrete.count() - 1)
                        .isEqualTo((int) decision.action()[0]);
        }
    }

    /// Each thread's actions depend on nothing but its observations and its stream.
    @ParameterizedTest
    @MethodSource("cases")
    <T> void manyThreadsActWithOneActorWhileAnotherAdapts(Policies.Case<T> kind)
            throws ExecutionException, InterruptedException {
        TrainedPolicy trained = kind.trained();
        double[] theta = trained.theta();
        Transitions transitions = trained.newTransitions();
        Decision decision = trained.newDecision();
        RandomStream random = Actor.randomStream(1, -1);
        for (int i = 0; i < 60; i++) {
            trained.actor().act(observation(trained, i), random, decision);
            transitions.append(decision, i % 7, i % 20 == 19, false);
        }
        double[] adapted = trained.adapt(transitions).theta();
        CyclicBarrier start = new CyclicBarrier(THREADS + 1);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1)) {
            List<Future<double[]>> acting = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                acting.add(threads.submit(() -> {
                    start.await();
                    return actions(trained, number);
                }));
            }
            Future<Void> adapting = threads.submit(() -> {
                start.await();
                for (int i = 0; i < 20; i++) {
                    assertThat(trained.adapt(transitions).theta()).isEqualTo(adapted);
                }
                return null;
            });
            adapting.get();
            for (int i = 0; i < THREADS; i++) {
                assertThat(acting.get(i).get()).isEqualTo(actions(kind.trained(), i));
            }
        }
        assertThat(trained.theta()).isEqualTo(theta);
        assertThat(trained.actor().evaluators())
                .isBetween(1, Math.min(THREADS, 2 * Runtime.getRuntime().availableProcessors()));
    }

    private static double[] actions(TrainedPolicy trained, int number) {
        Decision decision = trained.newDecision();
        RandomStream random = Actor.randomStream(8, number);
        double[] all = new double[ACTIONS * trained.policy().actionSize()];
        for (int i = 0; i < ACTIONS; i++) {
            trained.actor().act(observation(trained, i + number), random, decision);
            System.arraycopy(decision.action(), 0, all, i * decision.action().length, decision.action().length);
        }
        return all;
    }

    @Test
    void oneThreadAfterAnotherShareAnEvaluator() throws InterruptedException {
        TrainedPolicy trained = Policies.robot();
        for (int i = 0; i < 10; i++) {
            Thread thread = Thread.ofPlatform().start(() -> actions(trained, 3));
            thread.join();
        }
        assertThat(trained.actor().evaluators()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("flags")
    void afterWarmUpNothingIsAllocated(List<String> flags) throws IOException, InterruptedException {
        List<String> lines = FreshJvm.run(flags, ActorProbe.class);
        assertThat(lines.stream().filter(line -> line.endsWith(" rounds without allocation 5")))
                .as("%s", lines)
                .hasSize(5);
    }

    @Test
    void streamsOfOtherSeedsAndNumbersAreOthers() {
        assertThat(Stream.of(
                                Actor.randomStream(1, 1),
                                Actor.randomStream(1, 2),
                                Actor.randomStream(2, 1),
                                Actor.randomStream(-1, -1))
                        .map(RandomStream::nextLong))
                .doesNotHaveDuplicates();
        assertThat(Actor.randomStream(1, 2).nextLong())
                .isEqualTo(Actor.randomStream(1, 2).nextLong());
    }

    @Test
    void whatACallerWritesIntoTheActionChangesNothingElse() {
        TrainedPolicy trained = Policies.robot();
        Decision decision = trained.newDecision();
        trained.actor().act(new double[] {0.1, 0.2}, Actor.randomStream(1, 1), decision);
        double[] drawn = decision.policyAction();
        Arrays.fill(decision.action(), 77);
        Transitions transitions = trained.newTransitions();
        transitions.append(decision, 1, true, false);
        assertThat(transitions.toBatch().decisions().actions()).isEqualTo(drawn);
    }

    @Test
    void anActionThatIsNoNumberIsAnErrorAndLeavesTheDecisionEmpty() {
        Policy policy = new GaussianMlpPolicy(1, new int[0], 1, 0, Precision.FLOAT);
        EnvironmentSpec spec = new EnvironmentSpec("line", 1, ActionSpace.Box.uniform(1, -1, 1), 5);
        TrainedPolicy trained = TrainedPolicy.of(
                spec, policy, Policies.settings(Weighting.Kind.REWARD_TO_GO), new double[] {1e30, 0, 0}, 0);
        Decision decision = trained.newDecision();
        trained.actor().act(new double[] {1}, Actor.randomStream(1, 1), decision);
        assertThat(decision.action()).containsExactly(1);
        assertThatThrownBy(() -> trained.actor().act(new double[] {1e30}, Actor.randomStream(1, 1), decision))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("observation gives action[0] = Infinity, which must be a finite number");
        assertThatThrownBy(decision::action)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("decision is empty");
    }

    /// A policy of one's own need not have a mode.
    @Test
    void aPolicyWithoutAModeSaysSo() {
        Policy table = new OwnPolicy(new CategoricalMlpPolicy(2, new int[0], 3, Precision.DOUBLE));
        EnvironmentSpec spec = new EnvironmentSpec("own", 2, new ActionSpace.Discrete(3), 5);
        TrainedPolicy trained = TrainedPolicy.of(
                spec, table, Policies.settings(Weighting.Kind.REWARD_TO_GO), new double[table.parameterCount()], 0);
        Decision decision = trained.newDecision();
        assertThatThrownBy(() -> trained.actor().mode(new double[2], decision))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("sample its actions");
        trained.actor().act(new double[2], Actor.randomStream(1, 1), decision);
        assertThat(decision.actionIndex()).isBetween(0, 2);
    }

    private static double[] observation(TrainedPolicy policy, int i) {
        double[] observation = new double[policy.policy().observationSize()];
        if (policy.actionSpace() instanceof ActionSpace.Discrete) {
            observation[i % observation.length] = 1;
        } else {
            for (int j = 0; j < observation.length; j++) {
                observation[j] = (i * 31 % 64 - 32) / (32.0 * (1 + j));
            }
        }
        return observation;
    }
}
