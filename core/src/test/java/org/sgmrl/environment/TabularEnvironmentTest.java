package org.sgmrl.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.random.RandomStream;
import org.sgmrl.testing.Tails;
import org.sgmrl.testing.Vectors;

/// Frequencies against probabilities. Eight tests of chance at 1e-6 each: the class raises a false alarm
/// with probability 8e-6 at most.
final class TabularEnvironmentTest {
    private static final double FALSE_ALARM = 1e-6;
    private static final int DRAWS = 20_000;
    private static final double[] INITIAL = {0.2, 0, 0.8};
    private static final double[][][] TRANSITION = {
        {{0.1, 0.3, 0.6}, {0, 1, 0}}, {{0.5, 0.5, 0}, {0.25, 0.25, 0.5}}, {{0, 0, 1}, {0.7, 0.2, 0.1}}
    };
    private static final double[][] REWARD = {{1, 2}, {3, 4}, {5, 6}};
    private static final MdpProblem PROBLEM = new MdpProblem(
            4,
            0.9,
            List.of(
                    new MdpTask(0.3, FiniteMdp.of(INITIAL, TRANSITION, REWARD)),
                    new MdpTask(0, FiniteMdp.of(INITIAL, TRANSITION, REWARD)),
                    new MdpTask(0.7, FiniteMdp.of(new double[] {0, 1, 0}, TRANSITION, REWARD))));

    @Test
    void theSpecificationCountsDecisionsFromZeroToH() {
        EnvironmentSpec spec = new TabularEnvironment(PROBLEM).spec();
        assertThat(spec.horizon()).isEqualTo(5);
        assertThat(spec.observationSize()).isEqualTo(3);
        assertThat(spec.actionSpace()).isEqualTo(new ActionSpace.Discrete(2));
    }

    @Test
    void tasksAreDrawnWithTheirProbabilitiesAndDescribedOneHot() {
        TaskDistribution<TabularEnvironment.MdpIndex> tasks = new TabularEnvironment(PROBLEM).tasks();
        RandomStream random = Vectors.stream(1);
        long[] counts = new long[3];
        for (int i = 0; i < DRAWS; i++) {
            counts[tasks.sample(random).index()]++;
        }
        assertThat(Tails.pearson(counts, new double[] {0.3, 0, 0.7})).isGreaterThan(FALSE_ALARM);
        double[] parameters = new double[3];
        tasks.parameters(new TabularEnvironment.MdpIndex(2), parameters);
        assertThat(parameters).containsExactly(0, 0, 1);
    }

    @Test
    void startsFollowTheInitialDistributionOfTheTask() {
        RandomStream[] streams = streams(DRAWS);
        try (var environment = new TabularEnvironment(PROBLEM).create(DRAWS)) {
            double[] observations = new double[DRAWS * 3];
            environment.reset(new TabularEnvironment.MdpIndex(0), streams, DRAWS, observations);
            assertThat(Tails.pearson(counts(observations, DRAWS), INITIAL)).isGreaterThan(FALSE_ALARM);
            environment.reset(new TabularEnvironment.MdpIndex(2), streams, DRAWS, observations);
            assertThat(counts(observations, DRAWS)).containsExactly(0, DRAWS, 0);
        }
    }

    @Test
    void transitionsFollowTheirDistributionsAndRewardsBelongToStateAndAction() {
        try (var environment = new TabularEnvironment(PROBLEM).create(DRAWS)) {
            double[] observations = new double[DRAWS * 3];
            environment.reset(new TabularEnvironment.MdpIndex(0), streams(DRAWS), DRAWS, observations);
            double[] actions = new double[DRAWS];
            double[] rewards = new double[DRAWS];
            boolean[] terminated = new boolean[DRAWS];
            int[] active = new int[DRAWS];
            long[][] counts = new long[6][3];
            for (int i = 0; i < DRAWS; i++) {
                active[i] = i;
            }
            for (int h = 0; h < 5; h++) {
                int[] before = new int[DRAWS];
                for (int i = 0; i < DRAWS; i++) {
                    before[i] = state(observations, i);
                    actions[i] = (i + h) % 2;
                }
                environment.step(active, DRAWS, actions, observations, rewards, terminated);
                for (int i = 0; i < DRAWS; i++) {
                    int action = (int) actions[i];
                    if (rewards[i] != REWARD[before[i]][action] || terminated[i]) {
                        assertThat(rewards[i]).isEqualTo(REWARD[before[i]][action]);
                        assertThat(terminated[i]).isFalse();
                    }
                    counts[before[i] * 2 + action][state(observations, i)]++;
                }
            }
            for (int s = 0; s < 3; s++) {
                for (int a = 0; a < 2; a++) {
                    assertThat(Tails.pearson(counts[s * 2 + a], TRANSITION[s][a]))
                            .describedAs("state %s, action %s", s, a)
                            .isGreaterThan(FALSE_ALARM);
                    assertThat(counts[s * 2 + a][0] + counts[s * 2 + a][1] + counts[s * 2 + a][2])
                            .isGreaterThan(1000);
                }
            }
            // The same test does reject another distribution.
            assertThat(Tails.pearson(counts[0], TRANSITION[1][1])).isLessThan(1e-12);
        }
    }

    private static RandomStream[] streams(int count) {
        RandomStream[] streams = new RandomStream[count];
        for (int i = 0; i < count; i++) {
            streams[i] = Vectors.stream(1000 + i);
        }
        return streams;
    }

    private static int state(double[] observations, int row) {
        int state = -1;
        for (int s = 0; s < 3; s++) {
            double value = observations[row * 3 + s];
            if (value == 1 && state < 0) {
                state = s;
            } else if (value != 0) {
                throw new AssertionError("row " + row + " is not one-hot");
            }
        }
        return state;
    }

    private static long[] counts(double[] observations, int rows) {
        long[] counts = new long[3];
        for (int i = 0; i < rows; i++) {
            counts[state(observations, i)]++;
        }
        return counts;
    }
}
