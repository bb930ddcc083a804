package org.sgmrl.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.CartPole;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.CategoricalMlpPolicy;
import org.sgmrl.policy.DecisionMemory;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.random.RandomStream;
import org.sgmrl.random.StreamDomain;
import org.sgmrl.testing.Breakdown;
import org.sgmrl.testing.Vectors;

/// A batch has the same bits whoever samples it.
final class SplitSamplerTest {
    private static final RolloutKey KEY = new RolloutKey(3, StreamDomain.TRAINING, 1, 4);
    private static final MetaEnvironment<Goal> ROBOT = PointNavigation.distance();
    /// Large actions: some rollouts pass over the goal and end early.
    private static final Policy WILD = new GaussianMlpPolicy(2, new int[] {8}, 2, 2.0, Precision.FLOAT);

    private static final Goal NEAR = new Goal(0.03, 0.02);

    /// What a batch holds.
    private record Content(List<Double> numbers, List<Integer> starts, int diverged) {
        static Content of(TrajectoryBatch batch) {
            List<Double> numbers = new ArrayList<>();
            for (int n = 0; n < batch.rows(); n++) {
                add(batch.decisions().observations(), n, batch.decisions().observationSize(), numbers);
                add(batch.decisions().actions(), n, batch.decisions().actionSize(), numbers);
                numbers.add(batch.rewards()[n]);
            }
            List<Integer> starts = new ArrayList<>();
            for (int i = 0; i <= batch.trajectories(); i++) {
                starts.add(batch.start(i));
            }
            return new Content(numbers, starts, batch.divergedEpisodes());
        }

        private static void add(double[] from, int row, int width, List<Double> numbers) {
            for (int j = 0; j < width; j++) {
                numbers.add(from[row * width + j]);
            }
        }
    }

    private static double[] theta(Policy policy) {
        double[] theta = new double[policy.parameterCount()];
        policy.initialize(Vectors.stream(5), theta);
        return theta;
    }

    private static <T> Content sampled(
            MetaEnvironment<T> environment, Policy policy, T task, int threads, int first, int count, int horizon) {
        double[] theta = theta(policy);
        PolicyEvaluator evaluator = policy.newEvaluator();
        evaluator.setParameters(theta);
        TrajectoryBatch batch = new TrajectoryBatch(count, horizon, policy.observationSize(), policy.actionSize());
        try (BatchSampler<T> sampler =
                BatchSampler.of(environment, policy, threads, evaluator.noiseSize(), count, horizon)) {
            sampler.sample(theta, evaluator, task, KEY, 2, 0, count, batch); // to be overwritten
            sampler.sample(theta, evaluator, task, KEY, 1, first, count, batch);
        }
        return Content.of(batch);
    }

