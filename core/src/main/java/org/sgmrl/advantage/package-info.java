/// Weights that turn a batch of trajectories into a policy-gradient estimate. The door is
/// [AdvantageEstimator].
@NullMarked
package org.sgmrl.advantage;

import org.jspecify.annotations.NullMarked;
