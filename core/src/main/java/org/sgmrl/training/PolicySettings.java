package org.sgmrl.training;

import java.io.Serializable;
import java.util.List;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.network.Precision;
import org.sgmrl.policy.CategoricalMlpPolicy;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.SoftmaxTabularPolicy;

/// Which policy is trained.
///
/// @param kind which policy
/// @param hidden sizes of the hidden layers of a multilayer perceptron
/// @param initialLogStd initial log standard deviation of a Gaussian policy
/// @param precision arithmetic of a multilayer perceptron
public record PolicySettings(Kind kind, List<Integer> hidden, double initialLogStd, Precision precision)
        implements Serializable {
    /// The policies by name.
    public enum Kind {
        /// [GaussianMlpPolicy] for boxes of actions, [CategoricalMlpPolicy] for discrete ones.
        MLP,
        /// [SoftmaxTabularPolicy], for finite MDPs.
        SOFTMAX_TABULAR
    }

    /// Checks every value.
    public PolicySettings {
        Arguments.given("kind", kind);
        hidden = List.copyOf(Arguments.given("hidden", hidden));
        Arguments.given("precision", precision);
        Arguments.require(Double.isFinite(initialLogStd), "initial-log-std", initialLogStd, "be a finite number");
        for (int size : hidden) {
            Arguments.positive("hidden", size);
        }
    }

    /// A multilayer perceptron in single precision, for boxes of actions with standard deviation 1 at the start.
    ///
    /// @param hidden sizes of the hidden layers
    /// @return the settings
    public static PolicySettings mlp(Integer... hidden) {
        return new PolicySettings(Kind.MLP, List.of(Arguments.given("hidden", hidden)), 0, Precision.FLOAT);
    }

    /// A table of logits, one for each state and action.
    ///
    /// @return the settings of a softmax-tabular policy
    public static PolicySettings softmaxTabular() {
        return new PolicySettings(Kind.SOFTMAX_TABULAR, List.of(), 0, Precision.DOUBLE);
    }

    /// The policy for an environment.
    ///
    /// @param spec the environment's sizes
    /// @return the policy
    public Policy newPolicy(EnvironmentSpec spec) {
        Arguments.given("spec", spec);
        int[] layers = hidden.stream().mapToInt(Integer::intValue).toArray();
        return switch (spec.actionSpace()) {
            case ActionSpace.Box box -> {
                Arguments.require(kind == Kind.MLP, "policy", "softmax-tabular", "be mlp for environment " + spec.id());
                yield new GaussianMlpPolicy(spec.observationSize(), layers, box.size(), initialLogStd, precision);
            }
            case ActionSpace.Discrete discrete ->
                switch (kind) {
                    case MLP -> new CategoricalMlpPolicy(spec.observationSize(), layers, discrete.count(), precision);
                    case SOFTMAX_TABULAR -> new SoftmaxTabularPolicy(spec.observationSize(), discrete.count());
                };
        };
    }

    /// With another policy.
    ///
    /// @param changed which policy
    /// @return the rest as it is
    public PolicySettings withKind(Kind changed) {
        return new PolicySettings(changed, hidden, initialLogStd, precision);
    }

    /// With other hidden layers.
    ///
    /// @param changed their sizes
    /// @return the rest as it is
    public PolicySettings withHidden(List<Integer> changed) {
        return new PolicySettings(kind, changed, initialLogStd, precision);
    }

    /// With another initial spread of actions.
    ///
    /// @param changed log standard deviation
    /// @return the rest as it is
    public PolicySettings withInitialLogStd(double changed) {
        return new PolicySettings(kind, hidden, changed, precision);
    }

    /// With another arithmetic.
    ///
    /// @param changed the precision
    /// @return the rest as it is
    public PolicySettings withPrecision(Precision changed) {
        return new PolicySettings(kind, hidden, initialLogStd, changed);
    }
}
