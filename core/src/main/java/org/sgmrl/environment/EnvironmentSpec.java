package org.sgmrl.environment;

import java.io.Serializable;
import org.sgmrl.argument.Arguments;

/// What a policy and a sampler must know of an environment, and how much training its tasks commonly get.
///
/// @param id name with a version, such as `point-navigation-v1`; changed behaviour means a new version
/// @param observationSize numbers in one observation
/// @param actionSpace legal actions
/// @param horizon default number of steps of a trajectory (H + 1 decisions in the paper's count)
/// @param metaBatchSize default number of tasks of a meta-batch
/// @param iterations default number of steps of meta-training
public record EnvironmentSpec(
        String id, int observationSize, ActionSpace actionSpace, int horizon, int metaBatchSize, int iterations)
        implements Serializable {
    /// Checks the sizes.
    public EnvironmentSpec {
        Arguments.given("id", id);
        if (id.isBlank()) {
            throw new IllegalArgumentException("id = \"" + id + "\" must be a name with a version, such as robot-v1");
        }
        Arguments.given("actionSpace", actionSpace);
        Arguments.positive("observationSize", observationSize);
        Arguments.positive("horizon", horizon);
        Arguments.positive("metaBatchSize", metaBatchSize);
        Arguments.positive("iterations", iterations);
    }

    /// A specification with the defaults of the paper's 2D navigation: 20 tasks, 500 iterations.
    ///
    /// @param id name with a version
    /// @param observationSize numbers in one observation
    /// @param actionSpace legal actions
    /// @param horizon default number of steps of a trajectory
    public EnvironmentSpec(String id, int observationSize, ActionSpace actionSpace, int horizon) {
        this(id, observationSize, actionSpace, horizon, 20, 500);
    }
}
