package org.sgmrl.spark;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// A task's share of the meta-gradient on its way to the driver, or why there is none.
///
/// @param index number of the task
/// @param bytes the share, as [org.sgmrl.estimator.TaskGradient#write] puts it; empty with an error
/// @param partitionNanos with the last share of a partition, how long all of it took to compute; otherwise 0
/// @param kernels with the last share of a partition, what computed it and where; otherwise null
/// @param error what is wrong with the worker, or null
@SuppressWarnings("ArrayRecordComponent") // never compared
record Share(
        int index,
        byte[] bytes,
        long partitionNanos,
        @Nullable String kernels,
        @Nullable String error) implements Serializable {}
