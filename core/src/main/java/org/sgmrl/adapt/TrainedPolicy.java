package org.sgmrl.adapt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sgmrl.advantage.AdvantageEstimator;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyEvaluator;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.rollout.ActionMap;
import org.sgmrl.rollout.TrajectoryBatch;

/// A policy with its parameters and everything that acting and adapting need to know of its training: what meta-training
/// ends with, what `policy.safetensors` holds, and what a service loads.
///
///     TrainedPolicy policy = TrainedPolicy.load(Path.of("policy.safetensors"));
///     Actor actor = policy.actor();                    // for all threads
///     Transitions transitions = policy.newTransitions();
///     ...                                              // act, append
///     TrainedPolicy adapted = policy.adapt(transitions);
///
/// Immutable: adapting makes another policy, so that threads may act with one while the next is computed. An adapted
/// policy adapts further on transitions of its own, as often as one likes.
public final class TrainedPolicy {
    private final Policy policy;
    private final String environment;
    private final ActionSpace actionSpace;
    private final AdaptationSettings settings;
    private final int iteration;
    private final int adaptedSteps;
    private final double[] theta;
    /// Class of the advantages of one's own that training used, or null.
    private final @Nullable String ownAdvantages;

    /// Makes them, once it is given.
    private final AdvantageEstimator.@Nullable Factory advantages;
    private final ActionMap actionMap;
    private final Actor actor;

    /// @param theta kept, not copied
    TrainedPolicy(
            Policy policy,
            String environment,
            ActionSpace actionSpace,
            AdaptationSettings settings,
            int iteration,
            int adaptedSteps,
            double[] theta,
            @Nullable String ownAdvantages,
            AdvantageEstimator.@Nullable Factory advantages) {
        if (policy.actionSize() != actionSpace.size()) {
            throw new IllegalArgumentException("policy " + policy.description() + " has actions of "
                    + policy.actionSize() + " numbers, and must have " + actionSpace.size() + ", as the action space");
        }
        settings.innerStep().requireFit(policy);
        if (theta.length != policy.parameterCount()) {
            throw new IllegalArgumentException("theta.length = " + theta.length + " must be " + policy.parameterCount()
                    + ", the parameters of " + policy.description());
        }
        for (int j = 0; j < theta.length; j++) {
            if (!Double.isFinite(theta[j])) {
                throw new IllegalArgumentException("theta[" + j + "] = " + theta[j] + " must be a finite number");
            }
        }
        if (iteration < 0) {
            throw new IllegalArgumentException("iteration = " + iteration + " must be at least 0");
        }
        if (adaptedSteps < 0) {
            throw new IllegalArgumentException("adaptedSteps = " + adaptedSteps + " must be at least 0");
        }
        this.policy = policy;
        this.environment = environment;
        this.actionSpace = actionSpace;
        this.settings = settings;
        this.iteration = iteration;
        this.adaptedSteps = adaptedSteps;
        this.theta = theta;
        this.ownAdvantages = ownAdvantages;
        this.advantages = advantages;
        this.actionMap = new ActionMap(actionSpace);
        this.actor = new Actor(this);
    }

    /// What training has made.
    ///
    /// @param spec sizes and bounds of the environment
    /// @param policy the policy
    /// @param settings how training adapted
    /// @param theta θ, `[parameterCount]`; copied
    /// @param iteration after how many iterations of meta-training
    /// @return the policy, before adaptation
    /// @throws IllegalArgumentException if sizes do not fit together, or a parameter is not finite
    public static TrainedPolicy of(
            EnvironmentSpec spec, Policy policy, EstimatorSettings settings, double[] theta, int iteration) {
        Arguments.given("spec", spec);
        Arguments.given("policy", policy);
        Arguments.given("settings", settings);
        Arguments.given("theta", theta);
        if (policy.observationSize() != spec.observationSize()) {
            throw new IllegalArgumentException("policy " + policy.description() + " has observations of "
                    + policy.observationSize() + " numbers, and must have " + spec.observationSize() + " for "
                    + spec.id());
        }
        return new TrainedPolicy(
                policy,
                spec.id(),
                spec.actionSpace(),
                AdaptationSettings.of(settings),
                iteration,
                0,
                theta.clone(),
                null,
                null);
    }

