package org.sgmrl.spark;

import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.sgmrl.environment.EnvironmentException;
import org.sgmrl.kernel.FloatKernels;

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
        @Nullable String error) implements Serializable {
    /// Of this process, where the tasks run.
    static final class Worker {
        static final String NAME = name();
        static final String KERNELS = FloatKernels.fastest().description() + " on " + NAME;

        private static String name() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "of unknown name";
            }
        }
    }

    /// What a partition has made.
    ///
    /// @param start when it began, by [System#nanoTime]
    static <M extends Serializable> Part<M> made(M made, long start) {
        return new Part<>(made, System.nanoTime() - start, Worker.KERNELS, null);
    }

    /// An answer, not an exception: Spark would try again elsewhere and say less.
    static <M extends Serializable> Part<M> refused(EnvironmentException e) {
        return new Part<>(null, 0, Worker.KERNELS, "worker " + Worker.NAME + ": " + e.getMessage());
    }
}
