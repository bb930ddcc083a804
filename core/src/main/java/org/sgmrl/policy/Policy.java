package org.sgmrl.policy;

import java.io.Serializable;
import java.util.List;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.random.RandomStream;

/// A stochastic policy π(a|s; θ) with a flat parameter vector θ: the description, immutable and shared. The
/// work is done by a [PolicyEvaluator], one for each worker.
public interface Policy {
    /// A short description for files and messages, such as `gaussian-mlp(2-100-100-2)`.
    ///
    /// @return the description
    String description();

    /// Length of θ.
    ///
    /// @return at least 1
    int parameterCount();

    /// The parts of θ in order; their sizes sum to [#parameterCount].
    ///
    /// @return the layout
    List<ParameterBlock> layout();

    /// The policy that chooses actions: its parameters are the first of these, and what follows concerns its adaptation.
    ///
    /// @return this, unless step sizes are learned
    default Policy acting() {
        return this;
    }

    /// Numbers in an observation.
    ///
    /// @return at least 1
    int observationSize();

    /// Numbers in an action; 1 for a discrete action (its index).
    ///
    /// @return at least 1
    int actionSize();

    /// Draws initial parameters.
    ///
    /// @param random source of randomness
    /// @param theta receives θ, `[parameterCount]`; overwritten
    void initialize(RandomStream random, double[] theta);

    /// Mean standard deviation of the action's components in the policy's units; NaN where the term has no
    /// meaning (discrete actions).
    ///
    /// @param theta parameters, `[parameterCount]`
    /// @return the standard deviation or NaN
    double standardDeviation(double[] theta);

    /// Makes an evaluator for one worker.
    ///
    /// @return a new evaluator with buffers of its own
    PolicyEvaluator newEvaluator();

    /// Makes an evaluator that takes one observation at a time: its actions have the bits of [#newEvaluator]'s, its
    /// buffers may be smaller, and its sums over many rows may be rounded differently.
    ///
    /// @return a new evaluator with buffers of its own
    default PolicyEvaluator newActingEvaluator() {
        return newEvaluator();
    }

    /// Makes a policy of one's own for an environment, in this process and on other machines, which get a copy by
    /// Java's serialization: a constructor reference or a lambda that captures nothing always can be copied.
    @FunctionalInterface
    interface Factory extends Serializable {
        /// Makes the policy.
        ///
        /// @param spec the environment's sizes, which the policy must have too
        /// @return a policy; the same for the same sizes
        Policy create(EnvironmentSpec spec);
    }
}
