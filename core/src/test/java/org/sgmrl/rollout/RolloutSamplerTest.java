package org.sgmrl.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.environment.TabularEnvironment;
import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.CategoricalMlpPolicy;
import org.sgmrl.policy.DecisionMemory;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.testing.Breakdown;
import org.sgmrl.testing.Countdown;
import org.sgmrl.testing.SinglePointRobot;
import org.sgmrl.testing.Vectors;

final class RolloutSamplerTest {
    private static final RolloutKey KEY = new RolloutKey(7, StreamDomain.TRAINING, 3, 2);
    private static final Goal GOAL = new Goal(0.2, 0.1);
    private static final Policy ROBOT_POLICY = new GaussianMlpPolicy(2, new int[] {8}, 2, 1.0, Precision.FLOAT);
    private static final MdpProblem CHAIN = new MdpProblem(
            9,
            1,
            List.of(new MdpTask(
                    1,
                    FiniteMdp.of(
                            new double[] {0.5, 0.5},
                            new double[][][] {{{0.9, 0.1}, {0.4, 0.6}}, {{0.3, 0.7}, {0.5, 0.5}}},
                            new double[][] {{1, 0}, {0, 2}}))));

    @Test
    void theSameKeyGivesTheSameBits() {
        MetaEnvironment<Goal> environment = PointNavigation.distance();
        assertThat(sample(environment, ROBOT_POLICY, GOAL, KEY, 1, 12, 30))
                .isEqualTo(sample(environment, ROBOT_POLICY, GOAL, KEY, 1, 12, 30));
    }

    @Test
    void anotherPhaseTaskIterationSeedOrDomainGivesOtherTrajectories() {
        List<RolloutKey> keys = List.of(
                new RolloutKey(8, StreamDomain.TRAINING, 3, 2),
                new RolloutKey(7 + (1L << 32), StreamDomain.TRAINING, 3, 2),
                new RolloutKey(7, StreamDomain.TEST, 3, 2),
                new RolloutKey(7, StreamDomain.TRAINING, 4, 2),
                new RolloutKey(7, StreamDomain.TRAINING, 3, 3));
        TabularEnvironment chain = new TabularEnvironment(CHAIN);
        Policy policy = new SoftmaxTabularPolicy(2, 2);
        double[] reference = sample(chain, policy, new TabularEnvironment.MdpIndex(0), KEY, 1, 20, 10);
        for (RolloutKey key : keys) {
            double[] other = sample(chain, policy, new TabularEnvironment.MdpIndex(0), key, 1, 20, 10);
            // Independent fair draws agree in half of the bits, give or take: 200 states and 200 actions.
            assertThat(differences(reference, other)).describedAs("%s", key).isGreaterThan(100);
        }
        assertThat(differences(reference, sample(chain, policy, new TabularEnvironment.MdpIndex(0), KEY, 2, 20, 10)))
                .isGreaterThan(100);
    }

    @Test
    void theRolloutsOfABatchDiffer() {
        TrajectoryBatch batch = batch(PointNavigation.distance(), ROBOT_POLICY, GOAL, KEY, 0, 6, 5);
        double[] actions = batch.decisions().actions();
        assertThat(Arrays.stream(actions).distinct().count()).isEqualTo(actions.length);
    }

    @Test
    void trajectoriesOfDifferentLengthsAreCompactedRowByRow() {
        int rollouts = 7;
        Policy policy = new GaussianMlpPolicy(3, new int[0], 1, 2, Precision.DOUBLE);
        for (int task = 0; task < 5; task++) {
            Countdown environment = new Countdown(5);
            TrajectoryBatch batch = batch(environment, policy, task, KEY, 0, rollouts, 5);
            assertThat(batch.trajectories()).isEqualTo(rollouts);
            int row = 0;
            for (int i = 0; i < rollouts; i++) {
                assertThat(batch.start(i)).isEqualTo(row);
                assertThat(batch.length(i)).isEqualTo(environment.length(task, i));
                double before = -1;
                for (int h = 0; h < batch.length(i); h++, row++) {
                    double[] observation = Arrays.copyOfRange(batch.decisions().observations(), 3 * row, 3 * row + 3);
                    assertThat(observation).containsExactly(i, h, before);
                    // Policy units of ±10 are the environment's bounds of ±1.
                    double action = Math.clamp(0.1 * batch.decisions().actions()[row], -1, 1);
                    assertThat(batch.rewards()[row]).isEqualTo(1000.0 * i + h + action);
                    before = action;
                }
            }
            assertThat(batch.rows()).isEqualTo(row);
            assertThat(batch.start(rollouts)).isEqualTo(row);
            assertThat(batch.decisions().rows()).isEqualTo(row);
        }
    }

