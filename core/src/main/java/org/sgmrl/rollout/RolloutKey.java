package org.sgmrl.rollout;

import org.sgmrl.random.StreamDomain;

/// Names the randomness of one task's rollouts. With phase and rollout number it identifies a stream, so
/// that results do not depend on which worker runs what and when.
///
/// @param seed the run's seed
/// @param domain training, validation, test or demonstration
/// @param iteration iteration of training, or number of the evaluation
/// @param task index of the task in the meta-batch
public record RolloutKey(long seed, StreamDomain domain, int iteration, int task) {}
