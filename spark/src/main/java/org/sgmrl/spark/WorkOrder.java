package org.sgmrl.spark;

import java.io.Serializable;
import org.sgmrl.training.TrainingSettings;

/// What a worker needs to know of a run: sent with every iteration's work, a few hundred bytes.
///
/// @param environment id of the environment
/// @param settings the settings
/// @param parameterCount length of θ, which the worker's own policy must have too
/// @param simulator what the driver simulates with, such as a library's version; the worker must have the same, or the
///     bits differ
record WorkOrder(String environment, TrainingSettings settings, int parameterCount, String simulator)
        implements Serializable {}
