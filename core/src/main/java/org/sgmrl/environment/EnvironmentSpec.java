package org.sgmrl.environment;

/// What a policy and a sampler must know of an environment.
///
/// @param id name with a version, such as `point-navigation-v1`; changed behaviour means a new version
/// @param observationSize numbers in one observation
/// @param actionSpace legal actions
/// @param horizon default number of steps of a trajectory (H + 1 decisions in the paper's count)
public record EnvironmentSpec(String id, int observationSize, ActionSpace actionSpace, int horizon) {
    /// Checks the sizes.
    public EnvironmentSpec {
        if (observationSize < 1) {
            throw new IllegalArgumentException("observationSize = " + observationSize + " must be at least 1");
        }
        if (horizon < 1) {
            throw new IllegalArgumentException("horizon = " + horizon + " must be at least 1");
        }
    }
}
