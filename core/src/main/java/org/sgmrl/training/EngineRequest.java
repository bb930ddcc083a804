package org.sgmrl.training;

import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.estimator.TaskGradientEstimator;
import org.sgmrl.policy.Policy;

/// What an engine is to work on.
///
/// @param environment the environment; on other machines it is looked up by its id, or a copy by Java's serialization
/// @param policy the policy
/// @param settings the settings
/// @param parts parts of one's own, of which the policy has been made already
/// @param master where the engine finds its workers, in the engine's own form; empty for its default
/// @param <T> type of the task
public record EngineRequest<T>(
        MetaEnvironment<T> environment, Policy policy, TrainingSettings settings, OwnParts parts, String master) {
    /// Refuses what is missing.
    public EngineRequest {
        Arguments.given("environment", environment);
        Arguments.given("policy", policy);
        Arguments.given("settings", settings);
        Arguments.given("parts", parts);
        Arguments.given("master", master);
    }

    /// A request without parts of one's own.
    ///
    /// @param environment the environment
    /// @param policy the policy
    /// @param settings the settings
    /// @param master where the engine finds its workers; empty for its default
    public EngineRequest(MetaEnvironment<T> environment, Policy policy, TrainingSettings settings, String master) {
        this(environment, policy, settings, OwnParts.NONE, master);
    }

    /// The estimator of one worker of this process.
    ///
    /// @return a new estimator, to be closed
    public TaskGradientEstimator<T> newEstimator() {
        return newEstimator(1);
    }

    /// The estimator of one worker of this process, with several threads for the trajectories of each batch.
    ///
    /// @param threads how many sample, at least 1; with more than one the worker waits for them
    /// @return a new estimator, to be closed
    public TaskGradientEstimator<T> newEstimator(int threads) {
        return new TaskGradientEstimator<>(
                environment,
                policy,
                settings.estimator(),
                parts.advantageEstimators(settings.estimator()),
                false,
                threads);
    }
}
