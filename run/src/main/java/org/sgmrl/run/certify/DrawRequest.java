package org.sgmrl.run.certify;

import org.sgmrl.method.Coefficient;
import org.sgmrl.method.LeaveOut;

/// How to draw.
///
/// @param draws N, a multiple of `tasks`
/// @param leaveOut what baseline leave-trajectory-out leaves out
/// @param tasks B, tasks of a meta-batch
/// @param outerTrajectories D_o
public record DrawRequest(
        int draws, long seed, Coefficient baseline, LeaveOut leaveOut, int tasks, int outerTrajectories, int threads) {}
