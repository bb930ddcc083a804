package org.sgmrl.training;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sgmrl.adapt.TrainedPolicy;
import org.sgmrl.advantage.AdvantageEstimator;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.ScoreCoefficients;
import org.sgmrl.policy.ParameterBlock;
import org.sgmrl.policy.Policy;

/// Parts of one's own, each in the place of the one that the settings name; null for the settings'. Settings stay data:
/// what is here is code, of which a run folder keeps the classes' names and wants the same again on resume.
///
/// Policy and weights go to the workers of a cluster as copies by Java's serialization. Coefficients and optimiser stay
/// with the trainer.
///
/// @param policy makes the policy
/// @param advantageEstimators makes what weights trajectories
/// @param scoreCoefficients makes what the scores of a task are multiplied with
/// @param optimizer makes the optimiser of the outer step
public record OwnParts(
        Policy.@Nullable Factory policy,
        AdvantageEstimator.@Nullable Factory advantageEstimators,
        ScoreCoefficients.@Nullable Factory scoreCoefficients,
        Optimizer.@Nullable Factory optimizer) {
    /// None: all parts are the settings'.
    public static final OwnParts NONE = new OwnParts(null, null, null, null);

    /// What workers elsewhere need of it.
    ///
    /// @param policy makes the policy, or null
    /// @param advantageEstimators makes what weights trajectories, or null
    public record OfWorkers(Policy.@Nullable Factory policy, AdvantageEstimator.@Nullable Factory advantageEstimators)
            implements Serializable {
        /// The parts of a worker.
        ///
        /// @return these, without coefficients and optimiser
        public OwnParts parts() {
            return new OwnParts(policy, advantageEstimators, null, null);
        }
    }

    /// What workers elsewhere need.
    ///
    /// @return policy and weights
    public OfWorkers ofWorkers() {
        return new OfWorkers(policy, advantageEstimators);
    }

    /// Whether all parts are the settings'.
    ///
    /// @return whether there is none of one's own
    public boolean isEmpty() {
        return equals(NONE);
    }

    /// Refuses coefficients of one's own where the score term has no place for them.
    ///
    /// @param settings what they are to be part of
    /// @throws IllegalArgumentException if no scores wait for one coefficient a task
    public void requireFit(EstimatorSettings settings) {
        Arguments.given("settings", settings);
        if (scoreCoefficients != null && !ScoreCoefficients.apply(settings.scoreTerm())) {
            throw new IllegalArgumentException("scoreCoefficients is given, and algorithm = "
                    + settings.method().kind().id() + " with baseline = "
                    + settings.method()
                            .coefficient()
                            .name()
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '-')
                    + " must be one whose scores wait for one coefficient a task: sg-mrl or e-maml with baseline none");
        }
    }

    /// Refuses parts of one's own that the settings have no place for: coefficients as above, and an optimiser where the
    /// outer step is bounded by a trust region.
    ///
    /// @param settings what they are to be part of
    /// @throws IllegalArgumentException if there is no place
    public void requireFit(TrainingSettings settings) {
        Arguments.given("settings", settings);
        requireFit(settings.estimator());
        if (optimizer != null && settings.outerStep().kind() != OuterStep.Kind.GRADIENT) {
            throw new IllegalArgumentException(
                    "optimizer is given, and outer-step = trust-region must be gradient: a step"
                            + " within a trust region has no optimiser");
        }
    }

    /// The policy for an environment.
    ///
    /// @param settings what makes the policy if it is not one's own
    /// @param spec the environment's sizes
    /// @return the policy
    /// @throws IllegalArgumentException if its sizes are not the environment's, or contradict each other
    public Policy newPolicy(TrainingSettings settings, EnvironmentSpec spec) {
        Arguments.given("settings", settings);
        Arguments.given("spec", spec);
        if (policy == null) {
            return settings.newPolicy(spec);
        }
        Policy made = made("policy", policy.create(spec));
        same("policy.observationSize", made.observationSize(), "environment " + spec.id(), spec.observationSize());
        same(
                "policy.actionSize",
                made.actionSize(),
                "environment " + spec.id(),
                spec.actionSpace().size());
        Arguments.positive("policy.parameterCount", made.parameterCount());
        int sum = made.layout().stream().mapToInt(ParameterBlock::size).sum();
        same("policy.parameterCount", made.parameterCount(), "its layout", sum);
        return settings.adapting(made);
    }

    private static void same(String name, int value, String of, int required) {
        Arguments.require(value == required, name, value, "be " + required + ", as " + of + " has");
    }

    /// Makes what weights trajectories.
    ///
    /// @param settings what makes it if it is not one's own
    /// @return the factory
    public AdvantageEstimator.Factory advantageEstimators(EstimatorSettings settings) {
        Arguments.given("settings", settings);
        return advantageEstimators == null ? settings.weighting().advantageEstimators() : advantageEstimators;
    }

    /// Makes the coefficients of a run. Those of one's own know no limit of the score term's noise
    /// ([org.sgmrl.method.MethodSettings#scoreTermNoise]) but what [ScoreCoefficients#scoreTermFactor] says.
    ///
    /// @param settings what makes them if they are not one's own
    /// @param taskParameterCount numbers that describe a task
    /// @return coefficients without memory yet
    /// @throws IllegalArgumentException if [#requireFit] does not hold
    public ScoreCoefficients newScoreCoefficients(EstimatorSettings settings, int taskParameterCount) {
        requireFit(settings);
        return scoreCoefficients == null
                ? ScoreCoefficients.ofTraining(settings.method(), taskParameterCount)
                : made("scoreCoefficients", scoreCoefficients.create(taskParameterCount));
    }

    /// Makes the optimiser of a run.
    ///
    /// @param settings what makes it if it is not one's own
    /// @param parameterCount length of θ
    /// @return the optimiser
    public Optimizer newOptimizer(TrainingSettings settings, int parameterCount) {
        Arguments.given("settings", settings);
        return optimizer == null
                ? Optimizer.create(settings.outerStep().optimizer(), parameterCount)
                : made("optimizer", optimizer.create(parameterCount));
    }

    private static <P> P made(String name, @Nullable P part) {
        return Objects.requireNonNull(part, () -> "the factory " + name + " returned null; it must make one");
    }

    /// What training has made, with the advantages that it adapted by.
    ///
    /// @param spec sizes and bounds of the environment
    /// @param policy the policy
    /// @param settings how training adapted
    /// @param theta θ, `[parameterCount]`; copied
    /// @param iteration after how many iterations of meta-training
    /// @return the policy, before adaptation
    public TrainedPolicy trainedPolicy(
            EnvironmentSpec spec, Policy policy, EstimatorSettings settings, double[] theta, int iteration) {
        TrainedPolicy trained = TrainedPolicy.of(spec, policy, settings, theta, iteration);
        return advantageEstimators == null ? trained : trained.withAdvantages(advantageEstimators);
    }

    /// The classes of the parts that are one's own, by the names of the components.
    ///
    /// @param spec the environment's sizes
    /// @return in the order of the components; empty if there are none
    public Map<String, String> classes(EnvironmentSpec spec) {
        Arguments.given("spec", spec);
        Map<String, String> names = new LinkedHashMap<>();
        if (policy != null) {
            names.put("policy", name(policy.create(spec)));
        }
        if (advantageEstimators != null) {
            names.put("advantageEstimators", name(advantageEstimators.create(1, spec.observationSize(), 1)));
        }
        if (scoreCoefficients != null) {
            names.put("scoreCoefficients", name(scoreCoefficients.create(1)));
        }
        if (optimizer != null) {
            names.put("optimizer", name(optimizer.create(1)));
        }
        return names;
    }

    private static String name(Object part) {
        return part.getClass().getName();
    }

    /// With a policy of one's own.
    ///
    /// @param changed makes it
    /// @return the rest as it is
    public OwnParts withPolicy(Policy.Factory changed) {
        return new OwnParts(Arguments.given("policy", changed), advantageEstimators, scoreCoefficients, optimizer);
    }

    /// With weights of one's own.
    ///
    /// @param changed makes them
    /// @return the rest as it is
    public OwnParts withAdvantageEstimators(AdvantageEstimator.Factory changed) {
        return new OwnParts(policy, Arguments.given("advantageEstimators", changed), scoreCoefficients, optimizer);
    }

    /// With coefficients of one's own.
    ///
    /// @param changed makes them
    /// @return the rest as it is
    public OwnParts withScoreCoefficients(ScoreCoefficients.Factory changed) {
        return new OwnParts(policy, advantageEstimators, Arguments.given("scoreCoefficients", changed), optimizer);
    }

    /// With an optimiser of one's own.
    ///
    /// @param changed makes it
    /// @return the rest as it is
    public OwnParts withOptimizer(Optimizer.Factory changed) {
        return new OwnParts(policy, advantageEstimators, scoreCoefficients, Arguments.given("optimizer", changed));
    }
}
