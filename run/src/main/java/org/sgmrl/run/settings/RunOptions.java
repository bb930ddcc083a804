package org.sgmrl.run.settings;

import org.sgmrl.run.failure.InvalidSettings;

/// How a run is done and what its folder keeps.
///
/// @param threads worker threads
/// @param engine who maps the tasks of a meta-batch; empty for the default
/// @param master where that engine finds its workers; empty for its default
/// @param checkpointEvery iterations between checkpoints
/// @param keepCheckpoints how many of the last checkpoints stay
/// @param testTasks held-out tasks of the final evaluation
/// @param skipBadUpdates whether updates that are not finite are left out instead of ending the run
public record RunOptions(
        int threads,
        String engine,
        String master,
        int checkpointEvery,
        int keepCheckpoints,
        int testTasks,
        boolean skipBadUpdates) {
    private static final int MAX_THREADS = 1024;

    /// What is done where nothing is asked for: a thread for each processor.
    public static final RunOptions DEFAULT = new RunOptions(
            Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()), "", "", 25, 3, 200, false);

    /// Checks every value.
    public RunOptions {
        inRange("threads", threads, MAX_THREADS);
        inRange("checkpoint-every", checkpointEvery, Integer.MAX_VALUE);
        inRange("keep-checkpoints", keepCheckpoints, Integer.MAX_VALUE);
        inRange("test-tasks", testTasks, 1_000_000);
    }

    private static void inRange(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new InvalidSettings(name + " = " + value + " must be at least 1"
                    + (most == Integer.MAX_VALUE ? "" : " and at most " + most));
        }
    }

    /// With another number of threads.
    public RunOptions withThreads(int changed) {
        return new RunOptions(changed, engine, master, checkpointEvery, keepCheckpoints, testTasks, skipBadUpdates);
    }

    /// With another engine.
    public RunOptions withEngine(String changed) {
        return new RunOptions(threads, changed, master, checkpointEvery, keepCheckpoints, testTasks, skipBadUpdates);
    }

    /// With workers elsewhere.
    public RunOptions withMaster(String changed) {
        return new RunOptions(threads, engine, changed, checkpointEvery, keepCheckpoints, testTasks, skipBadUpdates);
    }

    /// With checkpoints more or less often.
    public RunOptions withCheckpointEvery(int changed) {
        return new RunOptions(threads, engine, master, changed, keepCheckpoints, testTasks, skipBadUpdates);
    }

    /// With more or fewer checkpoints that stay.
    public RunOptions withKeepCheckpoints(int changed) {
        return new RunOptions(threads, engine, master, checkpointEvery, changed, testTasks, skipBadUpdates);
    }

    /// With another final evaluation.
    public RunOptions withTestTasks(int changed) {
        return new RunOptions(threads, engine, master, checkpointEvery, keepCheckpoints, changed, skipBadUpdates);
    }

    /// With bad updates left out, or not.
    public RunOptions withSkipBadUpdates(boolean changed) {
        return new RunOptions(threads, engine, master, checkpointEvery, keepCheckpoints, testTasks, changed);
    }
}
