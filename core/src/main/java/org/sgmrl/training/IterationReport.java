package org.sgmrl.training;

/// What one iteration of training measured. Everything but `seconds` is a function of the settings and the
/// seed.
///
/// @param iteration number of the iteration, from 1
/// @param envSteps environment steps since the start of the run
/// @param preReturn mean undiscounted return before adaptation
/// @param postReturn mean undiscounted return after adaptation
/// @param gradientNorm Euclidean norm of the meta-gradient, before it is shortened
/// @param scoreTermNorm Euclidean norm of the score term's part of it; where scores ride in a
///     product ([org.sgmrl.estimator.TaskGradientEstimator#ridesAlong]) that of the first task's over the root of the
///     number of tasks
/// @param policyStd mean standard deviation of the policy's actions before the update; NaN for discrete
///     actions
/// @param divergedEpisodes episodes of this iteration that ended because the simulation broke down
/// @param skippedUpdates updates left out since the start of the run, because they were not finite
/// @param seconds duration of the iteration
public record IterationReport(
        int iteration,
        long envSteps,
        double preReturn,
        double postReturn,
        double gradientNorm,
        double scoreTermNorm,
        double policyStd,
        long divergedEpisodes,
        long skippedUpdates,
        double seconds) {}
