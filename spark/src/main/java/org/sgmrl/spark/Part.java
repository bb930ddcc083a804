package org.sgmrl.spark;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// What a partition has made of its tasks on its way to the driver, or why it has made nothing.
///
/// @param made what it has made; null with an error
/// @param nanos how long it took to compute
/// @param kernels what computed it and where
/// @param error what is wrong with the worker, or null
/// @param <M> type of what it makes
record Part<M extends Serializable>(
        @Nullable M made,
        long nanos,
        String kernels,
        @Nullable String error) implements Serializable {}
