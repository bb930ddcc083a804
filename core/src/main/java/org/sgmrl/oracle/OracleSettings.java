package org.sgmrl.oracle;

/// How an exact enumeration is run. None of these changes a result.
///
/// @param threads number of threads, at least 1
/// @param maxTrajectories the largest number of trajectories of one task
/// @param maxInnerPaths the largest number of inner paths (sequences of ζ inner batches, over all tasks)
///     that one request may visit
public record OracleSettings(int threads, long maxTrajectories, long maxInnerPaths) {
    /// @throws IllegalArgumentException if a value is less than 1
    public OracleSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("threads = " + threads + " must be >= 1");
        }
        if (maxTrajectories < 1) {
            throw new IllegalArgumentException("maxTrajectories = " + maxTrajectories + " must be >= 1");
        }
        if (maxInnerPaths < 1) {
            throw new IllegalArgumentException("maxInnerPaths = " + maxInnerPaths + " must be >= 1");
        }
    }

    /// All processors, at most 200,000 trajectories a task and 200 million inner paths a request (a few
    /// minutes).
    public static OracleSettings defaults() {
        return new OracleSettings(Runtime.getRuntime().availableProcessors(), 200_000, 200_000_000);
    }

    /// The same with another number of threads.
    public OracleSettings withThreads(int threads) {
        return new OracleSettings(threads, maxTrajectories, maxInnerPaths);
    }

    /// The same with another limit on inner paths.
    public OracleSettings withMaxInnerPaths(long maxInnerPaths) {
        return new OracleSettings(threads, maxTrajectories, maxInnerPaths);
    }
}
