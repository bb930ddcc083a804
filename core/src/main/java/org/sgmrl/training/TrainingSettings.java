package org.sgmrl.training;

import java.io.Serializable;
import java.util.function.UnaryOperator;
import org.sgmrl.argument.Arguments;
import org.sgmrl.environment.EnvironmentSpec;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerStep;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.estimator.TaskGradient;
import org.sgmrl.estimator.TaskStatistics;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.Curvature;
import org.sgmrl.method.Method;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.method.Preset;
import org.sgmrl.method.ScoreTerm;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.PolicyWithStepSizes;

/// Everything that decides a training run's numbers, except the environment. One starts from a preset and
/// changes what is to be different:
///
///     TrainingSettings.of(Preset.TUNED, environment.spec(), Method.SG_MRL)
///             .withSeed(3)
///             .withOuterStep(step -> step.withSize(1e-3).withHalfLife(480))
///             .withSampling(sampling -> sampling.withOuterTrajectories(5));
///
/// @param estimator what one task's share of the meta-gradient is made of
/// @param outerStep what is done with the meta-gradient
/// @param tasks B, tasks of a meta-batch
/// @param iterations outer steps; at most as many as the method's [org.sgmrl.method.Objective#mostIterations], whatever
///     is given
/// @param seed seed of all randomness
/// @param policy which policy
public record TrainingSettings(
        EstimatorSettings estimator, OuterStep outerStep, int tasks, int iterations, long seed, PolicySettings policy)
        implements Serializable {

    /// Checks every value, each with its name, the value and the requirement.
    public TrainingSettings {
        Arguments.given("estimator", estimator);
        Arguments.given("outerStep", outerStep);
        Arguments.given("policy", policy);
        Arguments.positive("tasks", tasks);
        Arguments.require(iterations >= 0, "iterations", iterations, "be at least 0");
        EstimatorSettings training = estimator.forTraining(); // refuses a batch that does not fit in memory
        iterations = Math.min(iterations, estimator.method().kind().objective().mostIterations());
        Arguments.require(
                tasks > 1
                        || estimator.method().coefficient() != Coefficient.LEAVE_ONE_OUT
                        || estimator.scoreTerm() instanceof ScoreTerm.None,
                "tasks",
                tasks,
                "be at least 2 for baseline leave-one-out");
        Arguments.require(
                !estimator.innerStep().learned() || training.innerStep().steps() > 0,
                "inner-step-learned",
                true,
                "be false where training does not adapt, and so does not learn it: with inner-steps 0, pretrain and scratch");
        Arguments.require(
                estimator.method().kind() != Method.PROMP || outerStep.kind() == OuterStep.Kind.GRADIENT,
                "outer-step",
                outerStep.kind(),
                "be gradient for algorithm promp, whose several steps are penalised instead; take lvc");
        Arguments.require(
                outerStep.reuse().epochs() == 1 || hasSurrogate(estimator),
                "outer-epochs",
                outerStep.reuse().epochs(),
                "be 1 unless algorithm is promp or lvc with curvature pathwise and score-term-ramp and score-term-noise 0, whose gradient"
                        + " alone is that of a surrogate on the same data");
    }

    private static boolean hasSurrogate(EstimatorSettings estimator) {
        return estimator.scoreTerm().equals(new ScoreTerm.Pairs(ScoreTerm.Pairing.DIAGONAL))
                && estimator.method().curvature() == Curvature.PATHWISE
                && estimator.method().scoreTermRamp() == 0
                && estimator.method().scoreTermNoise() == 0;
    }

    /// A preset's settings for an environment and a method, with one inner step.
    ///
    /// @param preset the preset
    /// @param spec the environment's sizes and default horizon
    /// @param method the method
    /// @return complete settings with seed 0
    public static TrainingSettings of(Preset preset, EnvironmentSpec spec, Method method) {
        return of(preset, spec, method, 1);
    }

    /// A preset's settings for an environment, a method and a number of inner steps, on which the coefficient of the
    /// scores may depend ([Method#defaultCoefficient]).
    ///
    /// @param preset the preset
    /// @param spec the environment's sizes and default horizon
    /// @param method the method
    /// @param innerSteps ζ
    /// @return complete settings with seed 0
    public static TrainingSettings of(Preset preset, EnvironmentSpec spec, Method method, int innerSteps) {
        return Presets.settings(preset, spec, method, innerSteps);
    }

    /// The policy for an environment.
    ///
    /// @param spec the environment's sizes
    /// @return the policy
    public Policy newPolicy(EnvironmentSpec spec) {
        return adapting(policy.newPolicy(spec));
    }

    /// A policy as training has it.
    ///
    /// @param acting the policy
    /// @return with step sizes, where they are learned
    public Policy adapting(Policy acting) {
        Arguments.given("acting", acting);
        return innerStep().learned()
                ? new PolicyWithStepSizes(acting, innerStep().size())
                : acting;
    }

    /// A buffer for a task's share of the meta-gradient, with room for what the outer step needs beside it.
    ///
    /// @param of the policy that is trained
    /// @return a new buffer
    public TaskGradient newTaskGradient(Policy of) {
        Arguments.given("of", of);
        int states = outerStep.states();
        return states == 0
                ? new TaskGradient(of.parameterCount())
                : new TaskGradient(of.parameterCount(), states, of.observationSize(), of.actionSize());
    }

    /// A buffer for what is known of a task whose vectors are summed elsewhere, with room for what the outer step needs.
    ///
    /// @param of the policy that is trained
    /// @return a new buffer
    public TaskStatistics newTaskStatistics(Policy of) {
        Arguments.given("of", of);
        int states = outerStep.states();
        return states == 0 ? new TaskStatistics() : new TaskStatistics(states, of.observationSize(), of.actionSize());
    }

    /// Method and what is chosen about it.
    ///
    /// @return the estimator's
    public MethodSettings method() {
        return estimator.method();
    }

    /// Number and size of the inner steps.
    ///
    /// @return the estimator's
    public InnerStep innerStep() {
        return estimator.innerStep();
    }

    /// What is sampled for each task.
    ///
    /// @return the estimator's
    public Sampling sampling() {
        return estimator.sampling();
    }

    /// With something changed about the estimator.
    ///
    /// @param change of the estimator
    /// @return the rest as it is
    public TrainingSettings withEstimator(UnaryOperator<EstimatorSettings> change) {
        return new TrainingSettings(
                Arguments.given("change", change).apply(estimator), outerStep, tasks, iterations, seed, policy);
    }

    /// With something changed about the method.
    ///
    /// @param change of the method
    /// @return the rest as it is
    public TrainingSettings withMethod(UnaryOperator<MethodSettings> change) {
        return withEstimator(e -> e.withMethod(change));
    }

    /// With something changed about the inner steps.
    ///
    /// @param change of the inner steps
    /// @return the rest as it is
    public TrainingSettings withInnerStep(UnaryOperator<InnerStep> change) {
        return withEstimator(e -> e.withInnerStep(change));
    }

    /// With something changed about what is sampled.
    ///
    /// @param change of the sampling
    /// @return the rest as it is
    public TrainingSettings withSampling(UnaryOperator<Sampling> change) {
        return withEstimator(e -> e.withSampling(change));
    }

    /// With something changed about the outer step.
    ///
    /// @param change of the outer step
    /// @return the rest as it is
    public TrainingSettings withOuterStep(UnaryOperator<OuterStep> change) {
        return new TrainingSettings(
                estimator, Arguments.given("change", change).apply(outerStep), tasks, iterations, seed, policy);
    }

    /// With another meta-batch.
    ///
    /// @param changed B
    /// @return the rest as it is
    public TrainingSettings withTasks(int changed) {
        return new TrainingSettings(estimator, outerStep, changed, iterations, seed, policy);
    }

    /// With another number of outer steps.
    ///
    /// @param changed the number
    /// @return the rest as it is
    public TrainingSettings withIterations(int changed) {
        return new TrainingSettings(estimator, outerStep, tasks, changed, seed, policy);
    }

    /// With another seed.
    ///
    /// @param changed the seed
    /// @return the rest as it is
    public TrainingSettings withSeed(long changed) {
        return new TrainingSettings(estimator, outerStep, tasks, iterations, changed, policy);
    }

    /// With something changed about the policy.
    ///
    /// @param change of the policy
    /// @return the rest as it is
    public TrainingSettings withPolicy(UnaryOperator<PolicySettings> change) {
        return new TrainingSettings(
                estimator,
                outerStep,
                tasks,
                iterations,
                seed,
                Arguments.given("change", change).apply(policy));
    }
}