    @Test
    void aMemoryFollowsTheRowsOfTrajectoriesOfDifferentLengths() {
        Policy policy = new GaussianMlpPolicy(3, new int[] {5}, 1, 2, Precision.FLOAT);
        int rollouts = 60;
        PolicyEvaluator evaluator = evaluator(policy);
        TrajectoryBatch batch = new TrajectoryBatch(rollouts, 5, 3, 1);
        DecisionMemory memory = Objects.requireNonNull(evaluator.newMemory(rollouts * 5));
        double[] weights = Vectors.gaussian(Vectors.stream(1), rollouts * 5);
        try (RolloutSampler<Integer> sampler =
                new RolloutSampler<>(new Countdown(5), evaluator.noiseSize(), rollouts, 5)) {
            for (int task = 0; task < 3; task++) {
                batch.decisions().memory(memory);
                sampler.sample(task, evaluator, KEY, 0, rollouts, batch);
                assertThat(batch.rows()).as("more than one block").isBetween(101, rollouts * 5 - 1);
                double[] remembered = new double[policy.parameterCount()];
                evaluator.gradient(batch.decisions(), 0, batch.rows(), weights, remembered);
                batch.decisions().memory(null);
                double[] computed = new double[policy.parameterCount()];
                evaluator.gradient(batch.decisions(), 0, batch.rows(), weights, computed);
                assertThat(remembered).isEqualTo(computed);
            }
        }
    }

    @Test
    void aTrajectoryIsTheOneThatItsActionsLeadTo() {
        TrajectoryBatch batch = batch(PointNavigation.distance(), ROBOT_POLICY, GOAL, KEY, 0, 6, 40);
        for (int i = 0; i < 6; i++) {
            SinglePointRobot robot = new SinglePointRobot();
            double[] observation = new double[2];
            robot.reset(GOAL, Vectors.stream(0), observation);
            for (int n = batch.start(i); n < batch.start(i + 1); n++) {
                assertThat(Arrays.copyOfRange(batch.decisions().observations(), 2 * n, 2 * n + 2))
                        .isEqualTo(observation);
                double[] action = new double[2];
                for (int j = 0; j < 2; j++) {
                    action[j] = Math.clamp(0.1 / 10 * batch.decisions().actions()[2 * n + j], -0.1, 0.1);
                }
                assertThat(batch.rewards()[n]).isEqualTo(robot.step(action, observation));
                assertThat(robot.terminated()).isEqualTo(n == batch.start(i + 1) - 1 && batch.length(i) < 40);
            }
        }
    }

    @Test
    void anEnvironmentWrittenOneRolloutAtATimeGivesTheSameBitsAsTheBatchedOne() {
        MetaEnvironment<Goal> batched = PointNavigation.distance();
        MetaEnvironment<Goal> wrapped = MetaEnvironment.of(batched.spec(), batched.tasks(), SinglePointRobot::new);
        // Large actions: some rollouts pass over the goal and end early, some run into walls.
        Policy wild = new GaussianMlpPolicy(2, new int[] {8}, 2, 2.0, Precision.FLOAT);
        Goal near = new Goal(0.03, 0.02);
        TrajectoryBatch batch = batch(batched, wild, near, KEY, 0, 40, 100);
        assertThat(batch.rows()).isLessThan(4000);
        assertThat(contents(batch(wrapped, wild, near, KEY, 0, 40, 100))).isEqualTo(contents(batch));
    }

