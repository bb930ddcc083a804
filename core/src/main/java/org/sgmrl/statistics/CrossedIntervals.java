package org.sgmrl.statistics;

/// 95 % intervals of means over seeds and tasks that are crossed: every seed is tested on the same tasks.
/// Both are samples, of the runs and of the tasks that there could have been.
///
/// Student's t with the variance components of the two-way random-effects layout with one value in a cell,
/// and Satterthwaite's (1946) degrees of freedom: with mean squares M of seeds, tasks and the rest, S seeds
/// and T tasks, the variance of the mean is (M_S + M_T − M_R) / (S T). Where the sum of the components is
/// less than one of them, that one is taken. A single seed says nothing about others: then the interval
/// covers the choice of tasks only. With a single task it covers the choice of seeds only, and with one of
/// each there is none.
///
/// Coverage with normal effects: 94 to 96 % where either seeds or tasks decide, from two seeds on; where both
/// weigh alike 89 % with two seeds, 93 % with three, 94 % from five on. Skewed seeds take it down to 85 to
/// 91 % for fewer than eight (docs/results/statistics.md).
public final class CrossedIntervals {
    private CrossedIntervals() {}

    /// Interval of the mean. With one seed it is [StudentIntervals#ofMean] of its values.
    ///
    /// @param values `[seeds][tasks]`, at least one of each, all rows of equal length
    /// @return the mean of the seeds' means
    public static Interval mean(double[][] values) {
        Layout layout = new Layout(values);
        double mean = layout.mean;
        if (layout.seeds == 1 || layout.tasks == 1) {
            return StudentIntervals.ofMean(mean, layout.seeds == 1 ? values[0] : layout.seedMeans);
        }
        double ofSeeds = layout.ofSeeds();
        double ofTasks = Moments.variance(layout.taskMeans) / layout.tasks;
        double both = layout.inBoth();
        return StudentIntervals.satterthwaite(
                mean,
                Math.max(ofSeeds + ofTasks - both, Math.max(ofSeeds, ofTasks)),
                ofSeeds * ofSeeds / (layout.seeds - 1)
                        + ofTasks * ofTasks / (layout.tasks - 1)
                        + both * both / ((layout.seeds - 1.0) * (layout.tasks - 1)));
    }

    /// Interval of the difference of two means over the same tasks, first minus second.
    ///
    /// @param first `[seeds][tasks]`
    /// @param second `[seeds][tasks]`, as many tasks as `first`; the number of seeds may differ
    /// @return the difference; if one of them has a single seed, the interval covers the tasks only
    public static Interval difference(double[][] first, double[][] second) {
        Layout a = new Layout(first);
        Layout b = new Layout(second);
        if (a.tasks != b.tasks) {
            throw new IllegalArgumentException(
                    "second has " + b.tasks + " tasks and must have " + a.tasks + ", the same as first");
        }
        double mean = a.mean - b.mean;
        double[] ofEachTask = new double[a.tasks];
        for (int i = 0; i < a.tasks; i++) {
            ofEachTask[i] = a.taskMeans[i] - b.taskMeans[i];
        }
        if (a.seeds == 1 || b.seeds == 1) {
            return StudentIntervals.ofMean(mean, ofEachTask);
        }
        double seedsOfA = a.ofSeeds();
        double seedsOfB = b.ofSeeds();
        double squares = seedsOfA * seedsOfA / (a.seeds - 1) + seedsOfB * seedsOfB / (b.seeds - 1);
        if (a.tasks == 1) {
            return StudentIntervals.satterthwaite(mean, seedsOfA + seedsOfB, squares);
        }
        double ofTasks = Moments.variance(ofEachTask) / a.tasks;
        double inBothA = a.inBoth();
        double inBothB = b.inBoth();
        return StudentIntervals.satterthwaite(
                mean,
                Math.max(seedsOfA + seedsOfB + ofTasks - inBothA - inBothB, Math.max(seedsOfA + seedsOfB, ofTasks)),
                squares
                        + ofTasks * ofTasks / (a.tasks - 1)
                        + inBothA * inBothA / ((a.seeds - 1.0) * (a.tasks - 1))
                        + inBothB * inBothB / ((b.seeds - 1.0) * (b.tasks - 1)));
    }

    private static final class Layout {
        final double[][] values;
        final int seeds;
        final int tasks;
        final double[] seedMeans;
        final double[] taskMeans;
        final double mean;

        Layout(double[][] values) {
            if (values.length == 0 || values[0].length == 0) {
                throw new IllegalArgumentException("no values; at least one seed and one task are needed");
            }
            this.values = values;
            seeds = values.length;
            tasks = values[0].length;
            seedMeans = new double[seeds];
            taskMeans = new double[tasks];
            for (int s = 0; s < seeds; s++) {
                if (values[s].length != tasks) {
                    throw new IllegalArgumentException("rows of " + tasks + " and " + values[s].length
                            + " values; every seed must be tested on the same tasks");
                }
                seedMeans[s] = Moments.mean(values[s]);
                for (int i = 0; i < tasks; i++) {
                    taskMeans[i] += values[s][i] / seeds;
                }
            }
            mean = Moments.mean(seedMeans);
        }

        /// Variance of the mean by the choice of seeds, with what seeds and tasks do together.
        double ofSeeds() {
            return Moments.variance(seedMeans) / seeds;
        }

        /// Variance of the mean by what seeds and tasks do together: it is in the seeds' part and in the tasks'.
        double inBoth() {
            double sum = 0;
            for (int s = 0; s < seeds; s++) {
                for (int i = 0; i < tasks; i++) {
                    double rest = values[s][i] - seedMeans[s] - taskMeans[i] + mean;
                    sum += rest * rest;
                }
            }
            return sum / ((seeds - 1.0) * (tasks - 1)) / ((double) seeds * tasks);
        }
    }
}
