package org.sgmrl.environment;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sgmrl.argument.Arguments;
import org.sgmrl.io.Closing;

/// An environment together with its tasks: what meta-training trains on. Immutable and shared by all
/// workers.
///
/// @param <T> type of the task
public interface MetaEnvironment<T> {
    /// Sizes and bounds.
    ///
    /// @return the specification
    EnvironmentSpec spec();

    /// The distribution that tasks are drawn from.
    ///
    /// @return the task distribution
    TaskDistribution<T> tasks();

    /// Makes a batched environment for one worker.
    ///
    /// @param rollouts the most rollouts it will run at once
    /// @return a new instance, owned by the caller
    /// @throws EnvironmentException if it cannot be made on this machine
    BatchedEnvironment<T> create(int rollouts);

    /// Makes a single environment that can be put into any state.
    ///
    /// @return a new instance, owned by the caller; empty where states cannot be set
    /// @throws EnvironmentException if it cannot be made on this machine
    default Optional<StatefulEnvironment<T>> createStateful() {
        return Optional.empty();
    }

    /// Checks that the environment can be created on this machine, before anything is written or lengthy
    /// work begins. By default it can.
    ///
    /// @throws EnvironmentException if not; the message says what to do
    default void requireAvailable() {}

    /// What outside the JVM computes the steps, with its version, where results may depend on that or on the
    /// processor.
    ///
    /// @return such as `MuJoCo 2.2.2`; empty by default, when results have the same bits everywhere
    /// @throws EnvironmentException if it is not there
    default String simulator() {
        return "";
    }

    /// What the environment is made from, where a user may change that under the same id: the file's name with a
    /// fingerprint. Who tests or goes on with a policy then knows whether it is still what the policy was trained on.
    ///
    /// @return such as `tasks.py 68c57b3b6894`; empty by default, where id, libraries and version say what it is
    /// @throws EnvironmentException if it is not there
    default String source() {
        return "";
    }

    /// Whether steps are taken by the code that goes on taking them. An environment may let simpler code step, to the
    /// same bits, until faster code is compiled; whoever measures its speed waits for that.
    ///
    /// @return true by default
    default boolean isWarm() {
        return true;
    }

    /// Whether there is a [#yardstick] where its tools are installed.
    ///
    /// @return false by default
    default boolean hasYardstick() {
        return false;
    }

    /// Starts what the speed of this environment is measured against.
    ///
    /// @param horizon steps between resets
    /// @param threads how many threads step at once
    /// @return empty if there is nothing to compare with here; owned by the caller
    default Optional<Yardstick> yardstick(int horizon, int threads) {
        return Optional.empty();
    }

    /// Makes an environment of one's own trainable. Where `tasks` and `environment` can be copied by Java's
    /// serialization, the result can too, and a Spark cluster can train on it.
    ///
    /// @param spec its sizes and bounds
    /// @param tasks its tasks
    /// @param environment makes single environments; called once for each rollout of each worker
    /// @param <T> type of the task
    /// @return the meta-environment
    static <T> MetaEnvironment<T> of(EnvironmentSpec spec, TaskDistribution<T> tasks, Factory<T> environment) {
        return new SingleMetaEnvironment<>(spec, tasks, environment);
    }

    /// Makes single environments: a constructor reference or a lambda.
    ///
    /// @param <T> type of the task
    @FunctionalInterface
    interface Factory<T> extends Serializable {
        /// Makes an environment.
        ///
        /// @return a new instance, owned by the caller
        Environment<T> create();
    }
}

/// A meta-environment made of single environments.
///
/// @param spec sizes and bounds
/// @param tasks the tasks
/// @param environment makes single environments
record SingleMetaEnvironment<T>(EnvironmentSpec spec, TaskDistribution<T> tasks, MetaEnvironment.Factory<T> environment)
        implements MetaEnvironment<T>, Serializable {
    SingleMetaEnvironment {
        Arguments.given("spec", spec);
        Arguments.given("tasks", tasks);
        Arguments.given("environment", environment);
    }

    @Override
    public BatchedEnvironment<T> create(int rollouts) {
        List<Environment<T>> singles = new ArrayList<>(rollouts);
        try (Closing opened = new Closing()) {
            for (int i = 0; i < rollouts; i++) {
                Environment<T> single = environment.create();
                if (single == null) {
                    throw new EnvironmentException(
                            "the factory of environment " + spec.id() + " returned null; it must make an environment");
                }
                singles.add(opened.add(single));
            }
            BatchedEnvironment<T> batch = new SingleEnvironments<>(spec, singles);
            opened.keep();
            return batch;
        }
    }
}
