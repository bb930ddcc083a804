package org.sgmrl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.method.Method;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.Policy;
import org.sgmrl.random.RandomStream;
import org.sgmrl.worker.Workers;

/// Whatever is made for several workers is made for all of them or leaves nothing behind: the environment of any of
/// them may fail, as MuJoCo does for want of memory.
final class FailedConstructionTest {
    private static final int THREADS = 3;
    private static final MetaEnvironment<Goal> ROBOT = PointNavigation.distance();
    private static final Policy POLICY = new GaussianMlpPolicy(2, new int[] {3}, 2, 0, Precision.FLOAT);
    private static final TrainingSettings SETTINGS = MetaTrainerTest.robot(Method.SG_MRL, Coefficient.NONE, 1);

    /// Makes one of those that have a worker each for their threads.
    interface Maker {
        AutoCloseable make(MetaEnvironment<Goal> environment, Policy policy, int threads);
    }

    static final List<Map.Entry<String, Maker>> MAKERS = List.of(
            Map.entry(
                    "engine",
                    (environment, policy, threads) -> new LocalEngine<>(environment, policy, SETTINGS, threads)),
            Map.entry(
                    "engine whose threads share a task",
                    (environment, policy, threads) -> new LocalEngine<>(
                            new EngineRequest<>(environment, policy, SETTINGS, ""), threads, threads)),
            Map.entry(
                    "tester",
                    (environment, policy, threads) -> new MetaTester<>(environment, policy, SETTINGS, 1, threads)),
            Map.entry(
                    "sampler",
                    (environment, policy, threads) ->
                            new EstimatorSampler<>(environment, policy, SETTINGS.estimator(), 2, threads)),
            Map.entry(
                    "study",
                    (environment, policy, threads) -> new VarianceStudy<>(
                            environment, policy, SETTINGS.estimator(), LeaveOut.EVERY_TRAJECTORY, threads)));

    @ParameterizedTest
    @FieldSource("MAKERS")
    void aConstructorThatFailsClosesWhatItOpened(Map.Entry<String, Maker> maker) throws Exception {
        int needed = 0;
        for (int failing = 0; failing <= needed; failing++) {
            Counted environment = new Counted(failing);
            Set<Thread> before = workers();
            if (failing == 0) {
                try (AutoCloseable made = maker.getValue().make(environment, POLICY, THREADS)) {
                    assertThat(made).isNotNull();
                    needed = environment.created.get();
                    assertThat(needed).isGreaterThanOrEqualTo(THREADS);
                }
            } else {
                assertThatThrownBy(() -> maker.getValue().make(environment, POLICY, THREADS))
                        .isInstanceOf(EnvironmentException.class)
                        .hasMessage("number " + failing);
            }
            assertThat(environment.open)
                    .as("open after number %d failed", failing)
                    .hasValue(0);
            assertThat(workers()).as("threads after number %d failed", failing).isSubsetOf(before);
        }
    }

    /// Something else may fail after the environment has been made, such as the room for a batch: whatever is asked of the
    /// policy fails once.
    @ParameterizedTest
    @FieldSource("MAKERS")
    void aConstructorThatFailsLaterClosesWhatItOpened(Map.Entry<String, Maker> maker) throws Exception {
        int asked = 1;
        for (int failing = 1; failing <= asked; failing++) {
            AtomicInteger calls = new AtomicInteger();
            int last = failing;
            Policy policy = (Policy) Proxy.newProxyInstance(
                    Policy.class.getClassLoader(), new Class<?>[] {Policy.class}, (_, method, arguments) -> {
                        if (calls.incrementAndGet() == last) {
                            throw new OutOfMemoryError("call " + last);
                        }
                        return method.invoke(POLICY, arguments);
                    });
            Counted environment = new Counted(0);
            Set<Thread> before = workers();
            try (AutoCloseable made = maker.getValue().make(environment, policy, THREADS)) {
                assertThat(made).isNotNull();
            } catch (OutOfMemoryError expected) {
                asked = failing + 1;
            }
            assertThat(environment.open)
                    .as("open after call %d failed", failing)
                    .hasValue(0);
            assertThat(workers()).isSubsetOf(before);
        }
        assertThat(asked).isGreaterThan(THREADS);
    }

    @ParameterizedTest
    @FieldSource("MAKERS")
    void withoutThreadsNothingIsOpened(Map.Entry<String, Maker> maker) {
        Counted environment = new Counted(0);
        assertThatThrownBy(() -> maker.getValue().make(environment, POLICY, 0)).hasMessageContaining("threads = 0");
        assertThat(environment.created).hasValue(0);
    }

    @Test
    void closingClosesAllAlsoWhereOneFails() {
        AtomicInteger closed = new AtomicInteger();
        AtomicInteger made = new AtomicInteger();
        Workers<AutoCloseable> workers = new Workers<>(THREADS, () -> {
            int number = made.incrementAndGet();
            return () -> {
                closed.incrementAndGet();
                if (number == 2) {
                    throw new EnvironmentException("number 2 cannot be closed");
                }
            };
        });
        assertThatThrownBy(workers::close).hasMessage("number 2 cannot be closed");
        assertThat(closed).hasValue(THREADS);
    }

    private static Set<Thread> workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sgmrl-worker"))
                .collect(Collectors.toSet());
    }

    /// The point robot that counts how many batches are open, and fails to make one of them.
    private static final class Counted implements MetaEnvironment<Goal> {
        private final int failing;
        private final AtomicInteger created = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();

        Counted(int failing) {
            this.failing = failing;
        }

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
            int number = created.incrementAndGet();
            if (number == failing) {
                throw new EnvironmentException("number " + number);
            }
            BatchedEnvironment<Goal> batch = ROBOT.create(rollouts);
            open.incrementAndGet();
            return new BatchedEnvironment<>() {
                @Override
                public void reset(Goal task, RandomStream[] streams, int count, double[] observations) {
                    batch.reset(task, streams, count, observations);
                }

                @Override
                public void step(
                        int[] active,
                        int count,
                        double[] actions,
                        double[] observations,
                        double[] rewards,
                        boolean[] terminated) {
                    batch.step(active, count, actions, observations, rewards, terminated);
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        }
    }
}
