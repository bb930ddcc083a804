package org.sgmrl.oracle;

import org.sgmrl.mdp.FiniteMdp;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.mdp.MdpTask;

/// What does not depend on θ about one task: its trajectory classes and the number of inner batches.
final class TaskPaths {
    private final FiniteMdp mdp;
    private final int horizon;
    private final double discount;
    final double probability;
    final TrajectoryTable table;
    private final double batches;

    TaskPaths(MdpProblem problem, MdpTask task, Adaptation inner) {
        this.mdp = task.mdp();
        this.horizon = problem.horizon();
        this.discount = problem.discount();
        this.probability = task.probability();
        this.table = TrajectoryTable.enumerate(mdp, horizon, discount);
        this.batches = MultisetCursor.count(table.classes, inner.trajectories());
    }

    int states() {
        return mdp.states();
    }

    int actions() {
        return mdp.actions();
    }

    int dimension() {
        return mdp.states() * mdp.actions();
    }

    /// The number of distinct inner batches, as a double because it may be astronomic before it is checked.
    double batchCount() {
        return batches;
    }

    long batches() {
        return (long) batches;
    }

    ExactReturn newExactReturn() {
        return new ExactReturn(mdp, horizon, discount);
    }

    BatchNode newNode() {
        return new BatchNode(table, mdp.states(), mdp.actions());
    }
}
