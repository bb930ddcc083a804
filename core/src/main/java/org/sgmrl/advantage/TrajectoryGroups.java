package org.sgmrl.advantage;

import org.sgmrl.rollout.TrajectoryBatch;

/// How the trajectories of a batch are split into groups of neighbours whose sizes differ by one
/// at most.
public final class TrajectoryGroups {
    private TrajectoryGroups() {}

    /// First trajectory of a group; that of group `groups` is the number of trajectories.
    ///
    /// @param batch the trajectories
    /// @param groups number of groups, at most one for each trajectory
    /// @param group in 0..groups
    /// @return ⌊group · |D| / groups⌋
    public static int start(TrajectoryBatch batch, int groups, int group) {
        return (int) ((long) group * batch.trajectories() / groups);
    }

    static void requireGroups(TrajectoryBatch batch, int groups) {
        if (groups < 1 || groups > batch.trajectories()) {
            throw new IllegalArgumentException("groups = " + groups + " must be in [1, " + batch.trajectories()
                    + "], the number of trajectories of the batch");
        }
    }
}
