package org.sgmrl.run.certify;

import java.util.List;
import org.sgmrl.estimator.BaselineKind;
import org.sgmrl.estimator.LeaveOut;

/// What to run.
public record ConvergenceRequest(
        int iterations,
        int seeds,
        long firstSeed,
        List<Double> factors,
        BaselineKind baseline,
        LeaveOut leaveOut,
        int tasks,
        int outerTrajectories,
        int threads) {}
