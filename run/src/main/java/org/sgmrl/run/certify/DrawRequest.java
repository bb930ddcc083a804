package org.sgmrl.run.certify;

import org.sgmrl.argument.Arguments;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.LeaveOut;
import org.sgmrl.run.Engines;
import org.sgmrl.run.settings.RunOptions;

/// How to draw.
///
/// @param draws N, a multiple of `tasks`
/// @param seed of all draws
/// @param baseline of the score term
/// @param leaveOut what baseline leave-trajectory-out leaves out
/// @param tasks B, tasks of a meta-batch, at least as many as the baseline needs
/// @param outerTrajectories D_o
/// @param options of which the engine with its master, or the threads count, which draw; no number depends on them
public record DrawRequest(
        int draws,
        long seed,
        Coefficient baseline,
        LeaveOut leaveOut,
        int tasks,
        int outerTrajectories,
        RunOptions options) {
    /// @throws IllegalArgumentException if a number is out of range, or draws are not whole meta-batches
    /// @throws org.sgmrl.run.failure.InvalidSettings if there is no such engine, or its master cannot be one
    public DrawRequest {
        Arguments.require(tasks >= baseline.leastTasks(), "tasks", tasks, "be at least " + baseline.leastTasks());
        Arguments.require(
                draws >= 2L * tasks && draws % tasks == 0,
                "draws",
                draws,
                "be a multiple of tasks = " + tasks + ", at least two");
        Arguments.positive("outerTrajectories", outerTrajectories);
        Arguments.given("options", options);
        options = options.withEngine(Engines.checked(Engines.of(options), options.master()));
    }
}
