package org.sgmrl.run.certify;

import java.util.List;
import org.sgmrl.method.Coefficient;
import org.sgmrl.method.LeaveOut;

/// What to run.
public record ConvergenceRequest(
        int iterations,
        int seeds,
        long firstSeed,
        List<Double> factors,
        Coefficient baseline,
        LeaveOut leaveOut,
        int tasks,
        int outerTrajectories,
        int threads) {}
