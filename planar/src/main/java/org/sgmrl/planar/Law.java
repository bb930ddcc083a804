package org.sgmrl.planar;

import org.sgmrl.environment.TaskDistribution;
import org.sgmrl.environment.robot.Objective;

/// What makes a robot's steps episodes of a meta-environment. The reward of a step is
///
///     objective − controlWeight · Σ a_j²
///
/// evaluated from left to right, the squares summed in order of j.
///
/// @param tasks the tasks
/// @param objective what a task pays
/// @param frameSkip simulation steps of one step
/// @param controlWeight price of a squared control
/// @param <T> type of the task
record Law<T>(TaskDistribution<T> tasks, Objective<T> objective, int frameSkip, double controlWeight) {}
