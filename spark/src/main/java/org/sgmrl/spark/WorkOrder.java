package org.sgmrl.spark;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.sgmrl.mdp.MdpProblem;
import org.sgmrl.training.TrainingSettings;

/// What a worker needs to know of a run: broadcast once, before its first iteration.
///
/// @param id tells runs of one context apart
/// @param environment id of the environment
/// @param choice the simulator that was chosen, where several have an environment of that id; otherwise empty
/// @param problem the MDPs of the tabular environment, which has no id that says what it is; otherwise null
/// @param own [OwnCode]: a copy of what is one's own
/// @param settings the settings
/// @param parameterCount length of θ, which the worker's own policy must have too
/// @param simulator what the driver simulates with, such as a library's version; the worker must have the same, or the
///     bits differ
/// @param code fingerprint of the driver's code, which the worker's must have too
/// @param steps what the driver's simulator does with fixed actions, which the worker's must do too; empty where there
/// is
///     no simulator
@SuppressWarnings("ArrayRecordComponent") // never compared
record WorkOrder(
        String id,
        String environment,
        String choice,
        @Nullable MdpProblem problem,
        byte[] own,
        TrainingSettings settings,
        int parameterCount,
        String simulator,
        String code,
        String steps)
        implements Serializable {}