    /// Loads a policy.
    ///
    /// @param path a file that [#save], a run or `sgmrl export --safetensors` wrote, or the folder of a finished run
    /// @return the policy
    /// @throws org.sgmrl.io.SafetensorsFormatException if the file is damaged, or does not say all that is needed, as
    ///     files of earlier versions do not
    /// @throws IOException if there is none, or it cannot be read
    public static TrainedPolicy load(Path path) throws IOException {
        Arguments.given("path", path);
        return PolicyFile.load(path, null);
    }

    /// Loads the parameters of a policy of one's own, which its file cannot describe.
    ///
    /// @param path a file that [#save] or a run wrote, or the folder of a finished run
    /// @param policy whose parameters they are
    /// @return the policy
    /// @throws org.sgmrl.io.SafetensorsFormatException if the file is damaged, is of another policy, or does not say all
    ///     that is needed
    /// @throws IOException if there is none, or it cannot be read
    public static TrainedPolicy load(Path path, Policy policy) throws IOException {
        Arguments.given("path", path);
        Arguments.given("policy", policy);
        return PolicyFile.load(path, policy);
    }

    /// Writes a file that [#load] reads, to the same bits of every number. It is replaced as a whole or not at all.
    ///
    /// @param file where
    /// @throws IOException if that fails; what was there before is unchanged
    public void save(Path file) throws IOException {
        Arguments.given("file", file);
        PolicyFile.safetensors(this).write(file);
    }

    /// Who chooses actions, for any number of threads.
    ///
    /// @return always the same
    public Actor actor() {
        return actor;
    }

    /// A place for one decision, to be reused by one loop that acts.
    ///
    /// @return an empty decision
    public Decision newDecision() {
        return new Decision(policy.observationSize(), actionSpace);
    }

    /// A place for what happens while this policy acts.
    ///
    /// @return no transitions yet
    public Transitions newTransitions() {
        return new Transitions(this);
    }

    /// Adapts by one inner step, with the code and the bits of training:
    ///
    ///     θ′ = θ + α Σ_n w_n ∇log π(a_n|s_n; θ)
    ///
    /// over all steps n of the transitions, weighted as in training, with the step sizes that training learned, if it
    /// did. For the next step of ζ, let the adapted policy
    /// collect transitions of its own.
    ///
    /// @param transitions what happened while this policy acted, all episodes ended; not changed
    /// @return the adapted policy; this one stays as it is
    /// @throws IllegalArgumentException if the transitions are of another policy, or so large that the step is not finite
    /// @throws IllegalStateException if there is no episode, or one has not ended, or [#withAdvantages] is missing
    public TrainedPolicy adapt(Transitions transitions) {
        Arguments.given("transitions", transitions);
        if (!hasParametersOf(transitions.policy())) {
            throw new IllegalArgumentException("transitions are of " + transitions.policy() + ", and must be of " + this
                    + ": a step is for the policy that acted");
        }
        TrajectoryBatch batch = transitions.toBatch();
        PolicyEvaluator evaluator = policy.newEvaluator();
        evaluator.setParameters(theta);
        AdvantageEstimator advantage = advantages().create(settings.discount(), policy.observationSize(), batch.rows());
        double[] next = new double[theta.length];
        settings.innerStep().take(evaluator, advantage, batch, theta, new double[batch.rows()], next);
        for (int j = 0; j < next.length; j++) {
            if (!Double.isFinite(next[j])) {
                throw new IllegalArgumentException("transitions give a step with theta[" + j + "] = " + next[j]
                        + ", which must be a finite number; their rewards or observations are too large");
            }
        }
        return new TrainedPolicy(
                policy,
                environment,
                actionSpace,
                settings,
                iteration,
                adaptedSteps + 1,
                next,
                ownAdvantages,
                advantages);
    }

