package org.sgmrl.spark;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// What a partition has made of its tasks on its way to the driver, or why it has made nothing.
///
/// @param bytes as [Estimators.Estimator#shares] or [Estimators.Estimator#sums] puts them; empty with an error
/// @param nanos how long it took to compute
/// @param kernels what computed it and where
/// @param error what is wrong with the worker, or null
@SuppressWarnings("ArrayRecordComponent") // never compared
record Part(
        byte[] bytes, long nanos, String kernels, @Nullable String error) implements Serializable {}