    @Test
    void aRolloutDoesNotDependOnHowManyOthersRunBesideIt() {
        for (Policy policy :
                List.of(ROBOT_POLICY, new GaussianMlpPolicy(2, new int[] {100, 100}, 2, 1.0, Precision.DOUBLE))) {
            TrajectoryBatch many = batch(PointNavigation.distance(), policy, GOAL, KEY, 0, 70, 20);
            for (int count : new int[] {1, 2, 7, 33}) {
                TrajectoryBatch few = batch(PointNavigation.distance(), policy, GOAL, KEY, 0, count, 20);
                assertThat(few.rows()).isEqualTo(many.start(count));
                double[] all = contents(few);
                double[] expected = contents(many);
                int width = expected.length / many.rows();
                assertThat(all).isEqualTo(Arrays.copyOf(expected, few.rows() * width));
            }
        }
    }

    @Test
    void aShorterHorizonGivesTheBeginningsOfTheSameTrajectories() {
        TrajectoryBatch full = batch(PointNavigation.distance(), ROBOT_POLICY, GOAL, KEY, 0, 3, 50);
        TrajectoryBatch cut = batch(PointNavigation.distance(), ROBOT_POLICY, GOAL, KEY, 0, 3, 11);
        for (int i = 0; i < 3; i++) {
            int rows = Math.min(11, full.length(i));
            assertThat(cut.length(i)).isEqualTo(rows);
            assertThat(Arrays.copyOfRange(cut.decisions().actions(), 2 * cut.start(i), 2 * (cut.start(i) + rows)))
                    .isEqualTo(Arrays.copyOfRange(
                            full.decisions().actions(), 2 * full.start(i), 2 * (full.start(i) + rows)));
        }
    }

    @Test
    void episodesThatBreakDownEndThereAndAreCounted() {
        Policy policy = new GaussianMlpPolicy(1, new int[0], 1, 0, Precision.DOUBLE);
        TrajectoryBatch broken = batch(Breakdown.environment(6), policy, 1, KEY, 0, 8, 6);
        assertThat(broken.divergedEpisodes()).isEqualTo(8);
        for (int i = 0; i < 8; i++) {
            assertThat(broken.rewards()[broken.start(i + 1) - 1]).isZero();
        }
        TrajectoryBatch whole = batch(Breakdown.environment(6), policy, 2, KEY, 0, 8, 6);
        assertThat(whole.divergedEpisodes()).isZero();
        assertThat(whole.rows()).isEqualTo(48);
    }

    @Test
    void meanReturnIsDiscountedWithinEachTrajectory() {
        TrajectoryBatch batch = new TrajectoryBatch(2, 3, 1, 1);
        batch.compact(2, new int[] {3, 2}, 0, null);
        System.arraycopy(new double[] {1, 2, 4, 8, 16}, 0, batch.rewards(), 0, 5);
        // (1 + 2/2 + 4/4 + 8 + 16/2) / 2 and (7 + 24) / 2.
        assertThat(batch.meanReturn(0.5)).isEqualTo(9.5);
        assertThat(batch.meanReturn(1)).isEqualTo(15.5);
        assertThat(batch.meanReturn(0)).isEqualTo(4.5);
    }

    @Test
    void afterWarmUpABatchOfFourThousandStepsAllocatesNothing() {
        for (Policy policy :
                List.of(ROBOT_POLICY, new GaussianMlpPolicy(2, new int[] {8, 8}, 2, 0, Precision.DOUBLE))) {
            assertThat(allocated(PointNavigation.distance(), policy, GOAL))
                    .describedAs(policy.description())
                    .isLessThan(200);
        }
        for (Policy policy : List.of(
                new SoftmaxTabularPolicy(2, 2), new CategoricalMlpPolicy(2, new int[] {5}, 2, Precision.DOUBLE))) {
            assertThat(allocated(new TabularEnvironment(CHAIN), policy, new TabularEnvironment.MdpIndex(0)))
                    .describedAs(policy.description())
                    .isLessThan(200);
        }
    }

