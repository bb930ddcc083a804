package org.sgmrl.training;

/// Where the variance of a meta-gradient comes from, at one θ. J̃ is the mean return of an outer batch;
/// a share is base + c (J̃ − b) · score.
///
/// All variances are unbiased estimates from a nested design (tasks, inner data of a task, outer batches
/// of the same inner data) and so may be slightly negative where the truth is near zero. The same holds for
/// the squared norms of expectations, which are means of products of different tasks. Norms are of one
/// task's share; in a meta-batch of B tasks the noise is smaller by √B.
///
/// @param tasks number of tasks
/// @param innerBatches inner data sets of each task
/// @param outerBatches outer batches of each of these
/// @param meanReturn mean of J̃
/// @param betweenTasks variance of the mean of J̃ given the task: what a baseline that knows the task takes away
/// @param innerData variance of the mean of J̃ given task and inner data within a task: what the score term learns from
/// @param outerNoise variance of J̃ for given inner data: nothing but noise
/// @param base the base, the same for all baselines
/// @param score the expectation of the score term, the same for all baselines
/// @param product product of the expectations of base and score term
/// @param baseNoise root of E‖base − its expectation‖²
/// @param scoreScale root of E‖c · score‖²: what a unit of J̃ − b weighs
/// @param scoreNoiseNone root of E‖score term − its expectation‖² with b = 0
/// @param scoreNoiseLeaveOneOut the same with b = mean of the other tasks
/// @param scoreNoiseTaskMean the same with b = the task's own mean, from its other inner data: as much as
///     a baseline can do that does not look at the inner data
/// @param scoreNoiseLeaveTrajectoryOut the same with the return without a group of inner trajectories as the baseline
///     of their scores; NaN unless there is one inner step
/// @param linear the expectation of the score term with the linear form of leaving out, which
///     differs by its bias
/// @param scoreNoiseLinear root of E‖that term − its expectation‖²
public record VarianceComponents(
        int tasks,
        int innerBatches,
        int outerBatches,
        double meanReturn,
        double betweenTasks,
        double innerData,
        double outerNoise,
        Expectation base,
        Expectation score,
        double product,
        double baseNoise,
        double scoreScale,
        double scoreNoiseNone,
        double scoreNoiseLeaveOneOut,
        double scoreNoiseTaskMean,
        double scoreNoiseLeaveTrajectoryOut,
        Expectation linear,
        double scoreNoiseLinear) {
    private static final double STANDARD_ERRORS = 2;

    /// An expected vector, as far as it can be told from zero.
    ///
    /// @param square unbiased estimate of its squared norm
    /// @param error standard error that `square` has where the expectation is zero
    public record Expectation(double square, double error) {
        /// Whether `square` is two standard errors above zero, as it is for at most about one in twenty
        /// expectations that are zero.
        public boolean seen() {
            return square > STANDARD_ERRORS * error;
        }

        /// The norm; NaN unless [#seen].
        public double norm() {
            return seen() ? Math.sqrt(square) : Double.NaN;
        }

        /// The norm from which on it would be seen.
        public double smallestSeen() {
            return Math.sqrt(STANDARD_ERRORS * error);
        }
    }

    /// Cosine of the angle between the expectations of base and score term; NaN unless both are seen. An
    /// estimate, so it may lie beyond ±1.
    public double cosine() {
        return product / (base.norm() * score.norm());
    }
}
