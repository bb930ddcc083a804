package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.sgmrl.environment.BatchedEnvironment;
import org.sgmrl.environment.Goal;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.environment.PointNavigation;
import org.sgmrl.environment.VisibleEnvironment;
import org.sgmrl.method.Method;
import org.sgmrl.method.Preset;
import org.sgmrl.picture.Recording;
import org.sgmrl.policy.Policy;
import org.sgmrl.run.bench.EnvironmentBench;
import org.sgmrl.training.TrainingSettings;

/// What uses environments of its own closes all of them, whichever of its calls of them fails.
final class FailedOpeningTest {
    private static final MetaEnvironment<Goal> ROBOT = PointNavigation.distance();

    private static final TrainingSettings SETTINGS = TrainingSettings.of(Preset.PAPER, ROBOT.spec(), Method.MAML)
            .withSampling(
                    sampling -> sampling.withInnerTrajectories(2).withHorizon(3).withOuterTrajectories(2));

    /// Uses an environment and closes what it has made of it.
    interface User {
        void use(MetaEnvironment<Goal> environment);
    }

    static final List<Map.Entry<String, User>> USERS = List.of(
            Map.entry("bench", environment -> EnvironmentBench.measure(environment, 2, 3, 3, 1e-3)),
            Map.entry("recording", FailedOpeningTest::record));

    private static void record(MetaEnvironment<Goal> environment) {
        Policy policy = SETTINGS.newPolicy(ROBOT.spec());
        double[] theta = new double[policy.parameterCount()];
        Goal task = new Goal(0.3, 0.4);
        try (Recording<Goal> recording =
                Recording.of(environment, policy, SETTINGS.estimator().forTesting(1), theta, task, 0)) {
            assertThat(recording.takes()).hasSize(2);
        }
    }

    @ParameterizedTest
    @FieldSource("USERS")
    void whicheverCallFailsNothingStaysOpen(Map.Entry<String, User> user) {
        int calls = 1;
        for (int failing = 1; failing <= calls; failing++) {
            Fragile fragile = new Fragile(failing);
            try {
                user.getValue().use(fragile.wrapped(MetaEnvironment.class, ROBOT));
            } catch (OutOfMemoryError expected) {
                calls = failing + 1;
            }
            assertThat(fragile.open).as("open after call %d failed", failing).hasValue(0);
        }
        assertThat(calls).isGreaterThan(8);
    }

    /// Fails at one of the calls that a thread makes of an environment and of all that comes from it, and counts what is
    /// open.
    private static final class Fragile {
        private final int failing;
        private final Thread thread = Thread.currentThread();
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();

        Fragile(int failing) {
            this.failing = failing;
        }

        @SuppressWarnings("unchecked") // the same type but for its parameters
        <T> T wrapped(Class<? super T> type, Object original) {
            return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                if (method.getName().equals("close")) {
                    open.decrementAndGet();
                } else if (Thread.currentThread() == thread && calls.incrementAndGet() == failing) {
                    throw new OutOfMemoryError("call " + failing);
                }
                try {
                    return counted(method.invoke(original, arguments));
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
        }

        private @Nullable Object counted(@Nullable Object result) {
            return switch (result) {
                case BatchedEnvironment<?> batch -> opened(BatchedEnvironment.class, batch);
                case Optional<?> optional
                when optional.orElse(null) instanceof VisibleEnvironment<?> single ->
                    Optional.of(opened(VisibleEnvironment.class, single));
                case null, default -> result;
            };
        }

        private Object opened(Class<?> type, Object original) {
            open.incrementAndGet();
            return wrapped(type, original);
        }
    }
}
