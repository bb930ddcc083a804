package org.sgmrl.run.experiment;

import org.sgmrl.run.Engines;

/// Where the runs of a reproduction are made; no result depends on it.
///
/// @param threads worker threads of each run in this process
/// @param engine who maps the tasks of a meta-batch
/// @param master where that engine finds its workers; empty for its default
/// @param parallelCells how many runs are made at the same time
public record Execution(int threads, String engine, String master, int parallelCells) {
    /// One run after another, in this process.
    ///
    /// @param threads worker threads
    /// @return where
    public static Execution onThreads(int threads) {
        return new Execution(threads, Engines.LOCAL, "", 1);
    }
}