    @Test
    void aBatchThatIsTooLargeIsRefusedAtTheDoor() {
        MetaEnvironment<Goal> environment = PointNavigation.distance();
        PolicyEvaluator evaluator = ROBOT_POLICY.newEvaluator();
        try (RolloutSampler<Goal> sampler = new RolloutSampler<>(environment, 2, 3, 10)) {
            TrajectoryBatch batch = new TrajectoryBatch(5, 10, 2, 2);
            assertThatThrownBy(() -> sampler.sample(GOAL, evaluator, KEY, 0, 4, batch))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("trajectories = 4 must be in [1, 3]");
            assertThatThrownBy(() -> sampler.sample(GOAL, evaluator, KEY, 0, 0, batch))
                    .hasMessageContaining("trajectories = 0");
            assertThatThrownBy(() -> sampler.sample(GOAL, evaluator, KEY, 0, 3, new TrajectoryBatch(3, 11, 2, 2)))
                    .hasMessageContaining("horizon = 11");
        }
    }

    /// Bytes that one call of `sample` with 20 rollouts of 200 steps allocates: vectors are objects until
    /// the compiler has seen enough of them, so calls are repeated until one allocates next to nothing, but
    /// at most 2000 times.
    private static <T> long allocated(MetaEnvironment<T> environment, Policy policy, T task) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        PolicyEvaluator evaluator = evaluator(policy);
        TrajectoryBatch batch = new TrajectoryBatch(20, 200, policy.observationSize(), policy.actionSize());
        try (RolloutSampler<T> sampler = new RolloutSampler<>(environment, evaluator.noiseSize(), 20, 200)) {
            long least = Long.MAX_VALUE;
            for (int repeat = 0; repeat < 2000 && least >= 200; repeat++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                sampler.sample(task, evaluator, KEY, repeat, 20, batch);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            return least;
        }
    }

    private static PolicyEvaluator evaluator(Policy policy) {
        double[] theta = new double[policy.parameterCount()];
        policy.initialize(Vectors.stream(5), theta);
        PolicyEvaluator evaluator = policy.newEvaluator();
        evaluator.setParameters(theta);
        return evaluator;
    }

    private static <T> double[] sample(
            MetaEnvironment<T> environment,
            Policy policy,
            T task,
            RolloutKey key,
            int phase,
            int trajectories,
            int horizon) {
        return contents(batch(environment, policy, task, key, phase, trajectories, horizon));
    }

    private static <T> TrajectoryBatch batch(
            MetaEnvironment<T> environment,
            Policy policy,
            T task,
            RolloutKey key,
            int phase,
            int trajectories,
            int horizon) {
        PolicyEvaluator evaluator = evaluator(policy);
        TrajectoryBatch batch =
                new TrajectoryBatch(trajectories, horizon, policy.observationSize(), policy.actionSize());
        try (RolloutSampler<T> sampler =
                new RolloutSampler<>(environment, evaluator.noiseSize(), trajectories, horizon)) {
            sampler.sample(task, evaluator, key, phase, trajectories, batch);
        }
        return batch;
    }

    /// All rows, one after the other: observation, action, reward.
    private static double[] contents(TrajectoryBatch batch) {
        int observationSize = batch.decisions().observationSize();
        int actionSize = batch.decisions().actionSize();
        int width = observationSize + actionSize + 1;
        double[] all = new double[batch.rows() * width];
        for (int n = 0; n < batch.rows(); n++) {
            System.arraycopy(batch.decisions().observations(), n * observationSize, all, n * width, observationSize);
            System.arraycopy(batch.decisions().actions(), n * actionSize, all, n * width + observationSize, actionSize);
            all[n * width + width - 1] = batch.rewards()[n];
        }
        return all;
    }

    private static int differences(double[] a, double[] b) {
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            count += a[i] == b[i] ? 0 : 1;
        }
        return count;
    }
}
