/// Sampling trajectories from an environment. The doors are [BatchSampler] and [TrajectoryBatch].
@NullMarked
package org.sgmrl.rollout;

import org.jspecify.annotations.NullMarked;
