package org.sgmrl.estimator;

import java.io.Serializable;
import java.util.function.UnaryOperator;
import org.sgmrl.argument.Arguments;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.MethodSettings;
import org.sgmrl.method.Objective;
import org.sgmrl.method.ScoreTerm;

/// Everything that decides one task's share of the meta-gradient, but for its randomness.
///
/// @param method score term and curvature
/// @param weighting how trajectories are weighted, inner and outer alike
/// @param innerStep number and size of the inner steps
/// @param sampling what is sampled
public record EstimatorSettings(MethodSettings method, Weighting weighting, InnerStep innerStep, Sampling sampling)
        implements Serializable {
    /// Refuses more than one inner step where trajectories are left out of it.
    public EstimatorSettings {
        Arguments.given("method", method);
        Arguments.given("weighting", weighting);
        Arguments.given("innerStep", innerStep);
        Arguments.given("sampling", sampling);
        method.requireInnerSteps(innerStep.steps());
    }

    /// The score term.
    ///
    /// @return the method's
    public ScoreTerm scoreTerm() {
        return method.scoreTerm();
    }

    /// What a task's share of the gradient is made of in training. Where the method climbs the return of θ itself that
    /// is no inner step, and in one batch all trajectories that other methods sample for a task: an iteration of any
    /// method takes as many steps in the environment, if no episode ends early.
    ///
    /// @return these, but for such a method
    /// @throws IllegalArgumentException if one batch of all does not fit in memory
    public EstimatorSettings forTraining() {
        return method.kind().objective() == Objective.OWN_RETURN
                ? new EstimatorSettings(
                        method, weighting, innerStep.withSteps(0), sampling.inOneBatch(innerStep.steps()))
                : this;
    }

    /// The same adaptation with another number of inner steps, and as many trajectories after it as in each
    /// of its steps. A test has no score term.
    ///
    /// @param steps number of inner steps
    /// @return the settings for testing
    public EstimatorSettings forTesting(int steps) {
        return new EstimatorSettings(
                method.withCoefficient(Coefficient.NONE),
                weighting,
                innerStep.withSteps(steps),
                sampling.withOuterTrajectories(sampling.innerTrajectories()));
    }

    /// With something changed about the method.
    ///
    /// @param change of the method
    /// @return the rest as it is
    public EstimatorSettings withMethod(UnaryOperator<MethodSettings> change) {
        return new EstimatorSettings(Arguments.given("change", change).apply(method), weighting, innerStep, sampling);
    }

    /// With something changed about the weights.
    ///
    /// @param change of the weighting
    /// @return the rest as it is
    public EstimatorSettings withWeighting(UnaryOperator<Weighting> change) {
        return new EstimatorSettings(method, Arguments.given("change", change).apply(weighting), innerStep, sampling);
    }

    /// With something changed about the inner steps.
    ///
    /// @param change of the inner steps
    /// @return the rest as it is
    public EstimatorSettings withInnerStep(UnaryOperator<InnerStep> change) {
        return new EstimatorSettings(
                method, weighting, Arguments.given("change", change).apply(innerStep), sampling);
    }

    /// With something changed about what is sampled.
    ///
    /// @param change of the sampling
    /// @return the rest as it is
    public EstimatorSettings withSampling(UnaryOperator<Sampling> change) {
        return new EstimatorSettings(
                method, weighting, innerStep, Arguments.given("change", change).apply(sampling));
    }
}
