package org.sgmrl.statistics;

/// What a bootstrap takes for independent, and so what its interval generalises to. In all of them a resample
/// has as many runs and tasks as the data.
public enum Resampling {
    /// Stratified by task (Agarwal et al. 2021): on each task the runs are drawn anew. For runs that were
    /// trained on each task apart, where the tasks are the ones of interest: environments.
    RUNS(false, false),
    /// As [#RUNS], and the tasks are drawn too: they stand for others (rliable's `task_bootstrap`).
    RUNS_AND_TASKS(false, true),
    /// Whole rows: a seed is drawn with all its scores. For one training that is tested on every task, where
    /// those tasks are the ones of interest.
    SEEDS(true, false),
    /// Whole rows and whole columns, independently (the pigeonhole bootstrap, Owen 2007). For one training
    /// that is tested on tasks drawn from a distribution: meta-testing.
    SEEDS_AND_TASKS(true, true);

    private final boolean wholeRows;
    private final boolean tasks;

    Resampling(boolean wholeRows, boolean tasks) {
        this.wholeRows = wholeRows;
        this.tasks = tasks;
    }

    /// Whether a row is drawn with all its scores.
    boolean wholeRows() {
        return wholeRows;
    }

    /// Whether tasks are drawn.
    boolean drawsTasks() {
        return tasks;
    }
}
