package org.sgmrl.adapt;

import org.sgmrl.argument.Arguments;
import org.sgmrl.estimator.EstimatorSettings;
import org.sgmrl.estimator.InnerStep;
import org.sgmrl.estimator.Sampling;
import org.sgmrl.estimator.Weighting;

/// How a policy adapts: what its inner step was in meta-training.
///
/// @param innerStep step size α, and the number of steps ζ that training took
/// @param trajectories trajectories of each inner batch in training, D_in; a batch at work may have more or fewer
/// @param weighting how a batch of trajectories is weighted into a step
/// @param horizon most steps of a trajectory
/// @param discount γ
public record AdaptationSettings(
        InnerStep innerStep, int trajectories, Weighting weighting, int horizon, double discount) {
    /// Checks every value.
    public AdaptationSettings {
        Arguments.given("innerStep", innerStep);
        Arguments.given("weighting", weighting);
        new Sampling(trajectories, 1, horizon, discount);
    }

    /// What training's settings say.
    ///
    /// @param settings of the estimator
    /// @return their part that concerns the inner step
    public static AdaptationSettings of(EstimatorSettings settings) {
        Arguments.given("settings", settings);
        Sampling sampling = settings.sampling();
        return new AdaptationSettings(
                settings.innerStep(),
                sampling.innerTrajectories(),
                settings.weighting(),
                sampling.horizon(),
                sampling.discount());
    }
}
