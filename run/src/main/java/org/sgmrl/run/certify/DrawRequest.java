package org.sgmrl.run.certify;

import org.sgmrl.argument.Arguments;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.LeaveOut;

/// How to draw.
///
/// @param draws N, a multiple of `tasks`
/// @param seed of all draws
/// @param baseline of the score term
/// @param leaveOut what baseline leave-trajectory-out leaves out
/// @param tasks B, tasks of a meta-batch, at least as many as the baseline needs
/// @param outerTrajectories D_o
/// @param threads that draw; no number depends on it
public record DrawRequest(
        int draws, long seed, Coefficient baseline, LeaveOut leaveOut, int tasks, int outerTrajectories, int threads) {
    /// @throws IllegalArgumentException if a number is out of range, or draws are not whole meta-batches
    public DrawRequest {
        Arguments.require(tasks >= baseline.leastTasks(), "tasks", tasks, "be at least " + baseline.leastTasks());
        Arguments.require(
                draws >= 2L * tasks && draws % tasks == 0,
                "draws",
                draws,
                "be a multiple of tasks = " + tasks + ", at least two");
        Arguments.positive("outerTrajectories", outerTrajectories);
        Arguments.positive("threads", threads);
    }
}