    /// Steps weighted by advantages of one's own: those that training used, which a file knows by name only.
    ///
    /// @param factory makes them
    /// @return the policy, the rest as it is
    /// @throws IllegalArgumentException if training used others of one's own
    public TrainedPolicy withAdvantages(AdvantageEstimator.Factory factory) {
        Arguments.given("factory", factory);
        String name = Objects.requireNonNull(
                        factory.create(settings.discount(), policy.observationSize(), 1),
                        "factory made null, and must make an estimator")
                .getClass()
                .getName();
        if (ownAdvantages != null && !ownAdvantages.equals(name)) {
            throw new IllegalArgumentException(
                    "factory makes " + name + ", and must make " + ownAdvantages + ", which training used");
        }
        return new TrainedPolicy(
                policy, environment, actionSpace, settings, iteration, adaptedSteps, theta, name, factory);
    }

    private AdvantageEstimator.Factory advantages() {
        if (advantages != null) {
            return advantages;
        }
        if (ownAdvantages != null) {
            throw new IllegalStateException("training weighted its steps by " + ownAdvantages
                    + ", which this policy must be given before it adapts: withAdvantages(…)");
        }
        return settings.weighting().advantageEstimators();
    }

    /// Whose advantages of one's own training used.
    ///
    /// @return the class, or null for those of [#settings]
    @Nullable
    String ownAdvantages() {
        return ownAdvantages;
    }

    /// The policy's form.
    ///
    /// @return the policy without its parameters
    public Policy policy() {
        return policy;
    }

    /// Where it was trained.
    ///
    /// @return id of the environment
    public String environment() {
        return environment;
    }

    /// Legal actions of the environment.
    ///
    /// @return with bounds in the environment's units
    public ActionSpace actionSpace() {
        return actionSpace;
    }

    /// How it adapts.
    ///
    /// @return what the inner step was in training
    public AdaptationSettings settings() {
        return settings;
    }

    /// How long it was meta-trained.
    ///
    /// @return iterations
    public int iteration() {
        return iteration;
    }

    /// How often it was adapted since.
    ///
    /// @return steps of [#adapt]
    public int adaptedSteps() {
        return adaptedSteps;
    }

    /// The parameters.
    ///
    /// @return θ, `[parameterCount]`, a copy
    public double[] theta() {
        return theta.clone();
    }

    @Override
    public String toString() {
        return policy.description() + " for " + environment + " after " + iteration + " iterations and " + adaptedSteps
                + (adaptedSteps == 1 ? " step" : " steps") + " of adaptation";
    }

    ActionMap actionMap() {
        return actionMap;
    }

    /// Gives an evaluator the parameters.
    void load(PolicyEvaluator evaluator) {
        evaluator.setParameters(theta);
    }

    /// Whether another is the same policy, perhaps loaded twice.
    boolean hasParametersOf(TrainedPolicy other) {
        return other == this
                || (Arrays.equals(other.theta, theta)
                        && other.policy.description().equals(policy.description()));
    }

    /// Checks an observation: networks compute in single precision.
    void requireObservation(double[] observation) {
        Arguments.given("observation", observation);
        if (observation.length != policy.observationSize()) {
            throw new IllegalArgumentException("observation.length = " + observation.length + " must be "
                    + policy.observationSize() + " for " + environment);
        }
        boolean tabular = policy.acting() instanceof SoftmaxTabularPolicy;
        int ones = 0;
        for (int i = 0; i < observation.length; i++) {
            if (!(Math.abs(observation[i]) <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException("observation[" + i + "] = " + observation[i]
                        + " must be a finite number of single precision, at most 3.4e38");
            }
            if (tabular) {
                ones += observation[i] == 1 ? 1 : 0;
                if (observation[i] != 0 && observation[i] != 1) {
                    throw new IllegalArgumentException("observation[" + i + "] = " + observation[i]
                            + " must be 0 or 1: a tabular policy observes its state one-hot");
                }
            }
        }
        if (tabular && ones != 1) {
            throw new IllegalArgumentException("observation has " + ones
                    + " ones, and must have exactly 1: a tabular policy observes its state one-hot");
        }
    }
}
