package org.sgmrl.training;

/// Where the variance of a meta-gradient comes from, at one θ. J̃ is the mean return of an outer batch;
/// a share is base + c (J̃ − b) · score.
///
/// All variances are unbiased estimates from a nested design (tasks, inner data of a task, outer batches
/// of the same inner data) and so may be slightly negative where the truth is near zero. Norms are of one
/// task's share; in a meta-batch of B tasks the noise is smaller by √B.
///
/// @param tasks number of tasks
/// @param innerBatches inner data sets of each task
/// @param outerBatches outer batches of each of these
/// @param meanReturn mean of J̃
/// @param betweenTasks variance of the mean of J̃ given the task: what a baseline that knows the task takes away
/// @param innerData variance of the mean of J̃ given task and inner data within a task: what the score term learns from
/// @param outerNoise variance of J̃ for given inner data: nothing but noise
/// @param baseSignal norm of the base's expectation
/// @param baseNoise root of the mean square of base − its mean given the task
/// @param scoreScale root of E‖c · score‖²: what a unit of J̃ − b weighs
/// @param scoreSignal norm of the score term's expectation; NaN where the estimate of its square is
///     negative: it cannot be told from zero
/// @param cosine cosine of the angle between the expectations of base and score term; NaN like
///     `scoreSignal`
/// @param scoreTermNone root of E‖score term‖² with b = 0
/// @param scoreTermLeaveOneOut the same with b = mean of the other tasks
/// @param scoreTermTaskMean the same with b = the task's own mean, from its other inner data: as much as
///     a baseline can do that does not look at the inner data
public record VarianceComponents(
        int tasks,
        int innerBatches,
        int outerBatches,
        double meanReturn,
        double betweenTasks,
        double innerData,
        double outerNoise,
        double baseSignal,
        double baseNoise,
        double scoreScale,
        double scoreSignal,
        double cosine,
        double scoreTermNone,
        double scoreTermLeaveOneOut,
        double scoreTermTaskMean) {}
