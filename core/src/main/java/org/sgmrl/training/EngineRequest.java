package org.sgmrl.training;

import org.sgmrl.environment.MetaEnvironment;
import org.sgmrl.policy.Policy;

/// What an engine is to work on.
///
/// @param environment the environment; on other machines it is looked up by its id
/// @param policy the policy
/// @param settings the settings
/// @param master where the engine finds its workers, in the engine's own form; empty for its default
/// @param <T> type of the task
public record EngineRequest<T>(
        MetaEnvironment<T> environment, Policy policy, TrainingSettings settings, String master) {}