    private static <T> void assertSplitIsWhole(
            MetaEnvironment<T> environment, Policy policy, T task, int count, int horizon) {
        for (int first : new int[] {0, 5}) {
            Content whole = sampled(environment, policy, task, 1, first, count, horizon);
            for (int threads : new int[] {2, 3, 7, 30}) {
                assertThat(sampled(environment, policy, task, threads, first, count, horizon))
                        .as("%d threads", threads)
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    void anyNumberOfThreadsGivesTheBitsOfOne() {
        assertSplitIsWhole(ROBOT, WILD, NEAR, 20, 60);
        CartPole pole = CartPole.hidden();
        Policy small = new CategoricalMlpPolicy(pole.spec().observationSize(), new int[] {6}, 2, Precision.DOUBLE);
        assertSplitIsWhole(pole, small, pole.tasks().sample(Vectors.stream(2)), 9, 40);
        // Some break down.
        Policy line = new GaussianMlpPolicy(1, new int[0], 1, 0, Precision.DOUBLE);
        assertSplitIsWhole(Breakdown.environment(6), line, 1, 8, 6);
        assertThat(sampled(Breakdown.environment(6), line, 1, 3, 0, 8, 6).diverged())
                .isEqualTo(8);
    }

    /// Threads remember in the memory of the one that asks, which takes up what they have computed.
    @Test
    void theMemoryHoldsWhatAllThreadsComputed() {
        Policy policy = new GaussianMlpPolicy(2, new int[] {16}, 2, 2.0, Precision.FLOAT);
        double[] theta = theta(policy);
        PolicyEvaluator evaluator = policy.newEvaluator();
        evaluator.setParameters(theta);
        TrajectoryBatch batch = new TrajectoryBatch(40, 100, 2, 2);
        DecisionMemory memory = Objects.requireNonNull(evaluator.newMemory(4000));
        assertThat(memory.takesFromMany()).isTrue();
        double[] weights = Vectors.gaussian(Vectors.stream(1), 4000);
        try (BatchSampler<Goal> sampler = BatchSampler.of(ROBOT, policy, 4, evaluator.noiseSize(), 40, 100)) {
            for (int phase = 0; phase < 3; phase++) {
                batch.decisions().memory(memory);
                sampler.sample(theta, evaluator, NEAR, KEY, phase, 0, 40, batch);
                assertThat(batch.rows()).as("more than one block, and gaps").isBetween(101, 3999);
                double[] remembered = new double[theta.length];
                evaluator.gradient(batch.decisions(), 0, batch.rows(), weights, remembered);
                batch.decisions().memory(null);
                double[] computed = new double[theta.length];
                evaluator.gradient(batch.decisions(), 0, batch.rows(), weights, computed);
                assertThat(remembered).isEqualTo(computed);
            }
        }
    }

    /// A memory of somebody's that is for one evaluator alone: nobody else touches it, and it is told that it has nothing.
    @Test
    void aMemoryForOneEvaluatorIsLeftAlone() {
        double[] theta = theta(WILD);
        PolicyEvaluator evaluator = WILD.newEvaluator();
        evaluator.setParameters(theta);
        Remembering memory = new Remembering();
        TrajectoryBatch batch = new TrajectoryBatch(6, 20, 2, 2);
        batch.decisions().memory(memory);
        try (BatchSampler<Goal> sampler = BatchSampler.of(ROBOT, WILD, 2, 2, 6, 20)) {
            sampler.sample(theta, evaluator, NEAR, KEY, 1, 0, 6, batch);
        }
        assertThat(memory.calls).containsExactly("begin");
        assertThat(Content.of(batch)).isEqualTo(sampled(ROBOT, WILD, NEAR, 1, 0, 6, 20));
    }

    private static final class Remembering implements DecisionMemory {
        private final List<String> calls = new ArrayList<>();

        @Override
        public void begin() {
            calls.add("begin");
        }

        @Override
        public void move(int from, int to, int count) {
            calls.add("move");
        }

        @Override
        public void end(int rows) {
            calls.add("end");
        }
    }

    @Test
    void whatFailsInAThreadReachesTheCallerAndAllAreClosed() {
        AtomicInteger open = new AtomicInteger();
        MetaEnvironment<Goal> failing = new MetaEnvironment<>() {
            @Override
            public EnvironmentSpec spec() {
                return ROBOT.spec();
            }

            @Override
            public TaskDistribution<Goal> tasks() {
                return ROBOT.tasks();
            }

            @Override
            public BatchedEnvironment<Goal> create(int rollouts) {
                open.incrementAndGet();
                return new BatchedEnvironment<>() {
                    @Override
                    public void reset(Goal task, RandomStream[] streams, int count, double[] observations) {
                        throw new IllegalStateException("broken");
                    }

                    @Override
                    public void step(
                            int[] active,
                            int count,
                            double[] actions,
                            double[] observations,
                            double[] rewards,
                            boolean[] terminated) {}

                    @Override
                    public void close() {
                        open.decrementAndGet();
                    }
                };
            }
        };
        double[] theta = theta(WILD);
        PolicyEvaluator evaluator = WILD.newEvaluator();
        evaluator.setParameters(theta);
        TrajectoryBatch batch = new TrajectoryBatch(4, 2, 2, 2);
        BatchSampler<Goal> sampler = BatchSampler.of(failing, WILD, 4, 2, 4, 2);
        try (sampler) {
            assertThatThrownBy(() -> sampler.sample(theta, evaluator, NEAR, KEY, 1, 0, 4, batch))
                    .hasMessage("broken");
        }
        assertThat(open).hasValue(0);
        assertThatThrownBy(() -> sampler.sample(theta, evaluator, NEAR, KEY, 1, 0, 4, batch))
                .hasMessageContaining("closed");
    }

    @Test
    void aBatchThatIsTooLargeIsRefusedAtTheDoor() {
        double[] theta = theta(WILD);
        PolicyEvaluator evaluator = WILD.newEvaluator();
        evaluator.setParameters(theta);
        try (BatchSampler<Goal> sampler = BatchSampler.of(ROBOT, WILD, 2, 2, 3, 10)) {
            assertThatThrownBy(() ->
                            sampler.sample(theta, evaluator, NEAR, KEY, 0, 0, 4, new TrajectoryBatch(5, 10, 2, 2)))
                    .hasMessageContaining("trajectories = 4 must be in [1, 3]");
            assertThatThrownBy(() ->
                            sampler.sample(theta, evaluator, NEAR, KEY, 0, 0, 3, new TrajectoryBatch(3, 11, 2, 2)))
                    .hasMessageContaining("horizon = 11");
        }
        assertThatThrownBy(() -> BatchSampler.of(ROBOT, WILD, 0, 2, 3, 10))
                .hasMessage("threads = 0 must be at least 1");
    }
}
