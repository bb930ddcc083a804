package org.sgmrl.statistics;

import java.util.Arrays;
import java.util.List;

/// Scores of one method: `[runs][tasks]`, every run on every task. A run is a seed; a task is a task of an
/// environment, or a whole environment. Which of them vary together is said where it matters, by
/// [Resampling].
///
/// Immutable, except for the argument of an [Aggregate] in a bootstrap, which is valid during the call only.
public final class Scores {
    private final double[][] rows;

    private Scores(double[][] rows) {
        this.rows = rows;
    }

    /// Scores of an array, which is copied.
    ///
    /// @param rows `[runs][tasks]`, at least one of each, all finite, all rows of equal length
    /// @return the scores
    public static Scores of(double[][] rows) {
        if (rows.length == 0 || rows[0].length == 0) {
            throw new IllegalArgumentException("no scores; at least one run and one task are needed");
        }
        double[][] copy = new double[rows.length][];
        for (int run = 0; run < rows.length; run++) {
            if (rows[run].length != rows[0].length) {
                throw new IllegalArgumentException("run " + run + " has " + rows[run].length + " scores, run 0 has "
                        + rows[0].length + "; every run needs a score on every task");
            }
            copy[run] = rows[run].clone();
            for (int task = 0; task < copy[run].length; task++) {
                if (!Double.isFinite(copy[run][task])) {
                    throw new IllegalArgumentException("the score of run " + run + " on task " + task + " is "
                            + copy[run][task] + " and must be finite; give failed runs the score of a failure");
                }
            }
        }
        return new Scores(copy);
    }

    /// One score for each run and environment: the run's mean over the environment's tasks, normalised.
    ///
    /// @param environments entry e: `[runs][tasks of e]`; as many runs everywhere
    /// @param normalizations entry e: what returns of environment e are worth
    /// @return `[runs][environments]`
    public static Scores ofEnvironments(List<Scores> environments, List<Normalization> normalizations) {
        if (environments.isEmpty() || environments.size() != normalizations.size()) {
            throw new IllegalArgumentException(environments.size() + " environments and " + normalizations.size()
                    + " normalisations; as many of both are needed, at least one");
        }
        int runs = environments.getFirst().runs();
        double[][] rows = new double[runs][environments.size()];
        for (int e = 0; e < environments.size(); e++) {
            if (environments.get(e).runs() != runs) {
                throw new IllegalArgumentException("environment " + e + " has "
                        + environments.get(e).runs() + " runs, environment 0 has " + runs
                        + "; every environment needs as many");
            }
            double[] means = environments.get(e).runMeans();
            for (int run = 0; run < runs; run++) {
                rows[run][e] = normalizations.get(e).score(means[run]);
            }
        }
        return of(rows);
    }

    /// Scores that share the array, for resampling.
    static Scores view(double[][] rows) {
        return new Scores(rows);
    }

    /// Number of runs.
    ///
    /// @return at least 1
    public int runs() {
        return rows.length;
    }

    /// Number of tasks.
    ///
    /// @return at least 1
    public int tasks() {
        return rows[0].length;
    }

    /// A score.
    ///
    /// @param run in [0, runs)
    /// @param task in [0, tasks)
    /// @return the score of the run on the task
    public double get(int run, int task) {
        return rows[run][task];
    }

    /// The scores of all runs on a task.
    ///
    /// @param task in [0, tasks)
    /// @return a new array, by run
    public double[] column(int task) {
        double[] column = new double[rows.length];
        for (int run = 0; run < column.length; run++) {
            column[run] = rows[run][task];
        }
        return column;
    }

    /// All scores.
    ///
    /// @return a new array `[runs][tasks]`
    public double[][] toArray() {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }

    /// The scores of all runs on all tasks, row by row.
    ///
    /// @return a new array of runs × tasks values
    public double[] flat() {
        double[] flat = new double[runs() * tasks()];
        for (int run = 0; run < rows.length; run++) {
            System.arraycopy(rows[run], 0, flat, run * tasks(), tasks());
        }
        return flat;
    }

    /// Each run's mean over the tasks.
    ///
    /// @return a new array, by run
    public double[] runMeans() {
        return Moments.ofRows(rows);
    }

    /// Each task's mean over the runs.
    ///
    /// @return a new array, by task
    public double[] taskMeans() {
        double[] means = new double[tasks()];
        for (double[] row : rows) {
            for (int task = 0; task < means.length; task++) {
                means[task] += row[task];
            }
        }
        for (int task = 0; task < means.length; task++) {
            means[task] /= rows.length;
        }
        return means;
    }
}
