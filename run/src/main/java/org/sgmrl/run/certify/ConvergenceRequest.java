package org.sgmrl.run.certify;

import java.util.List;
import org.sgmrl.argument.Arguments;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.LeaveOut;

/// What to train to look at the exact ‖∇V‖ on the way (the paper's Theorem 1).
///
/// @param iterations K of each run
/// @param seeds runs of each method and step size
/// @param firstSeed seed of the first run
/// @param factors step sizes in units of the theory's 1/LV, positive
/// @param baseline of the score term
/// @param leaveOut what baseline leave-trajectory-out leaves out
/// @param tasks B, tasks of a meta-batch, at least as many as the baseline needs
/// @param outerTrajectories D_o
/// @param threads that train; no number depends on it
public record ConvergenceRequest(
        int iterations,
        int seeds,
        long firstSeed,
        List<Double> factors,
        Coefficient baseline,
        LeaveOut leaveOut,
        int tasks,
        int outerTrajectories,
        int threads) {
    /// @throws IllegalArgumentException if a number is out of range
    public ConvergenceRequest {
        factors = List.copyOf(factors);
        Arguments.positive("iterations", iterations);
        Arguments.positive("seeds", seeds);
        for (double factor : factors) {
            Arguments.require(factor > 0 && Double.isFinite(factor), "factors", factor, "be positive and finite");
        }
        Arguments.require(tasks >= baseline.leastTasks(), "tasks", tasks, "be at least " + baseline.leastTasks());
        Arguments.positive("outerTrajectories", outerTrajectories);
        Arguments.positive("threads", threads);
    }
}
